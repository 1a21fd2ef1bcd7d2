"""What the mailroom asks of the apps to its right, which fill these registers.

Each app registers its kinds of mail in ``mails.py`` and what falls due by
itself in ``notices.py``; both are found by ``autodiscover_modules``, so the
mailroom names no app.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from .stages import Delivery, Policy, Priority


class UnknownKind(LookupError):
    """No app has registered a kind of mail of this name."""


@dataclass(frozen=True)
class Calendar:
    """A calendar file that travels in the mail: iTIP method and iCalendar text."""

    method: str
    ics: str


@dataclass(frozen=True)
class Letter:
    """What one person is to read: the same content as text and as HTML."""

    subject: str
    text: str
    html: str = ""
    calendar: Calendar | None = None
    thread: str = ""


@dataclass(frozen=True)
class About:
    """What a mail is about: its title, and its page in the portal."""

    title: str
    url: str


class Kind:
    """One kind of mail: who gets it, whether it is still due, how it reads."""

    name: str
    label: str
    policy: Policy
    priority: Priority
    can_unsubscribe = False
    can_wait = True  # for the summary, which then tells it instead
    without_it = ""  # what somebody who ends it should know

    # What the office reads where one was withdrawn as no longer due.
    overtaken = "Sie war nicht mehr nötig, als sie versandt werden sollte."

    @property
    def deliveries(self) -> list[Delivery]:
        """What a person can choose from; formal mail comes at once, and nobody can turn it off."""
        if not self.can_unsubscribe:
            return [Delivery.AT_ONCE]
        return [way for way in Delivery if self.can_wait or way != Delivery.DIGEST]

    def concerns(self, person, now: datetime) -> bool:
        """Whether mail of this kind can come to ``person`` at all, as it stands now."""
        return True

    def recipients(self, payload: dict, now: datetime) -> Iterable[int]:
        """The ids of all people whom an announcement of this kind is for."""
        raise NotImplementedError(f"{self.name} wird nicht an viele angekündigt.")

    def letter(self, mail, now: datetime) -> Letter | None:
        """What ``mail.recipient`` is to read now, or None if it is no longer due."""
        raise NotImplementedError(f"{self.name} wird beim Einreichen fertig geschrieben.")

    def still_due(self, mail, now: datetime) -> bool:
        """Asked once more after RCPT, right before the mail may be out: is it still true?

        A relay may have taken its time, and a worker may have slept, since the
        letter was written.
        """
        return True

    def letters(self, mails: list, now: datetime) -> Iterable[tuple[object, Callable]]:
        """Pairs of a mail and a function that writes its letter.

        A kind that can prepare a batch with fewer queries than one a mail
        overrides this; a letter that raises harms only its own mail.
        """
        return [(mail, lambda mail=mail: self.letter(mail, now)) for mail in mails]

    def links(self, mails: list, now: datetime) -> dict[int, str]:
        """For the inbox: mail id to path, for those whose object the recipient may see."""
        return {}

    def about(self, mails: list, person, now: datetime) -> dict[int, About]:
        """For the office: mail id to what it is about, as far as ``person`` may see that."""
        return {}


_kinds: dict[str, Kind] = {}
_notices: list[Callable[[datetime], None]] = []


def register(kind: type[Kind]) -> type[Kind]:
    """Class decorator: make a kind of mail known under its name."""
    _kinds[kind.name] = kind()
    return kind


def kind_named(name: str) -> Kind:
    """The registered kind; ``UnknownKind`` if no app has it."""
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKind(name) from None


def label_of(name: str) -> str:
    """What mail of this kind is called, also where no app has it any more."""
    return _kinds[name].label if name in _kinds else "Mail"


def kinds() -> list[str]:
    """The names of all registered kinds."""
    return list(_kinds)


def notice(function: Callable[[datetime], None]) -> Callable[[datetime], None]:
    """Decorator: call ``function(now)`` in each pass, to hand in what is due by then."""
    if function not in _notices:
        _notices.append(function)
    return function


def notices() -> list[Callable[[datetime], None]]:
    return list(_notices)
