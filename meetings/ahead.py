"""What lies ahead: answers that counties owe, and the meeting that comes next.

``open_answers(districts, now)`` serves one person (``person.acts_for(now)``)
as well as all counties at once: two queries for meetings, and two for date polls, or one if
none is open; however many there are of counties, meetings or polls.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from forum_portal import dates
from members.models import District

from .models import DatePoll, Meeting, Registration
from .suiting import complete_answers


@dataclass(frozen=True)
class OpenAnswer:
    """An invitation that a county has not answered yet."""

    meeting: Meeting
    district: District

    @property
    def due(self) -> datetime:
        return self.meeting.answer_until

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
    def text(self) -> str:
        return dates.span(self.meeting.starts_at, self.meeting.ends_at)

    @property
    def subject(self) -> Meeting:
        """What is asked, one for all counties."""
        return self.meeting

    @property
    def url(self) -> str:
        return self.meeting.get_absolute_url()


@dataclass(frozen=True)
class OpenPoll:
    """A date poll that a county has not answered, or not to all dates."""

    poll: DatePoll
    district: District
    is_silent_in_mail = False

    @property
    def due(self) -> datetime:
        return self.poll.answer_by

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
    def subject(self) -> DatePoll:
        return self.poll

    @property
    def url(self) -> str:
        return self.poll.get_absolute_url()


Task = OpenAnswer | OpenPoll


def order_of(task: Task) -> tuple:
    """By deadline; meetings before polls."""
    return task.due, isinstance(task, OpenPoll), task.subject.pk


def open_answers(districts: Iterable[District], now: datetime) -> list[Task]:
    """What each of ``districts`` has still to answer, by deadline; member counties only."""
    districts = list(districts)
    if not districts:
        return []
    tasks = [*_open_meetings(districts, now), *_open_polls(districts, now)]
    return sorted(tasks, key=order_of)


def _open_polls(districts, now) -> list[OpenPoll]:
    polls = list(DatePoll.objects.awaiting_answers(now))
    complete = complete_answers(polls) if polls else set()
    return [
        OpenPoll(poll, district)
        for poll in polls
        for district in districts
        if (poll.pk, district.pk) not in complete
    ]


def _open_meetings(districts, now) -> list[OpenAnswer]:
    meetings = Meeting.objects.awaiting_answers(now).select_related("host")
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
        if (meeting.pk, district.pk) not in answered
    ]


def next_meeting(person, now: datetime) -> Meeting | None:
    """The meeting that runs or comes next, of those that ``person`` may see."""
    return Meeting.objects.visible_to(person, now).coming(now).select_related("host").first()
