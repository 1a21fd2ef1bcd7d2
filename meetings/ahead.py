"""What lies ahead: answers and tasks that counties owe, and the meeting that comes next.

``open_answers(districts, now)`` serves one person (``person.acts_for(now)``)
as well as all counties at once: two queries for meetings, and two for date polls, or one if
none is open; however many there are of counties, meetings or polls. So does ``open_tasks``,
with one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from forum_portal import dates
from members.models import District

from .models import ActionItem, DatePoll, Meeting, Registration
from .suiting import complete_answers


@dataclass(frozen=True)
class OpenAnswer:
    """An invitation that a county has not answered yet."""

    meeting: Meeting
    district: District

    status_words = "Antwort fehlt"
    has_mail_of_its_own = True
    is_overdue = False

    @property
    def due(self) -> datetime:
        return self.meeting.answer_until

    @property
    def order(self) -> tuple:
        return self.due, 0, self.meeting.pk

    @property
    def text(self) -> str:
        return dates.span(self.meeting.starts_at, self.meeting.ends_at)

    @property
    def title(self) -> str:
        """The task in words, verb last: what stands as link on the start page."""
        return f"{self.district} zu „{self.meeting.title}“ anmelden"

    @property
    def is_silent_in_mail(self) -> bool:
        """Whether a mail says neither what it is about, nor when, nor until when to answer."""
        return self.meeting.link_only

    @property
    def title_in_mail(self) -> str:
        if self.is_silent_in_mail:
            return f"{self.district} zu einem Treffen anmelden"
        return self.title

    @property
    def url(self) -> str:
        return self.meeting.get_absolute_url()


@dataclass(frozen=True)
class OpenPoll:
    """A date poll that a county has not answered, or not to all dates."""

    poll: DatePoll
    district: District

    status_words = "Antwort fehlt"
    has_mail_of_its_own = True
    is_overdue = False
    is_silent_in_mail = False

    @property
    def due(self) -> datetime:
        return self.poll.answer_by

    @property
    def order(self) -> tuple:
        return self.due, 1, self.poll.pk

    @property
    def title(self) -> str:
        return f"Für {self.district} Termine zu „{self.poll.title}“ angeben"

    @property
    def title_in_mail(self) -> str:
        return self.title

    @property
    def text(self) -> str:
        return f"Terminabstimmung, {self.poll.get_kind_display()}"

    @property
    def url(self) -> str:
        return self.poll.get_absolute_url()


@dataclass(frozen=True)
class OpenTask:
    """What a county, one of its people or the office has still to do after a meeting."""

    item: ActionItem
    is_overdue: bool

    has_mail_of_its_own = False

    @property
    def meeting(self) -> Meeting:
        return self.item.meeting

    @property
    def due(self) -> datetime:
        return self.item.due_at

    @property
    def order(self) -> tuple:
        return self.due, 2, self.item.pk

    @property
    def title(self) -> str:
        return self.item.title

    @property
    def text(self) -> str:
        return f"{self.item.who}, aus „{self.meeting.title}“"

    @property
    def status_words(self) -> str:
        return "überfällig" if self.is_overdue else "Aufgabe"

    @property
    def is_silent_in_mail(self) -> bool:
        return self.meeting.link_only

    @property
    def title_in_mail(self) -> str:
        if self.is_silent_in_mail:
            return f"{self.item.district or 'Geschäftsstelle'}: Aufgabe aus einem Treffen"
        return self.title

    @property
    def url(self) -> str:
        return self.item.get_absolute_url()

    def concerns(self, person_id: int) -> bool:
        """All of the county, unless somebody is named who still acts for it."""
        return not self.item.in_hand or self.item.person_id == person_id


Task = OpenAnswer | OpenPoll | OpenTask


def open_tasks(
    districts: Iterable[District], now: datetime, *, with_office: bool = False
) -> list[OpenTask]:
    """What is to be done for ``districts``, and perhaps for the office, by deadline."""
    districts = list(districts)
    if not districts and not with_office:
        return []
    items = ActionItem.objects.open().of_counties(districts, with_office=with_office)
    return [OpenTask(item, item.due_at < now) for item in items.with_people().with_hands(now)]


def tasks_of(person, now: datetime) -> list[Task]:
    """Everything that waits for ``person``, by deadline."""
    districts = person.acts_for(now)
    tasks = open_tasks(districts, now, with_office=person.is_office(now))
    own = [task for task in tasks if task.concerns(person.pk)]
    return in_order([*open_answers(districts, now), *own])


def in_order(tasks: Iterable[Task]) -> list[Task]:
    return sorted(tasks, key=lambda task: task.order)


def open_answers(districts: Iterable[District], now: datetime) -> list[OpenAnswer | OpenPoll]:
    """What each of ``districts`` has still to answer, by deadline; member counties only."""
    districts = list(districts)
    if not districts:
        return []
    return in_order([*_open_meetings(districts, now), *_open_polls(districts, now)])


def _open_polls(districts, now) -> list[OpenPoll]:
    polls = list(DatePoll.objects.awaiting_answers(now).with_circle())
    complete = complete_answers(polls) if polls else set()
    return [
        OpenPoll(poll, district)
        for poll in polls
        for district in districts
        if poll.is_open_to(district) and (poll.pk, district.pk) not in complete
    ]


def _open_meetings(districts, now) -> list[OpenAnswer]:
    meetings = Meeting.objects.awaiting_answers(now).select_related("host").with_circle()
    answered = set(
        Registration.objects.filter(
            meeting__in=[meeting.pk for meeting in meetings],
            district__in=[district.pk for district in districts],
        ).values_list("meeting_id", "district_id")
    )
    return [
        OpenAnswer(meeting, district)
        for meeting in meetings
        for district in districts
        if meeting.is_open_to(district) and (meeting.pk, district.pk) not in answered
    ]


def next_meeting(person, now: datetime) -> Meeting | None:
    """The meeting that runs or comes next, of those that ``person`` may see."""
    visible = Meeting.objects.visible_to(person, now).with_circle()
    return visible.coming(now).select_related("host").first()
