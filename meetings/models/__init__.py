from .agenda import LONGEST_ITEM, AgendaItem
from .event import NEWS, Event, EventQuerySet
from .feed import CalendarFeed
from .meeting import Meeting, MeetingQuerySet, new_uid, usual_answer_reminders, usual_reminders
from .registration import Attendee, Registration

__all__ = [
    "LONGEST_ITEM",
    "NEWS",
    "AgendaItem",
    "Attendee",
    "CalendarFeed",
    "Event",
    "EventQuerySet",
    "Meeting",
    "MeetingQuerySet",
    "Registration",
    "new_uid",
    "usual_answer_reminders",
    "usual_reminders",
]
