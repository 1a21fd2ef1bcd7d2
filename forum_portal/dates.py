"""German dates, times and amounts as the portal writes them, on pages and in mails.

All instants are shown in Europe/Berlin. What takes whole days begins with the first instant of a
day and ends with the last one, and is shown without a time. Inside a date or a time stands a
no-break space, so that "10. Dezember 2026" never falls apart at the end of a line.
"""

from datetime import date, datetime, time
from decimal import Decimal

from django.utils import timezone

from .clock import BERLIN

NBSP = "\N{NO-BREAK SPACE}"
WEEKDAYS = "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag".split()
MONTHS = (
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
)
SHORT_MONTHS = "Jan. Feb. März April Mai Juni Juli Aug. Sept. Okt. Nov. Dez.".split()


def day(value: date | datetime) -> date:
    """The calendar day in Germany; a datetime must be aware."""
    if isinstance(value, datetime):
        return timezone.localtime(value, BERLIN).date()
    return value


def long_date(value: date | datetime) -> str:
    """Donnerstag, 10. Dezember 2026"""
    on = day(value)
    return f"{WEEKDAYS[on.weekday()]}, {on.day}.{NBSP}{MONTHS[on.month - 1]}{NBSP}{on.year}"


def short_date(value: date | datetime) -> str:
    """Do, 10. Dez."""
    on = day(value)
    return f"{WEEKDAYS[on.weekday()][:2]},{NBSP}{on.day}.{NBSP}{SHORT_MONTHS[on.month - 1]}"


def plain_date(value: date | datetime) -> str:
    """10. Dez. 2026, for what lies behind"""
    on = day(value)
    return f"{on.day}.{NBSP}{SHORT_MONTHS[on.month - 1]}{NBSP}{on.year}"


def clock_time(value: datetime | time) -> str:
    """9:30 Uhr; an instant in German wall time, a bare time as it is."""
    return f"{_hands(value)}{NBSP}Uhr"


def takes_whole_days(start: datetime, end: datetime) -> bool:
    """Whether it is from the first instant of a day in Germany to the last one of a day."""
    ends = timezone.localtime(start, BERLIN).time(), timezone.localtime(end, BERLIN).time()
    return ends == (time.min, time.max)


def beginning(start: datetime, end: datetime) -> str:
    """Donnerstag, 10. Dezember 2026, 9:30 Uhr; what takes whole days without the time"""
    return long_date(start) if takes_whole_days(start, end) else deadline(start)


def hour(start: datetime, end: datetime) -> str:
    """9:30 Uhr, or ganztägig for what takes whole days"""
    return "ganztägig" if takes_whole_days(start, end) else clock_time(start)


def deadline(value: datetime) -> str:
    """Dienstag, 24. November 2026, 23:59 Uhr"""
    return f"{long_date(value)}, {clock_time(value)}"


def days_away(value: date | datetime, now: datetime) -> str:
    """How many midnights in Germany lie between ``now`` and ``value``, in words."""
    days = (day(value) - day(now)).days
    near = {-1: "gestern", 0: "heute", 1: "morgen"}
    if days in near:
        return near[days]
    return f"{'in' if days > 0 else 'vor'}{NBSP}{abs(days)}{NBSP}Tagen"


def span(start: datetime, end: datetime) -> str:
    """Donnerstag, 10. Dezember 2026, 9:30 bis 15:30 Uhr; over several days both in full.

    Whole days: Donnerstag, 10. Dezember 2026, ganztägig.
    """
    if takes_whole_days(start, end):
        last = "" if day(start) == day(end) else f" bis {long_date(end)}"
        return f"{long_date(start)}{last}, ganztägig"
    if day(start) == day(end):
        return f"{long_date(start)}, {_hands(start)}{NBSP}bis{NBSP}{clock_time(end)}"
    return f"{deadline(start)} bis {deadline(end)}"


def thousands(number: int | Decimal | float) -> str:
    """172449 as 172.449, and 1550.78 as 1.550,78"""
    return f"{number:,}".translate(str.maketrans(",.", ".,"))


def _hands(value: datetime | time) -> str:
    if isinstance(value, datetime):
        value = timezone.localtime(value, BERLIN)
    return f"{value.hour}:{value.minute:02}"
