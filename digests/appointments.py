"""Meetings that people come to themselves, for those who want no reminder but the summary."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from meetings.models import Attendee, Meeting


@dataclass(frozen=True)
class Appointment:
    """A coming meeting, and how somebody comes to it."""

    meeting: Meeting
    attendee: Attendee

    @property
    def at(self) -> datetime:
        return self.meeting.starts_at

    @property
    def title(self) -> str:
        return self.meeting.title

    @property
    def title_in_mail(self) -> str:
        return "Ein Treffen, zu dem Sie angemeldet sind" if self.meeting.link_only else self.title

    @property
    def url(self) -> str:
        return self.meeting.get_absolute_url()

    @property
    def how(self) -> str:
        return f"Sie nehmen {self.attendee.get_mode_display()} teil"


def appointments(districts_of: dict[int, set], now: datetime) -> dict[int, list[Appointment]]:
    """The coming meetings of each person, for counties that the person acts for; one query."""
    rows = Attendee.objects.coming().filter(
        person__in=districts_of,
        registration__meeting__in=Meeting.objects.coming(now),
    )
    rows = rows.select_related("registration__meeting")
    coming = defaultdict(list)
    for row in rows.order_by("registration__meeting__starts_at", "pk"):
        if row.registration.district_id in districts_of[row.person_id]:
            coming[row.person_id].append(Appointment(row.registration.meeting, row))
    return coming
