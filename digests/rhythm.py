"""When a summary is due: wall time in Germany, read as instants.

Nothing is scheduled ahead. Each pass asks which slot is the latest that has
come; whether it was already told is a question for the chain.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from forum_portal import dates
from forum_portal.clock import BERLIN

from .stages import Rhythm, Weekday

DAY = timedelta(days=1)
LONGEST_MONTH = timedelta(days=31)


@dataclass(frozen=True, order=True)
class Schedule:
    """A rhythm with its day and hour; who has chosen nothing gets Monday at seven.

    Monthly is the first such day of the week in the month.
    """

    rhythm: str = Rhythm.WEEKLY.value
    weekday: int = Weekday.MONDAY.value
    hour: int = 7

    def latest_slot(self, now: datetime) -> datetime:
        """The last instant, not after ``now``, at which a summary is due."""
        slot = self._slot_on(self._day_up_to(dates.day(now)))
        return slot if slot <= now else self.slot_before(slot)

    def slot_before(self, slot: datetime) -> datetime:
        """The slot one period before ``slot``, at the same wall time."""
        return self._slot_on(self._day_up_to(dates.day(slot) - DAY))

    def next_slot(self, now: datetime) -> datetime:
        """The first instant after ``now`` at which a summary is due."""
        latest = dates.day(self.latest_slot(now))
        match self.rhythm:
            case Rhythm.DAILY:
                return self._slot_on(latest + DAY)
            case Rhythm.WEEKLY:
                return self._slot_on(latest + 7 * DAY)
        return self._slot_on(self._first_in_month(latest.replace(day=1) + LONGEST_MONTH))

    @property
    def in_words(self) -> str:
        """täglich um 18:00 Uhr; montags um 7:00 Uhr; am ersten Montag im Monat um 7:00 Uhr"""
        weekday = Weekday(self.weekday).label
        days = {
            Rhythm.DAILY: "täglich",
            Rhythm.WEEKLY: f"{weekday.lower()}s",
            Rhythm.MONTHLY: f"am ersten {weekday} im Monat",
        }
        return f"{days[Rhythm(self.rhythm)]} um {self.hour}:00{dates.NBSP}Uhr"

    def _day_up_to(self, today: date) -> date:
        """The last day of a summary, not after ``today``."""
        match self.rhythm:
            case Rhythm.DAILY:
                return today
            case Rhythm.WEEKLY:
                return today - (today.weekday() - self.weekday) % 7 * DAY
        first = self._first_in_month(today)
        return first if first <= today else self._first_in_month(today.replace(day=1) - DAY)

    def _first_in_month(self, day: date) -> date:
        first = day.replace(day=1)
        return first + (self.weekday - first.weekday()) % 7 * DAY

    def _slot_on(self, day: date) -> datetime:
        """The instant of the hour on ``day`` in Germany, in UTC.

        PEP 495 with ``fold=0`` is what both odd days need: an hour that the
        clock leaves out in spring moves forward, of one that comes twice in
        autumn it is the first.
        """
        return datetime.combine(day, time(self.hour), BERLIN).astimezone(UTC)


DEFAULT = Schedule()
