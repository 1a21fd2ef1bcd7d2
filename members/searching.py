"""How the words of a search find German words, in whichever way either is written.

A word of at least ``ANYWHERE`` letters is found within others, as in
Sprachmittlerpool; a shorter one, such as IT, only where a word begins.
"""

from django.db.models import Q

from .models.folding import folded

ANYWHERE = 4
_FILLERS = set(
    "am an auf bei beim das dem den der des die ein eine einer erfahrung erfahrungen fur hat im in "
    "kennt mit oder sich und von wer zu zum zur".split()
)


def words(text: str) -> list[str]:
    """The folded words to look for; what only joins them counts where nothing else is said."""
    found = list(dict.fromkeys(folded(text).split()))
    return [word for word in found if word not in _FILLERS] or found


def says(text: str, word: str) -> bool:
    return _pattern(word) in folded(text)


def saying(field: str, word: str) -> Q:
    """As ``says``, of a ``folded_field`` in the database."""
    return Q(**{f"{field}__contains": _pattern(word)})


def _pattern(word: str) -> str:
    return word if len(word) >= ANYWHERE else f" {word}"
