"""When each item of an agenda begins: the start of the meeting and what comes before it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from .models import AgendaItem, Meeting


@dataclass(frozen=True)
class Slot:
    """One item and when it begins; the last one has no item and is the end."""

    starts_at: datetime
    item: AgendaItem | None

    @property
    def is_pause(self) -> bool:
        return self.item is None or self.item.is_break


def timetable(meeting: Meeting, items: Iterable[AgendaItem]) -> list[Slot]:
    """The items in order with their times, and the end; empty without items."""
    slots, at = [], meeting.starts_at
    for item in items:
        slots.append(Slot(at, item))
        at += timedelta(minutes=item.minutes)
    return [*slots, Slot(at, None)] if slots else []
