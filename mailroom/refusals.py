"""What the mailroom refuses, and how that is said to the person who asked for it."""


class Refused(Exception):
    """A step that the rules do not allow now: ``title`` is what is true, ``text`` what counts."""

    def __init__(self, title: str, text: str = ""):
        super().__init__(f"{title}\n{text}".strip())
        self.title = title
        self.text = text


class CannotResend(Refused):
    """The mail is not sent a second time by hand."""

    def __init__(self, text: str):
        super().__init__("Diese Mail geht nicht noch einmal hinaus", text)
