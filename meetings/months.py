"""A month as weeks of days, each with the meetings that take place on it."""

from calendar import Calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from forum_portal.dates import MONTHS, clock_time, day, hour, takes_whole_days

from .models import Meeting
from .wall_time import instant

FIRST, LAST = date(2000, 1, 1), date(2099, 12, 1)


@dataclass(frozen=True)
class Entry:
    """A meeting on one of its days, and what of the day it takes."""

    meeting: Meeting
    on: date

    @property
    def words(self) -> str:
        begins, ends = day(self.meeting.starts_at) == self.on, day(self.meeting.ends_at) == self.on
        if begins:
            return hour(self.meeting.starts_at, self.meeting.ends_at)
        if takes_whole_days(self.meeting.starts_at, self.meeting.ends_at):
            return "ganztägig"
        return f"bis {clock_time(self.meeting.ends_at)}" if ends else "ganzer Tag"


@dataclass(frozen=True)
class Day:
    """One day of the month; None of another, which only fills its week."""

    on: date | None
    entries: list[Entry]
    is_today: bool = False


@dataclass(frozen=True)
class Month:
    first: date

    @classmethod
    def of(cls, written: str, now: datetime) -> "Month":
        """``2027-03``; whatever is no month between ``FIRST`` and ``LAST`` is this one."""
        try:
            first = date.fromisoformat(f"{written}-01")
        except ValueError:
            first = _first(day(now))
        return cls(first if FIRST <= first <= LAST else _first(day(now)))

    def __str__(self):
        return f"{MONTHS[self.first.month - 1]} {self.first.year}"

    @property
    def key(self) -> str:
        return self.first.isoformat()[:7]

    @property
    def previous(self) -> "Month | None":
        return Month(_first(self.first - timedelta(days=1))) if self.first > FIRST else None

    @property
    def next(self) -> "Month | None":
        return Month(_first(self.first + timedelta(days=31))) if self.first < LAST else None

    @property
    def begins_at(self) -> datetime:
        return instant(self.first, time())

    @property
    def ends_at(self) -> datetime:
        return instant(_first(self.first + timedelta(days=31)), time())

    def weeks(self, meetings: Iterable[Meeting], now: datetime) -> list[list[Day]]:
        """From Monday to Sunday; a meeting stands on each of its days, the earlier one first."""
        on, today = defaultdict(list), day(now)
        for meeting in sorted(meetings, key=lambda meeting: (meeting.starts_at, meeting.pk)):
            for each in days(meeting, self):
                on[each].append(Entry(meeting, each))
        return [
            [
                Day(d, on[d], d == today) if d.month == self.first.month else Day(None, [])
                for d in week
            ]
            for week in Calendar().monthdatescalendar(self.first.year, self.first.month)
        ]


def days(meeting: Meeting, month: Month) -> list[date]:
    """The days of ``month`` on which the meeting takes place; what ends at midnight ends before."""
    start = max(meeting.starts_at, month.begins_at)
    end = min(meeting.ends_at, month.ends_at) - timedelta(microseconds=1)
    count = (day(end) - day(start)).days + 1
    return [day(start) + timedelta(days=number) for number in range(count)]


def _first(on: date) -> date:
    return on.replace(day=1)
