"""What two texts have in common and in what they differ: by lines, then by words.

A number with its comma and a date are one word: "7,5" that becomes "8,5" reads as
that, and not as a 7 that becomes an 8.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from .dates import MONTHS, SHORT_MONTHS

SAME, GONE, NEW = "same", "gone", "new"
MONTH = "|".join(map(re.escape, sorted({*MONTHS, *SHORT_MONTHS}, key=len, reverse=True)))
WORD = re.compile(
    rf"\d{{1,2}}\.\s(?:{MONTH})(?:\s\d{{4}})?|\d+(?:[.,:/]\d+)*|\w+(?:-\w+)*|\s+|.", re.DOTALL
)
# Beside a change stands the line before and the one after it.
NEARBY = 1
# Two lines with less in common are read one after the other.
ALIKE = 0.4
LONGEST_BY_WORDS = 500
# So far ahead a line is looked for, and of so many lines those that repeat are no landmarks.
AHEAD = 8
MANY = 1000


@dataclass(frozen=True)
class Line:
    """One line: pieces of text, each ``SAME``, ``GONE`` or ``NEW``."""

    pieces: tuple[tuple[str, str], ...]

    @property
    def before(self) -> list[tuple[str, str]]:
        return [piece for piece in self.pieces if piece[0] != NEW]

    @property
    def after(self) -> list[tuple[str, str]]:
        return [piece for piece in self.pieces if piece[0] != GONE]

    @property
    def is_changed(self) -> bool:
        return any(kind != SAME for kind, _ in self.pieces)


@dataclass(frozen=True)
class Skipped:
    """So many lines that are the same in both texts."""

    lines: int


def differences(before: list[str], after: list[str]) -> list[Line | Skipped]:
    """The lines of two texts, without those that are the same and far from any change."""
    return list(_without_far(list(_compared(before, after))))


def _compared(before: list[str], after: list[str]) -> Iterator[Line]:
    lines = SequenceMatcher(None, before, after, len(after) > MANY)
    for tag, i, j, k, m in lines.get_opcodes():
        if tag == "equal":
            yield from (Line(((SAME, line),)) for line in before[i:j])
        else:
            yield from _replaced(before[i:j], after[k:m])


def _replaced(gone: list[str], new: list[str]) -> Iterator[Line]:
    """Each line beside the next one that is like it; the rest stands for itself."""
    for line in gone:
        like = next(
            (number for number, one in enumerate(new[:AHEAD]) if _are_alike(line, one)), None
        )
        if like is None:
            yield Line(((GONE, line),))
            continue
        yield from (Line(((NEW, one),)) for one in new[:like])
        yield Line(tuple(_by_words(line, new[like])))
        new = new[like + 1 :]
    yield from (Line(((NEW, one),)) for one in new)


def _are_alike(one: str, other: str) -> bool:
    if max(len(one), len(other)) > 10 * LONGEST_BY_WORDS:
        return False
    words = [[word for word in WORD.findall(line) if not word.isspace()] for line in (one, other)]
    there = SequenceMatcher(None, *words, False)
    return there.real_quick_ratio() >= ALIKE and there.quick_ratio() >= ALIKE


def _by_words(one: str, other: str) -> Iterator[tuple[str, str]]:
    before, after = WORD.findall(one), WORD.findall(other)
    if max(len(before), len(after)) > LONGEST_BY_WORDS:
        yield from [(GONE, one), (NEW, other)]
        return
    for tag, i, j, k, m in SequenceMatcher(None, before, after, False).get_opcodes():
        kinds = (
            [(SAME, before[i:j])] if tag == "equal" else [(GONE, before[i:j]), (NEW, after[k:m])]
        )
        yield from ((kind, "".join(words)) for kind, words in kinds if words)


def _without_far(lines: list[Line]) -> Iterator[Line | Skipped]:
    changed = [number for number, line in enumerate(lines) if line.is_changed]
    near = {n for at in changed for n in range(at - NEARBY, at + NEARBY + 1)}
    skipped = 0
    for number, line in enumerate(lines):
        if number not in near:
            skipped += 1
            continue
        if skipped:
            yield Skipped(skipped)
            skipped = 0
        yield line
    if skipped:
        yield Skipped(skipped)
