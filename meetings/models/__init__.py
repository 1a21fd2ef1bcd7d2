from .agenda import LONGEST_ITEM, AgendaItem
from .event import NEWS, Event, EventQuerySet
from .meeting import Meeting, MeetingQuerySet, new_uid, usual_answer_reminders, usual_reminders
from .papers import MeetingPaper, MeetingPaperQuerySet
from .proposals import Proposal, ProposalQuerySet
from .registration import Attendee, Registration

__all__ = [
    "LONGEST_ITEM",
    "NEWS",
    "AgendaItem",
    "Attendee",
    "Event",
    "EventQuerySet",
    "Meeting",
    "MeetingPaper",
    "MeetingPaperQuerySet",
    "MeetingQuerySet",
    "Proposal",
    "ProposalQuerySet",
    "Registration",
    "new_uid",
    "usual_answer_reminders",
    "usual_reminders",
]
