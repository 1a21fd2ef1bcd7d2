"""When a summary is due: wall time in Germany, read as instants.

Nothing is scheduled ahead. Each pass asks which slot is the latest that has
come; whether it was already told is a question for the chain.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from forum_portal import dates
from forum_portal.clock import BERLIN

from .stages import Rhythm, Weekday

PERIODS = {Rhythm.DAILY: timedelta(days=1), Rhythm.WEEKLY: timedelta(days=7)}


@dataclass(frozen=True, order=True)
class Schedule:
    """A rhythm with its day and hour; who has chosen nothing gets Monday at seven."""

    rhythm: str = Rhythm.WEEKLY.value
    weekday: int = Weekday.MONDAY.value
    hour: int = 7

    def latest_slot(self, now: datetime) -> datetime:
        """The last instant, not after ``now``, at which a summary is due."""
        day = self._day_up_to(dates.day(now))
        if (slot := self._slot_on(day)) > now:
            slot = self._slot_on(day - self.period)
        return slot

    def next_slot(self, now: datetime) -> datetime:
        """The first instant after ``now`` at which a summary is due."""
        return self._slot_on(dates.day(self.latest_slot(now)) + self.period)

    @property
    def period(self) -> timedelta:
        """From one summary to the next, in calendar days."""
        return PERIODS[Rhythm(self.rhythm)]

    @property
    def in_words(self) -> str:
        """montags um 7:00 Uhr; täglich um 18:00 Uhr"""
        daily = self.rhythm == Rhythm.DAILY
        days = "täglich" if daily else f"{Weekday(self.weekday).label.lower()}s"
        return f"{days} um {self.hour}:00\N{NO-BREAK SPACE}Uhr"

    def _day_up_to(self, today: date) -> date:
        if self.rhythm == Rhythm.DAILY:
            return today
        return today - timedelta(days=(today.weekday() - self.weekday) % 7)

    def _slot_on(self, day: date) -> datetime:
        """The instant of the hour on ``day`` in Germany, in UTC.

        PEP 495 with ``fold=0`` is what both odd days need: an hour that the
        clock leaves out in spring moves forward, of one that comes twice in
        autumn it is the first.
        """
        return datetime.combine(day, time(self.hour), BERLIN).astimezone(UTC)


DEFAULT = Schedule()
