"""Open answers by deadline, as the pages show them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from forum_portal import dates
from meetings.ahead import Task


@dataclass(frozen=True)
class Tasks:
    """Open answers by deadline: those of this week, until Sunday, and the later ones."""

    this_week: list[Task]
    later: list[Task]

    @property
    def note(self) -> str:
        """5 offen, 2 davon diese Woche"""
        if not self:
            return ""
        count = f"{len(self.this_week) + len(self.later)} offen"
        if not self.this_week or not self.later:
            return count
        return f"{count}, {len(self.this_week)} davon diese Woche"

    def __bool__(self) -> bool:
        return bool(self.this_week or self.later)


def grouped(tasks: list[Task], now: datetime) -> Tasks:
    today = dates.day(now)
    sunday = today + timedelta(days=6 - today.weekday())
    this_week = [task for task in tasks if dates.day(task.due) <= sunday]
    return Tasks(this_week, tasks[len(this_week) :])
