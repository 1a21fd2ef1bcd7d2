"""What a county has contributed to the meetings: those that it hosted or will host."""

from forum_portal import dates
from members.registers import Contribution, contribution

from .models import Meeting
from .stages import Stage


@contribution("Gastgebend bei")
def hosted(districts, person, now) -> list[Contribution]:
    """Announced and held meetings at the counties, the latest first."""
    meetings = Meeting.objects.visible_to(person, now).filter(
        host__in=districts, stage__in=[Stage.ANNOUNCED, Stage.HELD]
    )
    return [
        Contribution(
            meeting.host_id,
            meeting.title,
            meeting.get_absolute_url(),
            f"{meeting.get_kind_display()}, {dates.plain_date(meeting.starts_at)}",
            meeting.starts_at,
        )
        for meeting in meetings.order_by("-starts_at", "pk")
    ]
