"""What a summary says: first what needs the county, then what is new.

Visible is decided when this is asked, never when something happened. The page
asks for one person and tells all of it; notices and mails ask for a batch
(``audience``), and leave out what each reader does not want. Both read the
same QuerySets of the apps that have something to tell.
"""

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from mailroom.registers import kind_named
from meetings import news as meetings
from meetings.ahead import Task, tasks_of
from recommendations import news as recommendations

from . import subjects
from .appointments import Appointment
from .preferences import Scope

WITHOUT_A_SIGN_IN_BEFORE = timedelta(days=14)
TASKS_SHOWN = 4
NEWS_SHOWN = 6
FOREMOST = 3


@dataclass(frozen=True)
class Span:
    """From ``since``, not included, to ``until``, included."""

    since: datetime
    until: datetime


def new_span(person, now: datetime) -> Span:
    """What the pages call new: since the sign-in before this one; looking moves nothing."""
    return Span(person.previous_login or now - WITHOUT_A_SIGN_IN_BEFORE, now)


class Entry(Protocol):
    """One piece of news, of any area."""

    title: str
    url: str
    what: str
    at: datetime

    def is_for(self, counties: Set[str] | None) -> bool:
        """Whether people of one of these counties, by key, are told; None is the office."""

    def is_shared_with(self, partners: Set[int]) -> bool:
        """Whether people of one of these partners, by key, are told."""


@dataclass(frozen=True)
class Area:
    """A part of the portal that has something to tell, and what one and several are called.

    ``kinds`` are the kinds of mail that tell the same at once.
    """

    label: str
    one: str
    several: str
    kinds: tuple[str, ...]
    news: Callable
    news_for_members: Callable
    subjects: Callable

    def is_off(self, scope: Scope) -> bool:
        """Whether the reader has turned off all that can be turned off of it."""
        switchable = {kind for kind in self.kinds if kind_named(kind).can_unsubscribe}
        return bool(switchable) and switchable <= scope.off


AREAS = [
    Area(
        "Treffen",
        "weiteres Treffen",
        "weitere Treffen",
        ("meeting_invited", "meeting_changed", "meeting_cancelled"),
        meetings.news,
        meetings.news_for_members,
        subjects.of_meetings,
    ),
    Area(
        "Empfehlungen",
        "weitere Empfehlung",
        "weitere Empfehlungen",
        ("recommendation_moved",),
        recommendations.news,
        recommendations.news_for_members,
        subjects.of_recommendations,
    ),
]


def is_narrowed(scope: Scope) -> bool:
    """Whether a reader with this scope may be told less than everything."""
    return bool(scope.topics or scope.states) or any(area.is_off(scope) for area in AREAS)


@dataclass(frozen=True)
class Group:
    """News of one area; ``rest`` counts what does not fit."""

    area: Area
    entries: list[Entry]
    rest: int = 0

    @property
    def label(self) -> str:
        return self.area.label

    @property
    def rest_in_words(self) -> str:
        """1 weiteres Treffen; 2 weitere Treffen"""
        return f"{self.rest} {self.area.one if self.rest == 1 else self.area.several}"


@dataclass(frozen=True)
class Content:
    """The tasks of a person by deadline, and the news by area, latest first.

    ``appointments`` are meetings of which nothing else reminds the person.
    """

    tasks: list[Task] = field(default_factory=list)
    all_groups: list[Group] = field(default_factory=list)
    appointments: list[Appointment] = field(default_factory=list)

    @property
    def news(self) -> list[Entry]:
        """Of all areas, the latest first."""
        entries = [entry for group in self.all_groups for entry in group.entries]
        return sorted(entries, key=lambda entry: entry.at, reverse=True)

    @property
    def foremost(self) -> list:
        """The few things that announce the rest: news, or if there are none what is near."""
        return (self.news or [*self.appointments, *self.tasks])[:FOREMOST]

    @property
    def first_tasks(self) -> list[Task]:
        return self.tasks[:TASKS_SHOWN]

    @property
    def later_tasks(self) -> list[Task]:
        return self.tasks[TASKS_SHOWN:]

    @property
    def groups(self) -> list[Group]:
        """By area, no more in all than fits a screen, each area with its share."""
        shares = _shares([len(group.entries) for group in self.all_groups], NEWS_SHOWN)
        return [
            Group(group.area, group.entries[:share], len(group.entries) - share)
            for group, share in zip(self.all_groups, shares, strict=True)
        ]


def _shares(wanted: list[int], most: int) -> list[int]:
    """How many of ``most`` each gets: one by turns, as long as it wants more."""
    shares = [0] * len(wanted)
    while sum(shares) < min(most, sum(wanted)):
        for number, want in enumerate(wanted):
            if shares[number] < want and sum(shares) < most:
                shares[number] += 1
    return shares


def for_person(person, span: Span, now: datetime) -> Content:
    """What ``person`` is told of ``span``, and has to do at ``now``."""
    return Content(
        tasks=tasks_of(person, now),
        all_groups=groups(area.news(person, span.since, span.until, now) for area in AREAS),
    )


def groups(news: Iterable[list[Entry]]) -> list[Group]:
    """The areas that have something to tell, from the news of each."""
    return [Group(area, entries) for area, entries in zip(AREAS, news, strict=True) if entries]
