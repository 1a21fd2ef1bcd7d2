"""When reminders of a start or of a deadline fall due, and until when they make sense.

``Moment`` knows no meeting: whatever has a deadline that people are reminded of
computes with it, and hands in with ``owing``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from .models import Meeting
from .stages import Offset, Stage
from .wall_time import days_before

LAST_SENSE = timedelta(minutes=15)
MORNING, NIGHT = timedelta(hours=9), timedelta(hours=6)
LONGEST = timedelta(days=8)  # further than any reminder reaches ahead, also in a week of 169 hours


@dataclass(frozen=True)
class Reminder:
    """One reminder: how long before, from when it is due, and until when nothing replaces it."""

    offset: Offset
    at: datetime
    until: datetime


@dataclass(frozen=True)
class Moment:
    """A start or a deadline, how long before it people are reminded, and until when that helps.

    ``is_day``: what begins then takes whole days.
    """

    at: datetime
    offsets: Sequence[str]
    until: datetime
    is_day: bool = False

    def reminders(self) -> list[Reminder]:
        """The first that falls due comes first; each holds until the next is due."""
        times = sorted(
            (due_at(self.at, offset, self.is_day), offset) for offset in set(self.offsets)
        )
        ends = [*(at for at, _ in times[1:]), self.until]
        return [
            Reminder(Offset(offset), at, until)
            for (at, offset), until in zip(times, ends, strict=False)
        ]

    def due(self, now: datetime) -> list[Reminder]:
        """Those whose time has come, the latest last; none when it is too late for all."""
        return [reminder for reminder in self.reminders() if reminder.at <= now < self.until]

    def is_latest(self, offset: str, now: datetime) -> bool:
        """Whether it is time for this reminder, and for no later one."""
        due = self.due(now)
        return bool(due) and due[-1].offset == offset


def due_at(moment: datetime, offset: str, is_day: bool = False) -> datetime:
    """Days are counted on the wall, the same time of day; hours are hours that pass.

    Of whole days one is reminded by day, in the morning or in the afternoon before.
    """
    number, unit = int(offset[:-1]), offset[-1]
    if is_day:
        moment = moment + MORNING if unit == "d" else moment - NIGHT
    return days_before(moment, number) if unit == "d" else moment - timedelta(hours=number)


def start(meeting: Meeting) -> Moment:
    until = meeting.starts_at - LAST_SENSE
    return Moment(meeting.starts_at, meeting.reminders, until, meeting.is_all_day)


def answer_deadline(meeting: Meeting) -> Moment:
    """Without a deadline there is nothing to remind of."""
    offsets = meeting.answer_reminders if meeting.answer_by else []
    return Moment(meeting.answer_until, offsets, meeting.answer_until)


def too_late(meeting: Meeting, wanted: dict, now: datetime) -> dict[str, list[Offset]]:
    """What ``wanted`` adds to the reminders of an announced meeting after its time, by field.

    It would go out at once, to everybody.
    """
    if meeting.stage != Stage.ANNOUNCED:
        return {}
    deadline = wanted.get("answer_by", meeting.answer_by)
    late = {
        "reminders": _late(start(meeting), wanted.get("reminders"), now),
        "answer_reminders": _late(
            Moment(deadline, meeting.answer_reminders, deadline),
            wanted.get("answer_reminders"),
            now,
        ),
    }
    return {name: offsets for name, offsets in late.items() if offsets}


def _late(moment, wanted, now) -> list[Offset]:
    if moment.at is None or wanted is None:
        return []
    return [
        Offset(offset)
        for offset in wanted
        if offset not in moment.offsets and due_at(moment.at, offset, moment.is_day) <= now
    ]
