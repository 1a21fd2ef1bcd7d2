from .guests import attendance_sheet, attendee_list, attendees, name_badges
from .listing import meetings
from .pages import calendar_file, meeting
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
from .registering import register
from .subscribing import calendar_feed, subscribe_calendar, unsubscribe_calendar

__all__ = [
    "announce_meeting",
    "attendance_sheet",
    "attendee_list",
    "attendees",
    "calendar_feed",
    "calendar_file",
    "cancel_meeting",
    "change_agenda",
    "change_meeting",
    "copy_meeting",
    "create_meeting",
    "hold_meeting",
    "meeting",
    "meetings",
    "move_meeting",
    "name_badges",
    "register",
    "subscribe_calendar",
    "unsubscribe_calendar",
]
