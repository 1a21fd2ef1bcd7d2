"""The readers of a batch of summaries: what each is told, read for all of them at once."""

from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, cached_property

from meetings.ahead import OpenAnswer, OpenPoll, OpenTask, Task, in_order, open_answers, open_tasks
from members.models import District, Mandate

from .appointments import Appointment, appointments
from .content import AREAS, Content, Entry, Group, Span, groups
from .preferences import DEFAULT_WISH, Scope, Wish
from .subjects import Subject

# The reminders that the summary can give instead of a mail, and how long before.
OF_DEADLINES, OF_MEETINGS = "answer_reminder", "meeting_reminder"
REMINDERS = {OF_DEADLINES, OF_MEETINGS}
AHEAD = timedelta(days=3)


def is_worth_a_mail(content: Content, span: Span, wish: Wish, now: datetime) -> bool:
    """Something is new; or something is near, and no mail of its own reminds the reader of it.

    Such a thing is told by the last summary that comes in time, and once more
    by the next one if it is still to come then.
    """
    near = [appointment.at for appointment in content.appointments]
    near += [
        task.due
        for task in content.tasks
        if OF_DEADLINES in wish.waiting or not task.has_mail_of_its_own
    ]
    if content.all_groups or not near:
        return bool(content.all_groups)
    next_slot = wish.schedule.next_slot(now)
    return any(span.since < at - AHEAD <= next_slot for at in near)


@dataclass(frozen=True)
class Share:
    """What somebody is told of the news: what all members are, or not, and these besides."""

    is_member: bool
    besides: frozenset[Entry]


class News:
    """What members are told of one span; what each piece is about is read if somebody asks.

    ``not_for_all`` are the pieces that only some counties are told.
    """

    def __init__(self, span: Span):
        self.groups = groups(area.news_for_members(span.since, span.until) for area in AREAS)
        self.entries = [entry for group in self.groups for entry in group.entries]
        self.not_for_all = {entry for entry in self.entries if not entry.is_for(frozenset())}
        self.within = cache(self._within)

    def seen_by(self, counties: Set[str] | None, partners: Set[int]) -> Share:
        """What people of these counties and partners are told; None is the office."""
        is_member = counties is None or bool(counties)
        among = self.not_for_all if is_member else self.entries
        return Share(
            is_member,
            frozenset(
                entry
                for entry in among
                if (is_member and entry.is_for(counties)) or entry.is_shared_with(partners)
            ),
        )

    def _within(self, scope: Scope, seen: Share) -> list[Group]:
        """What is left of their share for a reader who has narrowed it so."""
        wanted = [group for group in self.groups if not group.area.is_off(scope)]
        narrowed = [Group(group.area, self._entries_within(group, scope, seen)) for group in wanted]
        return [group for group in narrowed if group.entries]

    def _entries_within(self, group, scope, seen) -> list[Entry]:
        told = [
            entry
            for entry in group.entries
            if entry in seen.besides or (seen.is_member and entry not in self.not_for_all)
        ]
        if not (scope.topics or scope.states):
            return told
        subjects = self._subjects[group.label]
        return [entry for entry in told if subjects[entry].is_within(scope)]

    @cached_property
    def _subjects(self) -> dict[str, dict[Entry, Subject]]:
        return {
            group.label: dict(zip(group.entries, group.area.subjects(group.entries), strict=True))
            for group in self.groups
        }


class Audience:
    """A batch of people, and what each of them acts for on the day of ``now``.

    The number of queries follows from the number of different spans, never
    from the number of people: what members are told is read once, and each is told what
    is left of it by their counties and by their own wish.
    """

    def __init__(self, people, now: datetime):
        self.now = now
        self.mandates: Mapping[int, list[Mandate]] = defaultdict(list)
        for mandate in Mandate.objects.running(now).with_rights(now).filter(person__in=people):
            self.mandates[mandate.person_id].append(mandate)
        self._news, self._answers = cache(News), cache(self._answers_of)

    def content(self, person_id: int, span: Span, wish: Wish = DEFAULT_WISH) -> Content:
        """``for_person`` from what was read for all, as far as the person wants to be told."""
        return Content(
            tasks=self._tasks_of(person_id),
            all_groups=self._groups_of(person_id, span, wish.scope),
            appointments=self._near(person_id, wish) if OF_MEETINGS in wish.waiting else [],
        )

    def groups(self, span: Span, scope: Scope, seen: Share) -> list[Group]:
        """The news of ``span`` for somebody who has narrowed them so; ``seen`` as below."""
        return self._news(span).within(scope, seen)

    def seen(self, person_id: int, span: Span) -> Share:
        """Of what the person is told."""
        own = self.mandates[person_id]
        at_office = any(mandate.at_office for mandate in own)
        counties = None if at_office else {m.district_id for m in own if m.district_id}
        return self._news(span).seen_by(counties, self.partners(person_id))

    def partners(self, person_id: int) -> set[int]:
        """``Person.partners`` from what was read for all."""
        return {m.organisation_id for m in self.mandates[person_id] if m.at_partner}

    def is_partner_only(self, person_id: int) -> bool:
        """Whether the person acts neither for a county nor for the office."""
        return not any(m.district_id or m.at_office for m in self.mandates[person_id])

    def _groups_of(self, person_id, span, scope) -> list[Group]:
        if not self.mandates[person_id]:
            return []
        return self.groups(span, scope, self.seen(person_id, span))

    def districts(self, person_id: int) -> tuple[District, ...]:
        """``Person.acts_for`` from what was read for all."""
        districts = {m.district for m in self.mandates[person_id] if m.district}
        return tuple(sorted(districts, key=lambda district: district.sort_key))

    def _near(self, person_id: int, wish: Wish) -> list[Appointment]:
        """The meetings before which no other summary would come in time."""
        until = wish.schedule.next_slot(self.now) + AHEAD
        return [found for found in self._appointments[person_id] if found.at <= until]

    @cached_property
    def _appointments(self) -> Mapping[int, list[Appointment]]:
        return appointments(
            {person: {m.district_id for m in own} for person, own in self.mandates.items()},
            self.now,
        )

    def _tasks_of(self, person_id: int) -> list[Task]:
        """``tasks_of`` from what was read for all."""
        districts = self.districts(person_id)
        places = {district.pk for district in districts}
        if any(m.at_office for m in self.mandates[person_id]):
            places.add(None)
        own = [t for place in places for t in self._tasks[place] if t.concerns(person_id)]
        return in_order([*self._answers(districts), *own]) if own else self._answers(districts)

    def _answers_of(self, districts: tuple[District, ...]) -> list[OpenAnswer | OpenPoll]:
        return in_order(answer for county in districts for answer in self._open[county.pk])

    @cached_property
    def _open(self) -> Mapping[str, list[OpenAnswer | OpenPoll]]:
        answers = defaultdict(list)
        for answer in open_answers(self._counties, self.now):
            answers[answer.district.pk].append(answer)
        return answers

    @cached_property
    def _tasks(self) -> Mapping[str | None, list[OpenTask]]:
        """By county; under None those of the office."""
        at_office = any(m.at_office for own in self.mandates.values() for m in own)
        tasks = defaultdict(list)
        for task in open_tasks(self._counties, self.now, with_office=at_office):
            tasks[task.item.district_id].append(task)
        return tasks

    @property
    def _counties(self) -> set[District]:
        return {m.district for own in self.mandates.values() for m in own if m.district}
