"""What is refused about people, and how that is said."""

from .stages import Hindrance


class CannotAccept(Exception):
    """The invitation leads nowhere now; ``text`` is what the database said, if it did."""

    def __init__(self, hindrance: Hindrance, text: str = ""):
        super().__init__(hindrance)
        self.hindrance, self.text = hindrance, text
