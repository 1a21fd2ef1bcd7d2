"""What a meeting resolves: entered by the office during the meeting or after it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from ..models import Meeting, Resolution
from ..refusals import ChangedMeanwhile
from ..stages import Verb
from .steps import lock, record, require_open, uid_of

SAID = ("text", "result", "item", "votes_for", "votes_against", "votes_abstained")


@transaction.atomic
def enter_resolution(
    meeting: Meeting, *, uid: UUID | None = None, by, now: datetime, **said
) -> Resolution:
    """The next resolution of the meeting; with a ``uid`` that exists, the one that has it."""
    lock(meeting)
    require_open(meeting, now)
    uid = uid_of(uid, meeting)
    there = Resolution.objects.filter(meeting=meeting, uid=uid).first()
    if there:
        return there
    last = meeting.resolutions.aggregate(last=Max("number"))["last"] or 0
    resolution = Resolution(
        meeting=meeting, number=last + 1, uid=uid, entered_by=by, entered_at=now, **said
    )
    _save(resolution, Verb.RESOLVED, by, now)
    return resolution


@transaction.atomic
def change_resolution(
    resolution: Resolution, *, seen: int | None = None, by, now: datetime, **said
) -> None:
    """Write it down as it was; ``seen`` is the edition from which the person began."""
    _lock(resolution, now)
    if all(getattr(resolution, name) == value for name, value in said.items()):
        return
    if seen not in (None, resolution.edition):
        raise ChangedMeanwhile(
            "Jemand hat den Beschluss inzwischen geändert",
            f"Jetzt steht dort: „{resolution.text}“ ({_counted(resolution)}). "
            "Speichern Sie noch einmal, dann gilt, was Sie hier eingegeben haben.",
        )
    for name in said.keys() & set(SAID):
        setattr(resolution, name, said[name])
    resolution.edition += 1
    _save(resolution, Verb.RESOLUTION_CHANGED, by, now)


@transaction.atomic
def delete_resolution(resolution: Resolution, *, by, now: datetime) -> None:
    """What was entered by mistake; the others keep their numbers."""
    _lock(resolution, now)
    _record(resolution, Verb.RESOLUTION_DELETED, by, now)
    resolution.delete()


def _lock(resolution, now) -> None:
    """The meeting's row, then the resolution as it is now; refused once the minutes hold."""
    meeting = resolution.meeting
    lock(meeting)
    require_open(meeting, now)
    resolution.refresh_from_db(from_queryset=Resolution.objects.select_related("item"))
    resolution.meeting = meeting


def _save(resolution, verb, by, now) -> None:
    if resolution.item and resolution.item.meeting_id != resolution.meeting_id:
        raise ValueError("the item is of another meeting")
    resolution.full_clean(exclude=["meeting", "item", "entered_by"])
    resolution.save()
    _record(resolution, verb, by, now)


def _record(resolution, verb, by, now) -> None:
    told = f"{resolution}: {resolution.text} ({_counted(resolution)})"
    record(resolution.meeting, verb, by=by, now=now, details={"resolution": told})


def _counted(resolution) -> str:
    return ", ".join(filter(None, [resolution.get_result_display(), resolution.votes]))
