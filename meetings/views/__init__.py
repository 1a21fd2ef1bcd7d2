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
from .proposing import accept_proposal, decline_proposal, propose_item, withdraw_proposal
from .registering import register

__all__ = [
    "accept_proposal",
    "add_paper",
    "announce_meeting",
    "calendar_file",
    "cancel_meeting",
    "change_agenda",
    "change_meeting",
    "change_paper",
    "create_meeting",
    "decline_proposal",
    "hold_meeting",
    "meeting",
    "meetings",
    "move_meeting",
    "paper",
    "propose_item",
    "register",
    "withdraw_paper",
    "withdraw_proposal",
]
