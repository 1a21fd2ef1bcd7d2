"""What belongs to a county in the apps to the right, which fill this register.

Each app registers its part in ``belongings.py``, found by
``autodiscover_modules``; members names none of them. Every entry takes the
person who looks and returns what is visible to that person, for one county
or for many in the same number of queries.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Contribution:
    """Something that a county did for the network: shown on its page."""

    district_id: str
    title: str
    url: str
    what: str
    at: datetime


_contributions: list[tuple[str, Callable]] = []


def contribution(label: str) -> Callable:
    """Decorator: ``function(districts, person, now)`` lists contributions under ``label``."""

    def registering(function: Callable) -> Callable:
        if (label, function) not in _contributions:
            _contributions.append((label, function))
        return function

    return registering


Groups = list[tuple[str, list[Contribution]]]


def contributions(district, person, now: datetime) -> Groups:
    """What ``district`` has contributed as far as ``person`` sees it: label and entries."""
    return contributions_of([district], person, now)[district.pk]


def contributions_of(districts: Iterable, person, now: datetime) -> dict[str, Groups]:
    """``contributions`` of each of ``districts``, by key."""
    districts = list(districts)
    groups = {district.pk: [] for district in districts}
    for label, function in _contributions:
        for entry in function(districts, person, now):
            _put(groups[entry.district_id], label, entry)
    return groups


def _put(groups: Groups, label: str, entry: Contribution) -> None:
    """Below its label, which stands last while it is the turn of its function."""
    if not groups or groups[-1][0] != label:
        groups.append((label, []))
    groups[-1][1].append(entry)
