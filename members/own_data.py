"""What the portal holds of a person, part by part: to be read, and forgotten, by that person.

Each app registers its parts in ``belongings.py``; what the mailroom and the account
hold, members itself registers. ``tests/privacy/test_completeness.py`` goes over every
column that can lead to a person and fails for one that no part covers.

The words of ``key`` and ``columns`` are the keys of the JSON file and stay as they are
(docs/own-data.md). Of other people a row tells the function and the place alone.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from .leaver import Leaver

ROWS_AT_ONCE = 1000


class Part:
    """One kind of thing that the portal holds of a person.

    ``covers`` names the columns that lead to the person: ``"app.Model.field"``. When
    somebody leaves, ``forget`` takes away what is theirs; ``goes`` says so in words, or
    ``stays`` says what is kept and why. Each part has one of the two.
    """

    key: str
    title: str
    columns: dict[str, str]
    covers: tuple[str, ...] = ()
    goes = ""
    stays = ""

    def things(self, person, now: datetime):
        """The rows of the database: a QuerySet with all that ``row`` needs."""
        raise NotImplementedError

    def row(self, thing, person) -> dict:
        """The values of ``columns``: texts, numbers, days, instants, choices, lists of texts."""
        return {name: getattr(thing, name) for name in self.columns}

    def rows(self, person, now: datetime) -> Iterable[dict]:
        for thing in self.things(person, now).iterator(chunk_size=ROWS_AT_ONCE):
            yield self.row(thing, person)

    def count(self, person, now: datetime) -> int:
        return self.things(person, now).count()

    def forget(self, leaver: Leaver) -> None:
        """Take away what is the person's alone, in the caller's transaction."""


_parts: dict[str, Part] = {}
_nothing: dict[str, str] = {}


def own_data(part: type[Part]) -> type[Part]:
    """Class decorator: what this part holds belongs to the file of a person."""
    _parts[part.key] = part()
    return part


def holds_nothing(column: str, why: str) -> None:
    """Say of a column that seems to lead to a person why it holds nothing of one."""
    _nothing[column] = why


def parts() -> list[Part]:
    return list(_parts.values())


def covered() -> set[str]:
    """All columns that a part covers or that are said to hold nothing."""
    return {column for part in parts() for column in part.covers} | set(_nothing)


def in_chunks(things: Iterable, size: int = ROWS_AT_ONCE) -> Iterator[list]:
    """``things`` in lists of ``size``, the last one shorter."""
    chunk = []
    for thing in things:
        chunk.append(thing)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
