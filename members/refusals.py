"""What members refuses, and how that is said to the person who asked for it."""


class ChangedMeanwhile(Exception):
    """Somebody saved since the person's form was opened."""
