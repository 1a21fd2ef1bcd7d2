"""What a person reads in the portal about the mail that was sent to them."""

from dataclasses import dataclass
from datetime import datetime

from .models import Mail
from .registers import kind_named, kinds, label_of
from .stages import State

WORDS = {
    State.SENT: ("done", "verschickt"),
    State.UNCERTAIN: ("half", "ungewiss"),
    State.FAILED: ("against", "nicht zustellbar"),
    State.SUPPRESSED: ("against", "nicht zustellbar"),
    State.POISON: ("against", "nicht zustellbar"),
    State.CANCELLED: ("none", "nicht mehr nötig"),
    State.EXPIRED: ("none", "abgelaufen"),
}
UNDER_WAY = ("due", "unterwegs")


@dataclass(frozen=True)
class Entry:
    """One line of the inbox; ``subject`` is the kind's label where its object is hidden."""

    mail: Mail
    label: str
    subject: str
    url: str | None

    @property
    def shape(self) -> str:
        return WORDS.get(self.mail.state, UNDER_WAY)[0]

    @property
    def words(self) -> str:
        return WORDS.get(self.mail.state, UNDER_WAY)[1]


def entries(mails, now: datetime) -> list[Entry]:
    """The lines for ``mails``, asking each kind once what the recipient may still see."""
    by_kind: dict[str, list[Mail]] = {}
    for mail in mails:
        by_kind.setdefault(mail.kind, []).append(mail)
    links = {}
    for kind in by_kind.keys() & set(kinds()):
        links |= kind_named(kind).links(by_kind[kind], now)
    return [_entry(mail, links.get(mail.pk)) for mail in mails]


def _entry(mail: Mail, url: str | None) -> Entry:
    label = label_of(mail.kind)
    shown = mail.subject if url or mail.sealed else ""
    return Entry(mail, label, shown or label, url)
