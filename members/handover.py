"""What a person has in hand for a county, and how it goes to somebody else there.

Each app registers its parts in ``belongings.py``; members names none of them. What is not
here belongs to the county and stays (``registers``), or is history. A test goes over every
column that names a person and fails for one that is neither.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Exists, OuterRef, QuerySet

from .models import Mandate

NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class InHand:
    """One thing, as those read it who decide about it; ``pk`` is the part's own.

    Of one that is silent, a mail says neither what it is about nor when. ``at`` is None for
    what has no day, as a place in a group.
    """

    part: str
    pk: int
    person_id: int
    district_id: str
    title: str
    url: str
    at: datetime | None
    is_silent: bool = False

    @property
    def key(self) -> str:
        return f"{self.part}-{self.pk}"


class Handover:
    """A kind of thing: which rows name a person for a county, and who else can take them over.

    ``names`` are the columns that it answers for. ``person`` and ``district`` are the ways
    from a row to both.
    """

    part: str
    silent_title: str
    names: tuple[str, ...]
    person: str
    district: str

    def open(self, now: datetime) -> QuerySet:
        """The rows that somebody has still to see to."""
        raise NotImplementedError

    def describe(self, row) -> InHand:
        raise NotImplementedError

    def pass_on(self, thing: InHand, to, *, by, now: datetime) -> None:
        """``to`` takes it over, in the caller's transaction; nothing, if it is gone by now."""
        raise NotImplementedError


_handovers: dict[str, Handover] = {}


def handed_over(handover: type[Handover]) -> type[Handover]:
    """Class decorator: this goes to somebody else when a person leaves a county."""
    _handovers[handover.part] = handover()
    return handover


def handovers() -> list[Handover]:
    return list(_handovers.values())


def title_in_mail(thing: InHand) -> str:
    return _handovers[thing.part].silent_title if thing.is_silent else thing.title


def in_hand(person, district, now: datetime) -> list[InHand]:
    """What ``person`` has in hand for ``district``, the nearest first."""
    return in_hand_of([(person.pk, district.pk)], now)[person.pk, district.pk]


def in_hand_of(pairs: Iterable[tuple], now: datetime) -> dict[tuple, list[InHand]]:
    """``in_hand`` of many, by the keys of person and county."""
    people, districts = ({pair[side] for pair in pairs} for side in (0, 1))
    found = defaultdict(list)
    for handover in handovers():
        rows = handover.open(now).filter(
            **{f"{handover.person}__in": people, f"{handover.district}__in": districts}
        )
        _gather(found, handover, rows)
    return _in_order(found)


def left_behind(districts, now: datetime) -> dict[tuple, list[InHand]]:
    """What is in the hands of people who no longer act for the county, by person and county."""
    found = defaultdict(list)
    for handover in handovers():
        acting = Mandate.objects.running(now).filter(
            person=OuterRef(handover.person),
            district=OuterRef(handover.district),
            person__is_active=True,
        )
        rows = handover.open(now).filter(**{f"{handover.district}__in": districts})
        _gather(found, handover, rows.exclude(Exists(acting)))
    return _in_order(found)


def left_by_mandates(districts, now: datetime) -> list[tuple[Mandate, list[InHand]]]:
    """``left_behind``, each with the last mandate that the person held at the county."""
    found = left_behind(districts, now)
    if not found:
        return []
    people, keys = ({pair[side] for pair in found} for side in (0, 1))
    last = (
        Mandate.objects.filter(person__in=people, district__in=keys)
        .order_by("person_id", "district_id", "-starts_on", "-pk")
        .distinct("person_id", "district_id")
        .select_related("person", "district")
    )
    pairs = [(mandate, found.get((mandate.person_id, mandate.district_id))) for mandate in last]
    return [(mandate, things) for mandate, things in pairs if things]


def pass_on(thing: InHand, to, *, by, now: datetime) -> None:
    _handovers[thing.part].pass_on(thing, to, by=by, now=now)


def _gather(found, handover, rows) -> None:
    for thing in map(handover.describe, rows):
        found[thing.person_id, thing.district_id].append(thing)


def _in_order(found) -> dict[tuple, list[InHand]]:
    for things in found.values():
        things.sort(key=lambda thing: (thing.at or NEVER, thing.key))
    return found
