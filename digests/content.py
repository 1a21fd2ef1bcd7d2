"""What a summary says: first what needs the county, then what is new.

Visible is decided when this is asked, never when something happened. The page
asks for one person, notices and mails for a batch; both read the same
QuerySets of the apps that have something to tell.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, cached_property
from typing import Protocol

from meetings import news as meetings
from meetings.ahead import OpenAnswer, open_answers
from members.models import District, Mandate
from recommendations import news as recommendations

WITHOUT_A_SIGN_IN_BEFORE = timedelta(days=14)
TASKS_SHOWN = 4
NEWS_SHOWN = 6


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


@dataclass(frozen=True)
class Area:
    """A part of the portal that has something to tell, and what one and several are called."""

    label: str
    one: str
    several: str
    news: Callable
    news_for_members: Callable


AREAS = [
    Area(
        "Treffen",
        "weiteres Treffen",
        "weitere Treffen",
        meetings.news,
        meetings.news_for_members,
    ),
    Area(
        "Empfehlungen",
        "weitere Empfehlung",
        "weitere Empfehlungen",
        recommendations.news,
        recommendations.news_for_members,
    ),
]


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
    """The tasks of a person's counties by deadline, and the news by area, latest first."""

    tasks: list[OpenAnswer] = field(default_factory=list)
    all_groups: list[Group] = field(default_factory=list)

    @property
    def news(self) -> list[Entry]:
        """Of all areas, the latest first."""
        entries = [entry for group in self.all_groups for entry in group.entries]
        return sorted(entries, key=lambda entry: entry.at, reverse=True)

    @property
    def is_worth_a_mail(self) -> bool:
        """Only what is new: of deadlines alone the reminders tell."""
        return bool(self.all_groups)

    @property
    def first_tasks(self) -> list[OpenAnswer]:
        return self.tasks[:TASKS_SHOWN]

    @property
    def later_tasks(self) -> list[OpenAnswer]:
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
        tasks=open_answers(person.acts_for(now), now),
        all_groups=_groups(area.news(person, span.since, span.until, now) for area in AREAS),
    )


def _groups(news: Iterable[list[Entry]]) -> list[Group]:
    """The areas that have something to tell, from the news of each."""
    return [Group(area, entries) for area, entries in zip(AREAS, news, strict=True) if entries]


def _groups_for_members(since: datetime, until: datetime) -> list[Group]:
    return _groups(area.news_for_members(since, until) for area in AREAS)


class Audience:
    """A batch of people, and what each of them acts for on the day of ``now``.

    The number of queries follows from the number of different spans, never
    from the number of people: all members are told the same.
    """

    def __init__(self, people, now: datetime):
        self.now = now
        self.mandates: Mapping[int, list[Mandate]] = defaultdict(list)
        for mandate in Mandate.objects.running(now).with_rights().filter(person__in=people):
            self.mandates[mandate.person_id].append(mandate)
        self._groups = cache(_groups_for_members)

    def content(self, person_id: int, span: Span) -> Content:
        """``for_person`` from what was read for all."""
        tasks = [task for county in self.districts(person_id) for task in self._tasks[county.pk]]
        return Content(
            tasks=sorted(tasks, key=lambda task: (task.due, task.meeting.pk)),
            all_groups=self._groups(span.since, span.until) if self._is_member(person_id) else [],
        )

    def districts(self, person_id: int) -> list[District]:
        """``Person.acts_for`` from what was read for all."""
        districts = {m.district for m in self.mandates[person_id] if m.district}
        return sorted(districts, key=lambda district: district.sort_key)

    @cached_property
    def _tasks(self) -> Mapping[str, list[OpenAnswer]]:
        districts = {m.district for own in self.mandates.values() for m in own if m.district}
        tasks = defaultdict(list)
        for task in open_answers(districts, self.now):
            tasks[task.district.pk].append(task)
        return tasks

    def _is_member(self, person_id: int) -> bool:
        return any(m.district_id or m.at_office for m in self.mandates[person_id])
