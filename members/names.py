"""Names of counties as addresses and as sorting keys."""

import re
import unicodedata

_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def sort_key(name: str) -> str:
    """``name`` for sorting by DIN 5007-1: ä as a, ß as ss, only letters and digits count."""
    letters = unicodedata.normalize("NFKD", name.lower().replace("ß", "ss"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def slug(name: str) -> str:
    """``name`` in ASCII for an address: ä as ae, ß as ss, words joined by hyphens."""
    return sort_key(name.lower().translate(_SPELLED_OUT)).replace(" ", "-")
