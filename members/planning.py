"""What a file would do, line by line, before anything is done."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from hashlib import sha256

from django.contrib.admin.models import ADDITION, CHANGE

from .cells import Row
from .stages import PREVENTING, Verdict


@dataclass(frozen=True)
class Change:
    """A field that gets another value, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Deed:
    """A row to save, and what the log says of it."""

    thing: object
    flag: int
    message: str


@dataclass
class Entry:
    """One line of the file and what it means."""

    line: int
    title: str
    says: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    is_new: bool = False

    @classmethod
    def of(cls, row: Row, title: str) -> "Entry":
        return cls(row.line, title, problems=list(row.problems))

    @property
    def verdict(self) -> Verdict:
        if self.problems:
            return Verdict.INVALID
        if self.conflicts:
            return Verdict.CONFLICT
        if self.is_new:
            return Verdict.NEW
        return Verdict.CHANGED if self.changes else Verdict.UNCHANGED

    def change(self, label: str, before, after, words=str) -> bool:
        """Note that a field changes, if it does."""
        if before == after:
            return False
        self.changes.append(Change(label, words(before), words(after)))
        return True

    def plain(self) -> dict:
        """As it is kept and shown."""
        return {
            "line": self.line,
            "title": self.title,
            "verdict": self.verdict.value,
            "says": [*self.problems, *self.conflicts] or self.says,
            "changes": [asdict(change) for change in self.changes],
        }


@dataclass
class Plan:
    """All that a file would do: its entries in order, and the deeds."""

    entries: list[Entry] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)
    unread: tuple[str, ...] = ()

    @property
    def can_be_done(self) -> bool:
        return not any(entry.verdict in PREVENTING for entry in self.entries)

    def add(self, thing, message: str) -> None:
        self.deeds.append(Deed(thing, ADDITION, message))

    def change(self, thing, message: str) -> None:
        self.deeds.append(Deed(thing, CHANGE, message))

    def lines(self) -> list[dict]:
        return [entry.plain() for entry in self.entries]


def counts(lines: Iterable[dict]) -> dict[str, int]:
    """How many lines there are of each verdict, the bad ones first."""
    found = Counter(line["verdict"] for line in lines)
    return {verdict.value: found[verdict.value] for verdict in Verdict}


def fingerprint(lines: list[dict]) -> str:
    """The same as long as the file would do the same."""
    return sha256(repr(lines).encode()).hexdigest()
