"""When reminders of a meeting fall due, and until when they make sense."""

from datetime import datetime, timedelta

from .models import Meeting
from .wall_time import days_before

TWO_DAYS, TWO_HOURS = "2d", "2h"
LAST_SENSE = timedelta(minutes=15)
ANSWER_DAYS = 3


def reminder_due(meeting: Meeting, now: datetime) -> tuple[str, datetime, datetime] | None:
    """The latest reminder of ``meeting`` that is due: its name, since when, and until when.

    Two days before is the same wall time two days earlier; two hours before
    are hours that pass. Only one is ever due: the second ends the first.
    """
    two_days = days_before(meeting.starts_at, 2)
    two_hours = meeting.starts_at - timedelta(hours=2)
    end = meeting.starts_at - LAST_SENSE
    if two_hours <= now < end:
        return TWO_HOURS, two_hours, end
    if two_days <= now < two_hours:
        return TWO_DAYS, two_days, two_hours
    return None


def is_overtaken(reminder: str, meeting: Meeting, now: datetime) -> bool:
    """Whether another reminder of the meeting, or none, makes sense by now."""
    due = reminder_due(meeting, now)
    return due is None or due[0] != reminder


def answer_reminder_due(meeting: Meeting) -> datetime | None:
    """When counties that have not answered are reminded; None if there is no deadline."""
    return meeting.answer_by and days_before(meeting.answer_by, ANSWER_DAYS)
