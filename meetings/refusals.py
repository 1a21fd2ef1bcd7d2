"""What a meeting refuses, and how that is said to the person who asked for it."""


class Refused(Exception):
    """A step that the rules do not allow now: ``title`` is what is true, ``text`` what counts."""

    def __init__(self, title: str, text: str = ""):
        super().__init__(f"{title}\n{text}".strip())
        self.title = title
        self.text = text


class WrongStage(Refused):
    """The meeting is not in a stage from which this step leads on."""


class TooEarly(Refused):
    """The meeting has not begun."""


class TooLate(Refused):
    """The meeting has begun, or its new time or deadline has passed already."""


class DeadlinePassed(Refused):
    """The county can no longer answer; ``text`` says which answer counts."""


class NotYourCounty(Refused):
    """The person does not act for the county, or an attendee does not."""


class StaysInvited(Refused):
    """Somebody would be left out of a meeting who has been invited to it."""


class NoRoom(Refused):
    """There are not as many seats on site as this would need."""


class ChangedMeanwhile(Refused):
    """Somebody else changed what the person's form was filled in for."""


class WrittenMeanwhile(ChangedMeanwhile):
    """Somebody else wrote into the note: ``note`` has the words that stand there now."""

    def __init__(self, note):
        super().__init__(
            f"Inzwischen hat jemand anders zu „{note}“ geschrieben",
            "Ihre Worte sind noch nicht gespeichert. Bitte vergleichen Sie beide, und speichern "
            "Sie dann, was gelten soll.",
        )
        self.note = note


class NotStored(Refused):
    """There is no room for a file, or the disk is broken."""


class AnsweredMeanwhile(Refused):
    """Somebody of the county answered since the person opened the form."""

    def __init__(self, title: str, text: str, registration):
        super().__init__(title, text)
        self.registration = registration
