"""What lies ahead: answers that counties owe, and the meeting that comes next.

``open_answers(districts, now)`` serves one person (``person.acts_for(now)``)
as well as all counties at once: two queries, however many counties or meetings.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from members.models import District

from .models import Meeting, Registration


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
    def url(self) -> str:
        return self.meeting.get_absolute_url()


def open_answers(districts: Iterable[District], now: datetime) -> list[OpenAnswer]:
    """What each of ``districts`` has still to answer, by deadline; member counties only."""
    districts = list(districts)
    if not districts:
        return []
    meetings = Meeting.objects.awaiting_answers(now).select_related("host")
    meetings = sorted(meetings, key=lambda meeting: (meeting.answer_until, meeting.pk))
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
