"""What people have chosen about their summary, read from where each part of it is kept."""

from collections import defaultdict
from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q

from mailroom.models import Preference
from mailroom.stages import Delivery

from .models import DigestPreference
from .rhythm import DEFAULT, Schedule

NAME = "digest"


@dataclass(frozen=True)
class Scope:
    """What a reader's news are narrowed to; nothing chosen narrows nothing.

    ``off`` names the kinds of mail that the reader has turned off.
    """

    topics: frozenset[int] = frozenset()
    states: frozenset[str] = frozenset()
    off: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Wish:
    """When somebody wants the summary, and what is to stand in it.

    ``waiting`` names the kinds of mail that do not come at once, since the
    summary tells the same.
    """

    schedule: Schedule = DEFAULT
    scope: Scope = Scope()
    waiting: frozenset[str] = frozenset()
    wants_none: bool = False


DEFAULT_WISH = Wish()


class Wishes:
    """What each of ``people`` has chosen; two queries, however many they are."""

    def __init__(self, people):
        self._rows = {row.person_id: row for row in _rows(people)}
        self._kinds = _kinds(people)

    def of(self, person_id: int) -> Wish:
        row, kinds = self._rows.get(person_id), self._kinds[person_id]
        off = kinds[Delivery.OFF]
        scope = Scope(
            topics=frozenset(row.chosen_topics if row else ()),
            states=frozenset(row.chosen_states if row else ()),
            off=frozenset(off - {NAME}),
        )
        return Wish(
            schedule=Schedule(row.rhythm, row.weekday, row.hour) if row else DEFAULT,
            scope=scope,
            waiting=frozenset(kinds[Delivery.DIGEST]),
            wants_none=NAME in off,
        )


def wish_of(person) -> Wish:
    """The person's rhythm is there also while no summary is wanted."""
    return Wishes([person]).of(person.pk)


def _rows(people):
    return DigestPreference.objects.filter(person__in=people).annotate(
        chosen_topics=_ids("topics"), chosen_states=_ids("states")
    )


def _ids(relation: str) -> ArrayAgg:
    chosen = Q(**{f"{relation}__isnull": False})
    return ArrayAgg(relation, distinct=True, filter=chosen, default=[])


def _kinds(people) -> dict[int, dict[str, set[str]]]:
    """Person to delivery to the kinds of mail that are wanted so."""
    kinds = defaultdict(lambda: defaultdict(set))
    rows = Preference.objects.filter(person__in=people)
    for person, kind, delivery in rows.values_list("person_id", "kind", "delivery"):
        kinds[person][delivery].add(kind)
    return kinds
