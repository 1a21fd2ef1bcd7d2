"""What a county has given to meetings: as host, and on the agenda."""

from forum_portal import dates
from members.registers import Contribution, contribution

from ..models import AgendaItem, Meeting
from ..stages import Stage


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


@contribution("Auf der Tagesordnung")
def proposed(districts, person, now) -> list[Contribution]:
    """Items of announced and held meetings that the counties proposed, the latest first."""
    meetings = Meeting.objects.visible_to(person, now).filter(
        stage__in=[Stage.ANNOUNCED, Stage.HELD]
    )
    items = AgendaItem.objects.filter(proposed_by__in=districts, meeting__in=meetings)
    return [
        Contribution(
            item.proposed_by_id,
            item.title,
            item.meeting.get_absolute_url(),
            f"{item.meeting.title}, {dates.plain_date(item.meeting.starts_at)}",
            item.meeting.starts_at,
        )
        for item in items.select_related("meeting").order_by("-meeting__starts_at", "position")
    ]
