"""What waits for somebody, by deadline, as the pages show them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from forum_portal import dates
from meetings.ahead import OpenTask, Task


@dataclass(frozen=True)
class Tasks:
    """What is overdue, what is due this week, until Sunday, and what comes later."""

    overdue: list[OpenTask]
    this_week: list[Task]
    later: list[Task]

    @property
    def note(self) -> str:
        """5 offen, 2 davon diese Woche; 3 offen, 2 davon überfällig oder diese Woche"""
        if not self:
            return ""
        soon = [*self.overdue, *self.this_week]
        count = f"{len(soon) + len(self.later)} offen"
        words = [(self.overdue, "überfällig"), (self.this_week, "diese Woche")]
        when = " oder ".join(words for tasks, words in words if tasks)
        return f"{count}, {len(soon)} davon {when}" if soon and self._is_mixed else count

    @property
    def _is_mixed(self) -> bool:
        return sum(map(bool, (self.overdue, self.this_week, self.later))) > 1

    def __bool__(self) -> bool:
        return bool(self.overdue or self.this_week or self.later)


def grouped(tasks: list[Task], now: datetime) -> Tasks:
    today = dates.day(now)
    sunday = today + timedelta(days=6 - today.weekday())
    overdue = [task for task in tasks if task.is_overdue]
    to_come = [task for task in tasks if not task.is_overdue]
    this_week = [task for task in to_come if dates.day(task.due) <= sunday]
    return Tasks(overdue, this_week, to_come[len(this_week) :])
