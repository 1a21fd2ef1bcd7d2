"""What somebody is shown before a deed that cannot be taken back: what follows from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True)
class Outlook:
    """What a deed means for one row: its ``effects`` in sentences, or why nothing is done."""

    thing: object
    title: str
    effects: tuple[str, ...]
    untouched: bool = False


def fingerprint(outlooks: Iterable[Outlook]) -> str:
    """What was shown, in short: whoever confirms sends it along."""
    told = [(str(o.thing.pk), o.title, o.effects, o.untouched) for o in outlooks]
    return sha256(repr(told).encode()).hexdigest()
