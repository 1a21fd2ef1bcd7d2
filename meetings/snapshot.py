"""What stands of a meeting: for calendars and mails, and for forms that are open meanwhile."""

from collections.abc import Iterable
from copy import copy
from datetime import UTC, datetime
from hashlib import sha256

from .models import AgendaItem, Meeting, MeetingPaper
from .stages import Circle

ITEM = ("title", "minutes", "speaker", "is_break")


def snapshot(meeting: Meeting) -> dict:
    """What a calendar shows, as plain values: a change of it is a new sequence and a mail."""
    return {
        "title": meeting.title,
        "format": meeting.format,
        "venue": meeting.venue,
        "has_video": bool(meeting.video_link),
        "starts_at": meeting.starts_at.astimezone(UTC).isoformat(),
        "ends_at": meeting.ends_at.astimezone(UTC).isoformat(),
    }


def payload(meeting: Meeting, **more) -> dict:
    """What a mail needs to find out later whether it still holds, and what it has told."""
    return {
        "meeting": meeting.pk,
        "sequence": meeting.sequence,
        "shown": snapshot(meeting),
        **more,
    }


def as_shown(meeting: Meeting, shown: dict) -> Meeting:
    """A copy of ``meeting`` that reads as it did in this snapshot."""
    known = copy(meeting)
    known.title, known.format, known.venue = shown["title"], shown["format"], shown["venue"]
    known.starts_at, known.ends_at = (
        datetime.fromisoformat(shown[name]) for name in ("starts_at", "ends_at")
    )
    return known


def fingerprint(meeting: Meeting) -> str:
    """The same for as long as nobody changes what the office enters, or the stage."""
    fields = [field.attname for field in Meeting._meta.fields if field.editable]
    chosen = meeting.circle == Circle.CHOSEN and sorted(d.pk for d in meeting.invited.all())
    chosen = [chosen, sorted(partner.pk for partner in meeting.partners.all())]
    return _hashed([chosen, *(str(getattr(meeting, name)) for name in [*fields, "stage"])])


def agenda_fingerprint(items: Iterable[AgendaItem]) -> str:
    """The same for as long as the agenda is, of the same items."""
    return _hashed([[str(getattr(item, name)) for name in ("pk", *ITEM)] for item in items])


def paper_fingerprint(paper: MeetingPaper) -> str:
    """The same for as long as the paper says and holds the same."""
    return _hashed([paper.title, paper.item_id, paper.file.name])


def _hashed(values: list) -> str:
    return sha256(repr(values).encode()).hexdigest()
