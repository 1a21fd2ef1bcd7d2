from .action_items import (
    action_items,
    change_action_item,
    delete_action_item,
    enter_action_item,
    finish_action_item,
    reopen_action_item,
)
from .attending import add_attendance, note_attendance, remove_attendance
from .guests import attendance_sheet, attendee_list, attendees, name_badges
from .listing import meetings
from .noting import take_notes
from .pages import calendar_file, meeting
from .papers import add_paper, change_paper, paper, withdraw_paper
from .planning import (
    announce_meeting,
    cancel_meeting,
    change_agenda,
    change_meeting,
    copy_meeting,
    create_meeting,
    hold_meeting,
    move_meeting,
)
from .polling import (
    add_poll_date,
    answer_poll,
    cancel_poll,
    change_poll,
    choose_date,
    create_poll,
    end_poll,
    open_poll,
    poll,
)
from .proposing import accept_proposal, decline_proposal, propose_item, withdraw_proposal
from .registering import register
from .resolving import change_resolution, delete_resolution, enter_resolution
from .subscribing import calendar_feed, subscribe_calendar, unsubscribe_calendar

__all__ = [
    "accept_proposal",
    "action_items",
    "add_attendance",
    "add_paper",
    "add_poll_date",
    "announce_meeting",
    "answer_poll",
    "attendance_sheet",
    "attendee_list",
    "attendees",
    "calendar_feed",
    "calendar_file",
    "cancel_meeting",
    "cancel_poll",
    "change_action_item",
    "change_agenda",
    "change_meeting",
    "change_paper",
    "change_poll",
    "change_resolution",
    "choose_date",
    "copy_meeting",
    "create_meeting",
    "create_poll",
    "decline_proposal",
    "delete_action_item",
    "delete_resolution",
    "end_poll",
    "enter_action_item",
    "enter_resolution",
    "finish_action_item",
    "hold_meeting",
    "meeting",
    "meetings",
    "move_meeting",
    "name_badges",
    "note_attendance",
    "open_poll",
    "paper",
    "poll",
    "propose_item",
    "register",
    "remove_attendance",
    "reopen_action_item",
    "subscribe_calendar",
    "take_notes",
    "unsubscribe_calendar",
    "withdraw_paper",
    "withdraw_proposal",
]
