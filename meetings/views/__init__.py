from .guests import attendance_sheet, attendee_list, attendees, name_badges
from .pages import calendar_file, meeting, meetings
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
    "announce_meeting",
    "attendance_sheet",
    "attendee_list",
    "attendees",
    "calendar_file",
    "cancel_meeting",
    "change_agenda",
    "change_meeting",
    "create_meeting",
    "hold_meeting",
    "meeting",
    "meetings",
    "move_meeting",
    "name_badges",
    "register",
]
