"""What members answer: the directory and the counties' pages, and who is responsible there."""

from .absences import end_absence, enter_absence
from .acting import act_for
from .directory import directory, district
from .mandates import begin_mandate, change_mandate, end_mandate, mandates
from .memberships import admit, join, leave, memberships

__all__ = [
    "act_for",
    "admit",
    "begin_mandate",
    "change_mandate",
    "directory",
    "district",
    "end_absence",
    "end_mandate",
    "enter_absence",
    "join",
    "leave",
    "mandates",
    "memberships",
]
