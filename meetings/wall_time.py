"""Wall time to instants: what a clock on the wall shows, and when that is."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from forum_portal.clock import BERLIN
from forum_portal.dates import MONTHS

# A deadline is a day: it is shown as 23:59 and is over when the day is.
END_OF_DAY = time.max
# What takes whole days begins and ends with them.
WHOLE_DAYS = (time.min, END_OF_DAY)


def instant(day: date, at: time, zone: str = BERLIN.key) -> datetime:
    """The instant in UTC at which clocks in ``zone`` show ``at`` on ``day``.

    A time that the clocks leave out is taken as if they had not been put
    forward (2:30 becomes 3:30); of a time that they show twice, the first.
    """
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def is_gap(day: date, at: time, zone: str = BERLIN.key) -> bool:
    """Whether clocks in ``zone`` never show ``at`` on ``day``."""
    shown = instant(day, at, zone).astimezone(ZoneInfo(zone))
    return shown.replace(tzinfo=None) != datetime.combine(day, at)


def gap_message(day: date) -> str:
    return (
        f"Diese Uhrzeit gibt es am {day.day}. {MONTHS[day.month - 1]} {day.year} nicht, "
        "weil die Uhr vorgestellt wird."
    )


def end_of_day(day: date) -> datetime:
    """The last instant of ``day`` in Germany, at which a deadline can still be met."""
    return instant(day, END_OF_DAY)


def days_before(moment: datetime, days: int) -> datetime:
    """The same wall time in Germany, ``days`` days before ``moment``."""
    return (moment.astimezone(BERLIN) - timedelta(days=days)).astimezone(UTC)


def days_after(moment: datetime, days: int) -> datetime:
    """The same wall time in Germany, ``days`` days after ``moment``."""
    return days_before(moment, -days)
