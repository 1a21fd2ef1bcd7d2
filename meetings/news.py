"""What is new about meetings, as plain entries for the portal's page and the digests.

One call serves a whole batch of people: ``news_for_members(since, until)`` tells
what somebody with a running mandate at a member county is told, in one query, and
each entry for whom it is (``is_for``, and ``is_shared_with`` for partners);
``news(person, ...)`` is what of that list is for one person, the office included, and
empty for everybody else. Who sees a meeting is said once, in ``models.meeting``.
Visible is decided when it is called, never when the thing happened. What is told to a
whole batch is told by mail: of a meeting of which mails may say nothing it names only
the kind.
"""

from collections.abc import Set
from dataclasses import dataclass, field
from datetime import datetime

from forum_portal import dates

from .models import Event
from .neutral import ONLY_THERE
from .snapshot import snapshot
from .stages import Kind, Stage, Verb

WHICH = {
    Kind.NETWORK: "das",
    Kind.WORKING_GROUP: "die",
    Kind.EXPERT_CIRCLE: "der",
    Kind.CONFERENCE: "der",
}
# Of several things that happened to one meeting, the first in this list is told.
WEIGHT = [
    Verb.CANCELLED,
    Verb.ADOPTED,
    Verb.CIRCULATED,
    Verb.ANNOUNCED,
    Verb.MOVED,
    Verb.CHANGED,
    Verb.AGENDA,
]


@dataclass(frozen=True)
class Entry:
    """One piece of news: ``title`` is the meeting's, ``what`` says what became of it."""

    title: str
    url: str
    what: str
    at: datetime
    verb: Verb
    meeting_id: int
    seen_by: frozenset[str] | None = field(default=None, compare=False)
    shared_with: frozenset[int] = field(default=frozenset(), compare=False)

    def is_for(self, counties: Set[str] | None) -> bool:
        """Whether people of one of these counties, by key, are told; None is the office."""
        return None in (self.seen_by, counties) or not self.seen_by.isdisjoint(counties)

    def is_shared_with(self, partners: Set[int]) -> bool:
        """Whether people of one of these partners, by key, are told."""
        return not self.shared_with.isdisjoint(partners)


def news(person, since: datetime, until: datetime, now: datetime) -> list[Entry]:
    """What ``person`` is told of ``(since, until]``, one entry a meeting, latest first."""
    return _entries(Event.objects.visible_to(person, now), since, until)


def news_for_members(since: datetime, until: datetime) -> list[Entry]:
    """``news`` by mail for all with a running mandate at a member county; one query."""
    return _entries(Event.objects.news(), since, until, by_mail=True)


def _entries(events, since, until, by_mail=False) -> list[Entry]:
    by_meeting = {}
    happened = events.with_circle().announced_between(since, until)
    for event in happened.select_related("meeting"):
        by_meeting.setdefault(event.meeting_id, []).append(event)
    entries = [entry for each in by_meeting.values() if (entry := _entry(each, by_mail))]
    return sorted(entries, key=lambda entry: (entry.at, entry.meeting_id), reverse=True)


def _entry(events: list[Event], by_mail: bool) -> Entry | None:
    """The one entry for a meeting; None when it was moved and moved back.

    None also of a meeting that was called off after the span: the next span
    tells that, and until then it is not told as if it took place.
    """
    if _is_called_off(events):
        return None
    events = [event for event in events if event.verb != Verb.MOVED or _still_moved(events)]
    if not events:
        return None
    verb = min((Verb(event.verb) for event in events), key=WEIGHT.index)
    meeting = events[0].meeting
    says_nothing = by_mail and meeting.link_only
    return Entry(
        title=meeting.get_kind_display() if says_nothing else meeting.title,
        url=meeting.get_absolute_url(),
        what=ONLY_THERE if says_nothing else _what(verb, meeting),
        at=events[-1].at,
        verb=verb,
        meeting_id=meeting.pk,
        seen_by=None if events[0].seen_by is None else frozenset(events[0].seen_by),
        shared_with=frozenset(events[0].shared_with),
    )


def _is_called_off(events) -> bool:
    """Whether the meeting is cancelled by now, and ``events`` do not say so yet."""
    is_told = any(event.verb == Verb.CANCELLED for event in events)
    return events[0].meeting.stage == Stage.CANCELLED and not is_told


def _still_moved(events) -> bool:
    """Whether the meeting is at another time than before the span."""
    first = next(event for event in events if event.verb == Verb.MOVED)
    before, after = first.details["from"], snapshot(first.meeting)
    return any(before[name] != after[name] for name in ("starts_at", "ends_at"))


def _what(verb, meeting) -> str:
    kind = meeting.get_kind_display()
    match verb:
        case Verb.CANCELLED:
            which = f"{WHICH[Kind(meeting.kind)]} für {dates.long_date(meeting.starts_at)}"
            return f"Abgesagt: {kind}, {which} geplant war"
        case Verb.ANNOUNCED:
            return f"{kind} angekündigt für {dates.long_date(meeting.starts_at)}"
        case Verb.MOVED:
            return f"{kind} verschoben auf {dates.beginning(meeting.starts_at, meeting.ends_at)}"
        case Verb.CIRCULATED:
            return f"Protokoll im Umlauf, {kind} am {dates.long_date(meeting.starts_at)}"
        case Verb.ADOPTED:
            return f"Protokoll genehmigt, {kind} am {dates.long_date(meeting.starts_at)}"
        case Verb.AGENDA:
            return f"Tagesordnung geändert, {kind} am {dates.long_date(meeting.starts_at)}"
    return f"Angaben geändert, {kind} am {dates.long_date(meeting.starts_at)}"
