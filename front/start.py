"""What stands on the start page, gathered for the person who looks."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, When

from mailroom.alarms import alarms
from meetings.ahead import next_meeting
from meetings.models import ActionItem, Meeting, Proposal, Registration, Remark
from meetings.participation import own_status
from meetings.representing import counties_of
from meetings.stages import Stage
from members.contacts import gaps
from members.models import District
from recommendations.models import Recommendation
from recommendations.stages import Stage as Advice
from recommendations.wording import SHAPES

MOST_WAITING = 6


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
        own = [district for district in person.acts_for(now) if meeting.is_open_to(district)]
        return cls(
            meeting,
            attending=sum(bool(answer.coming) for answer in answers.values()),
            counties=counties_of(meeting, now).count(),
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


WAITING = {
    Advice.ADOPTED: "„{}“ veröffentlichen",
    Advice.BALLOT: "Ergebnis der Abstimmung zu „{}“ eintragen",
    Advice.CONSULTATION: "Anhörung zu „{}“ auswerten",
    Advice.DRAFT: "Entwurf „{}“ fertig schreiben",
    Advice.IDEA: "Über die Idee „{}“ entscheiden",
}


@dataclass(frozen=True)
class Waiting:
    """A recommendation whose next step the office takes."""

    recommendation: Recommendation

    @property
    def title(self) -> str:
        return WAITING[self.recommendation.stage].format(self.recommendation.title)

    @property
    def shape(self) -> str:
        return SHAPES[self.recommendation.stage]


def _recommendations(person, now) -> list[Waiting]:
    """What is on its way, the furthest first; a few, the list has them all."""
    visible = Recommendation.objects.visible_to(person, now).filter(stage__in=list(WAITING))
    order = [When(stage=stage, then=rank) for rank, stage in enumerate(WAITING)]
    furthest = visible.order_by(Case(*order), "-year", "-number")
    return [Waiting(found) for found in furthest[:MOST_WAITING]]


def office_work(person, now: datetime) -> dict:
    """What the office can do next: announce, decide, ask after answers, close what is over."""
    visible = Meeting.objects.visible_to(person, now)
    awaiting = visible.awaiting_answers(now).annotate(answers=Count("registrations")).with_circle()
    members = set(District.objects.members(now).values_list("pk", flat=True))
    return {
        "alarms": alarms(now),
        "gaps": gaps(now),
        "drafts": visible.drafts(),
        "proposals": Proposal.objects.visible_to(person, now)
        .awaiting(now)
        .select_related("meeting", "district"),
        "remarks": Remark.objects.visible_to(person, now)
        .open()
        .select_related("minutes__meeting", "district")
        .order_by("minutes__remarks_by", "pk"),
        "overdue": ActionItem.objects.visible_to(person, now)
        .overdue(now)
        .exclude(district=None)
        .with_people(),
        "awaiting": [
            Awaited(
                meeting, len(members if (seen := meeting.seen_by) is None else members & {*seen})
            )
            for meeting in sorted(awaiting, key=lambda meeting: meeting.answer_until)
        ],
        "recommendations": _recommendations(person, now),
        "over": visible.filter(stage=Stage.ANNOUNCED, ends_at__lte=now).order_by("starts_at"),
    }
