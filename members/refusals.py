"""What members refuses, and how that is said to the person who asked for it."""

from .stages import Hindrance


class ChangedMeanwhile(Exception):
    """Somebody saved since the person's form was opened."""


class CannotAccept(Exception):
    """An invitation leads nowhere now; ``text`` is what the database said, if it did."""

    def __init__(self, hindrance: Hindrance, text: str = ""):
        super().__init__(hindrance)
        self.hindrance, self.text = hindrance, text
