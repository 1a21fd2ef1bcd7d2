"""German words as they are compared in a search: in Python, and stored beside the text.

Folded are small letters, ä, ae and a the same, ß as ss, no accents, and a space before
each word. The database computes it when it writes, since that takes as long for a
thousand rows as a page may.
"""

import unicodedata

from django.db.models import Func, GeneratedField, TextField, Value
from django.db.models.functions import Concat

_UNMARKED = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "a", "œ": "o"}
_PARTING = "-–—/.,;:!?()[]„“”\"'’&+*\n\r\t\u00a0"
_TWO_FOR_ONE = [("ß", "ss"), ("ae", "a"), ("oe", "o"), ("ue", "u")]


def _letters() -> dict[str, str]:
    """Latin letters with what they become; what parts words becomes a space."""
    table = dict.fromkeys(_PARTING, " ")
    for letter in map(chr, [*range(0xC0, 0x180), *range(0x1E00, 0x1F00)]):
        small = letter.lower()
        plain = _UNMARKED.get(small) or unicodedata.normalize("NFD", small)[0]
        if letter not in "ßẞ" and plain != letter:
            table[letter] = plain
    return table


_LETTERS = _letters()
_TABLE = str.maketrans(_LETTERS)


def folded(text: str) -> str:
    found = unicodedata.normalize("NFC", text).lower().translate(_TABLE)
    for two, one in _TWO_FOR_ONE:
        found = found.replace(two, one)
    return f" {found}"


class Folded(Func):
    """``folded`` as the database computes it. A change here needs a migration that says it anew."""

    template = (
        "replace(replace(replace(replace(translate(' ' || lower(%(expressions)s), '{}', '{}'),"
        " 'ß', 'ss'), 'ae', 'a'), 'oe', 'o'), 'ue', 'u')"
    ).format(*("".join(part).replace("'", "''") for part in zip(*_LETTERS.items(), strict=True)))
    output_field = TextField()


def folded_field(first: str, *more: str) -> GeneratedField:
    """The text of these fields of a row, to be searched."""
    text = first
    for name in more:
        text = Concat(text, Value(" "), name, output_field=TextField())
    return GeneratedField(expression=Folded(text), output_field=TextField(), db_persist=True)
