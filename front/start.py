"""What stands on the start page, gathered for the person who looks."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from meetings.ahead import next_meeting
from meetings.models import Meeting, Registration
from meetings.participation import own_status
from meetings.stages import Reply, Stage
from members.models import District


@dataclass(frozen=True)
class NextMeeting:
    """The meeting that comes next, how many counties come, and what the own one answered."""

    meeting: Meeting
    attending: int
    counties: int
    status: tuple[str, str] | None
    may_answer: bool

    @classmethod
    def of(cls, person, now: datetime) -> "NextMeeting | None":
        meeting = next_meeting(person, now)
        if meeting is None:
            return None
        answers = {
            answer.district_id: answer
            for answer in Registration.objects.filter(meeting=meeting).prefetch_related("attendees")
        }
        own = person.acts_for(now)
        return cls(
            meeting,
            attending=sum(a.reply == Reply.ATTENDS for a in answers.values()),
            counties=District.objects.members(now).count(),
            status=own_status(meeting, own, answers.values(), now),
            may_answer=meeting.takes_answers(now) and any(d.pk not in answers for d in own),
        )


@dataclass(frozen=True)
class Awaited:
    """A meeting that counties can still answer, and how many have."""

    meeting: Meeting
    counties: int

    @property
    def shape(self) -> str:
        return "half" if self.meeting.answers < self.counties else "done"

    @property
    def words(self) -> str:
        return f"{self.meeting.answers} von {self.counties} haben geantwortet"


def office_work(person, now: datetime) -> dict:
    """What the office can do next: announce, ask after answers, close what is over."""
    visible = Meeting.objects.visible_to(person, now)
    awaiting = visible.awaiting_answers(now).annotate(answers=Count("registrations"))
    counties = District.objects.members(now).count()
    return {
        "drafts": visible.drafts(),
        "awaiting": [
            Awaited(meeting, counties)
            for meeting in sorted(awaiting, key=lambda meeting: meeting.answer_until)
        ],
        "over": visible.filter(stage=Stage.ANNOUNCED, ends_at__lte=now).order_by("starts_at"),
    }
