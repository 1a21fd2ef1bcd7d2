from .action_items import ActionItem, ActionItemQuerySet
from .agenda import LONGEST_ITEM, AgendaItem
from .attendance import Attendance, AttendanceQuerySet
from .event import NEWS, Event, EventQuerySet
from .feed import CalendarFeed
from .groups import GroupEvent, GroupMember, WorkingGroup
from .meeting import (
    MOST_SEATS,
    Meeting,
    MeetingQuerySet,
    new_uid,
    usual_answer_reminders,
    usual_reminders,
)
from .minutes import Minutes, MinutesVersion, Remark
from .notes import LONGEST_NOTES, Note, NoteQuerySet
from .papers import MeetingPaper, MeetingPaperQuerySet
from .polls import DatePoll, PollAnswer, PollChoice, PollDate, PollEvent
from .proposals import Proposal, ProposalQuerySet
from .registration import LONGEST_NEED, Attendee, Registration
from .resolutions import Resolution, ResolutionQuerySet

__all__ = [
    "LONGEST_ITEM",
    "LONGEST_NEED",
    "LONGEST_NOTES",
    "MOST_SEATS",
    "NEWS",
    "ActionItem",
    "ActionItemQuerySet",
    "AgendaItem",
    "Attendance",
    "AttendanceQuerySet",
    "Attendee",
    "CalendarFeed",
    "DatePoll",
    "Event",
    "EventQuerySet",
    "GroupEvent",
    "GroupMember",
    "Meeting",
    "MeetingPaper",
    "MeetingPaperQuerySet",
    "MeetingQuerySet",
    "Minutes",
    "MinutesVersion",
    "Note",
    "NoteQuerySet",
    "PollAnswer",
    "PollChoice",
    "PollDate",
    "PollEvent",
    "Proposal",
    "ProposalQuerySet",
    "Registration",
    "Remark",
    "Resolution",
    "ResolutionQuerySet",
    "WorkingGroup",
    "new_uid",
    "usual_answer_reminders",
    "usual_reminders",
]
