"""The mail that the demo's server has kept, read as mailboxes of its recipients."""

from collections import Counter
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

FILE_NAME = "[0-9]{20}-[0-9a-f]{8}[.]eml"
SHOWN_HEADERS = [
    ("From", "Von"),
    ("To", "An"),
    ("Date", "Datum"),
    ("Message-ID", "Kennung"),
    ("Auto-Submitted", "Automatisch"),
    ("List-Unsubscribe", "Abbestellen"),
]


@dataclass(frozen=True)
class Part:
    """One leaf of a message; ``number`` counts the leaves from 0."""

    number: int
    content_type: str
    filename: str
    text: str
    data: bytes

    @property
    def anchor(self) -> str:
        return f"teil-{self.number}"

    @property
    def title(self) -> str:
        return "Kalenderdatei" if self.is_calendar else self.filename or self.content_type

    @property
    def is_calendar(self) -> bool:
        return self.content_type == "text/calendar"


class Letter:
    """One stored message, parsed when something of it is asked for."""

    def __init__(self, path: Path):
        self.name = path.name
        self.raw = path.read_bytes()
        self.message: EmailMessage = message_from_bytes(self.raw, policy=policy.default)

    @property
    def recipients(self) -> list[str]:
        return _addresses(self.raw)

    @property
    def subject(self) -> str:
        return self.message["Subject"] or "Ohne Betreff"

    @property
    def sent_at(self):
        """When the portal wrote it, by the clock of the demo."""
        date = self.message["Date"]
        return date.datetime if date else None

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(label, self.message[name]) for name, label in SHOWN_HEADERS if self.message[name]]

    @property
    def parts(self) -> list[Part]:
        leaves = [part for part in self.message.walk() if not part.is_multipart()]
        return [_part(number, leaf) for number, leaf in enumerate(leaves)]

    def first(self, content_type: str) -> Part | None:
        return next((part for part in self.parts if part.content_type == content_type), None)

    @property
    def others(self) -> list[Part]:
        """What is neither the text nor the HTML form: calendar files, attachments."""
        body = {"text/plain", "text/html"}
        return [part for part in self.parts if part.content_type not in body or part.filename]


@dataclass(frozen=True)
class Mailbox:
    address: str
    count: int
    latest: Letter | None


def mailboxes(folder: Path, people: list[str]) -> list[Mailbox]:
    """A mailbox for each of ``people`` and for whoever else has got mail, by address."""
    counts, latest = Counter(), {}
    for path in _paths(folder):
        for address in _addresses_in(path):
            counts[address] += 1
            latest[address] = path
    return [
        Mailbox(address, counts[address], Letter(latest[address]) if address in latest else None)
        for address in sorted({*people, *counts})
    ]


def letters_to(folder: Path, address: str) -> list[Path]:
    """The stored files addressed to ``address``, the newest first."""
    return [path for path in reversed(_paths(folder)) if address in _addresses_in(path)]


def letter_to(folder: Path, address: str, name: str) -> Letter | None:
    """The message called ``name`` if it went to ``address``."""
    path = folder / name
    if path.parent != folder or not path.is_file():
        return None
    letter = Letter(path)
    return letter if address in letter.recipients else None


def _paths(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.eml") if not path.name.startswith("."))


def _addresses_in(path: Path) -> list[str]:
    with path.open("rb") as file:
        return _addresses(file.readline() + file.readline())


def _addresses(raw: bytes) -> list[str]:
    """The envelope's recipients, from the two lines on top."""
    for line in raw.split(b"\r\n", 2)[:2]:
        name, _, value = line.decode(errors="replace").partition(": ")
        if name == "X-Envelope-To":
            return [address.lower() for address in value.split(", ")]
    return []


def _part(number: int, leaf: EmailMessage) -> Part:
    content_type = leaf.get_content_type()
    readable = leaf.get_content_maintype() == "text"
    return Part(
        number,
        content_type,
        leaf.get_filename() or "",
        leaf.get_content() if readable else "",
        leaf.get_payload(decode=True) or b"",
    )
