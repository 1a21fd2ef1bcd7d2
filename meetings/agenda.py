"""When each item of an agenda begins: the start of the meeting and what comes before it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from forum_portal.dates import clock_time, day, takes_whole_days

from .models import AgendaItem, Meeting, MeetingPaper


@dataclass(frozen=True)
class Slot:
    """One item and when it begins; the last one has no item and is the end.

    In a meeting of whole days nobody can tell when.
    """

    starts_at: datetime | None
    item: AgendaItem | None
    papers: tuple[MeetingPaper, ...] = ()

    @property
    def is_pause(self) -> bool:
        return self.item is None or self.item.is_break

    @property
    def lead(self) -> str:
        """When it begins, or else how long it takes."""
        return clock_time(self.starts_at) if self.starts_at else f"{self.item.minutes} Min."


def timetable(
    meeting: Meeting, items: Iterable[AgendaItem], papers: Iterable[MeetingPaper] = ()
) -> list[Slot]:
    """The items in order with their times, and the end of the meeting; empty without items.

    The end stands there if the agenda reaches it or ends before it on the same
    day; no time is called the end that is not the meeting's.
    """
    slots, at = [], meeting.starts_at
    timed = not takes_whole_days(meeting.starts_at, meeting.ends_at)
    for item in items:
        of_item = tuple(p for p in papers if p.item_id == item.pk)
        slots.append(Slot(at if timed else None, item, of_item))
        at += timedelta(minutes=item.minutes)
    if slots and timed and at <= meeting.ends_at and day(at) == day(meeting.ends_at):
        slots.append(Slot(meeting.ends_at, None))
    return slots


def is_too_long(meeting: Meeting, items: Iterable[AgendaItem]) -> bool:
    """Whether the agenda ends after the meeting, as when that was moved."""
    minutes = sum(item.minutes for item in items)
    return meeting.starts_at + timedelta(minutes=minutes) > meeting.ends_at
