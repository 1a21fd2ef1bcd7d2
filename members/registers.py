"""What belongs to a county in the apps to the right, which fill this register.

Each app registers its part in ``belongings.py``, found by
``autodiscover_modules``; members names none of them. Every entry takes the
person who looks and returns what is visible to that person.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Contribution:
    """Something that a county did for the network: shown on its page."""

    title: str
    url: str
    what: str
    at: datetime


_contributions: list[tuple[str, Callable]] = []


def contribution(label: str) -> Callable:
    """Decorator: ``function(district, person, now)`` lists contributions under ``label``."""

    def registering(function: Callable) -> Callable:
        if (label, function) not in _contributions:
            _contributions.append((label, function))
        return function

    return registering


def contributions(district, person, now: datetime) -> list[tuple[str, list[Contribution]]]:
    """What ``district`` has contributed as far as ``person`` sees it: label and entries."""
    groups = [(label, function(district, person, now)) for label, function in _contributions]
    return [(label, entries) for label, entries in groups if entries]
