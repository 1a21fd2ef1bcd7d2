from .pages import calendar_file, meeting, meetings
from .papers import add_paper, change_paper, paper, withdraw_paper
from .planning import (
    announce_meeting,
    cancel_meeting,
    change_agenda,
    change_meeting,
    create_meeting,
    hold_meeting,
    move_meeting,
)
from .registering import register

__all__ = [
    "add_paper",
    "announce_meeting",
    "calendar_file",
    "cancel_meeting",
    "change_agenda",
    "change_meeting",
    "change_paper",
    "create_meeting",
    "hold_meeting",
    "meeting",
    "meetings",
    "move_meeting",
    "paper",
    "register",
    "withdraw_paper",
]
