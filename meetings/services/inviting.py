"""The circle of a meeting: who is invited to it, and who comes to be invited later.

A draft can have any circle. Once it is announced the circle only grows: whoever is new in it is
invited, and nobody who was invited is left out again.
"""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError

from mailroom.services import announce
from members.models import District

from ..models import Meeting, WorkingGroup
from ..refusals import StaysInvited
from ..representing import counties_of
from ..snapshot import payload
from ..stages import Circle, Stage, Verb
from ..wording import circle_in_words
from .steps import forget_circle, record

FIELDS = ("circle", "group", "invited")


def require_circle(meeting: Meeting, invited: Iterable[District]) -> None:
    """``ValidationError`` unless it says who is meant, and a new one means a group at work."""
    if meeting.circle == Circle.GROUP and meeting.group is None:
        raise ValidationError({"group": "Bitte wählen Sie die Arbeitsgruppe, die sich trifft."})
    if meeting.circle == Circle.CHOSEN and not invited:
        raise ValidationError({"invited": "Bitte wählen Sie mindestens einen Landkreis."})
    if meeting.pk is None:
        _require_at_work(meeting.group)


def fitting(wanted: dict) -> dict:
    """Only the group of a group's meeting, and only the counties of one for chosen ones."""
    circle = wanted["circle"]
    return {
        "circle": circle,
        "group": wanted["group"] if circle == Circle.GROUP else None,
        "invited": set(wanted["invited"]) if circle == Circle.CHOSEN else set(),
    }


def change_circle(meeting: Meeting, wanted: dict, *, by, now: datetime) -> None:
    """``wanted`` has some of ``FIELDS``; within a transaction that locked the meeting."""
    present = {
        "circle": meeting.circle,
        "group": meeting.group,
        "invited": set(meeting.invited.all()),
    }
    wanted = fitting(present | wanted)
    if wanted == present:
        return
    words = circle_in_words(meeting)
    meeting.circle, meeting.group = wanted["circle"], wanted["group"]
    require_circle(meeting, wanted["invited"])
    if meeting.group != present["group"]:
        _require_at_work(meeting.group)
    meeting.save(update_fields=["circle", "group"])
    meeting.invited.set(wanted["invited"])
    forget_circle(meeting)
    details = {"from": {"circle": words}, "to": {"circle": circle_in_words(meeting)}}
    record(meeting, Verb.INVITED, by=by, now=now, details=details)


def invite_who_is_new(meeting: Meeting, before: set[str], now: datetime) -> None:
    """Those who were not in the circle ``before``, of which nobody may be left out."""
    forget_circle(meeting)
    after = keys_of(meeting, now)
    if before - after:
        raise StaysInvited(
            "Wer schon eingeladen ist, bleibt eingeladen",
            "Nach der Ankündigung können Sie nur noch Landkreise hinzunehmen.",
        )
    if after - before and meeting.starts_at > now:
        _invite(meeting, sorted(after - before), now.isoformat(), now)


def invite_to_coming(group: WorkingGroup, district: District, because: str, now: datetime) -> None:
    """A county that came to the group is invited to the meetings of it that are announced."""
    coming = Meeting.objects.filter(group=group, stage=Stage.ANNOUNCED, starts_at__gt=now)
    for meeting in coming:
        _invite(meeting, [district.pk], because, now)


def _invite(meeting, districts: list[str], because: str, now) -> None:
    announce(
        "meeting_invited",
        occasion=f"meeting:{meeting.pk}:invited:v{meeting.sequence}:{because}",
        payload=payload(meeting, districts=districts),
        now=now,
        valid_until=meeting.starts_at,
    )


def keys_of(meeting: Meeting, now: datetime) -> set[str]:
    """The member counties in its circle, by key."""
    return set(counties_of(meeting, now).values_list("pk", flat=True))


def _require_at_work(group) -> None:
    if group and group.ended_at:
        raise ValidationError({"group": f"{group} ist beendet. Bitte wählen Sie eine andere."})
