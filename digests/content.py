"""What a summary says: first what needs the county, then what is new.

Visible is decided when this is asked, never when something happened. The page
asks for one person, notices and mails for a batch; both read the same
QuerySets of the apps that have something to tell.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, cached_property

from meetings.ahead import OpenAnswer, open_answers
from meetings.news import Entry, news, news_for_members
from members.models import District, Mandate

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


@dataclass(frozen=True)
class Group:
    """News of one area; ``rest`` counts what does not fit."""

    label: str
    entries: list[Entry]
    rest: int = 0

    @property
    def rest_in_words(self) -> str:
        """1 weiteres Treffen; 2 weitere Treffen"""
        return f"{self.rest} {'weiteres' if self.rest == 1 else 'weitere'} {self.label}"


@dataclass(frozen=True)
class Content:
    """The tasks of a person's counties by deadline, and the news, latest first."""

    tasks: list[OpenAnswer] = field(default_factory=list)
    news: list[Entry] = field(default_factory=list)

    @property
    def is_worth_a_mail(self) -> bool:
        """Only what is new: of deadlines alone the reminders tell."""
        return bool(self.news)

    @property
    def first_tasks(self) -> list[OpenAnswer]:
        return self.tasks[:TASKS_SHOWN]

    @property
    def later_tasks(self) -> list[OpenAnswer]:
        return self.tasks[TASKS_SHOWN:]

    @property
    def groups(self) -> list[Group]:
        """By area, no more than fits a screen; the meetings are the only area so far."""
        shown = self.news[:NEWS_SHOWN]
        return [Group("Treffen", shown, len(self.news) - len(shown))] if shown else []

    @property
    def all_groups(self) -> list[Group]:
        return [Group("Treffen", self.news)] if self.news else []


def for_person(person, span: Span, now: datetime) -> Content:
    """What ``person`` is told of ``span``, and has to do at ``now``."""
    return Content(
        tasks=open_answers(person.acts_for(now), now),
        news=news(person, span.since, span.until, now),
    )


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
        self._news = cache(news_for_members)

    def content(self, person_id: int, span: Span) -> Content:
        """``for_person`` from what was read for all."""
        tasks = [task for county in self.districts(person_id) for task in self._tasks[county.pk]]
        return Content(
            tasks=sorted(tasks, key=lambda task: (task.due, task.meeting.pk)),
            news=self._news(span.since, span.until) if self._is_member(person_id) else [],
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
