"""The circle of a meeting: who is invited to it, and who comes to be invited later.

A draft can have any circle. Once it is announced the circle only grows: whoever is new in it is
invited, and nobody who was invited is left out again.
"""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError

from mailroom.services import announce
from members.models import District, Organisation
from members.stages import OrganisationKind

from ..models import DatePoll, Meeting, WorkingGroup
from ..refusals import StaysInvited
from ..representing import counties_of
from ..snapshot import payload
from ..stages import Circle, Stage, Verb
from ..wording import circle_in_words
from .steps import forget_circle, record

FIELDS = ("circle", "group", "invited", "partners")
# A county or a partner, by key.
Place = tuple[type[District | Organisation], str | int]


def require_circle(thing: Meeting | DatePoll, invited: Iterable[District]) -> None:
    """``ValidationError`` unless it says who is meant, and a new one means a group at work."""
    if thing.circle == Circle.GROUP and thing.group is None:
        raise ValidationError({"group": "Bitte wählen Sie die Arbeitsgruppe, die sich trifft."})
    if thing.circle == Circle.CHOSEN and not invited:
        raise ValidationError({"invited": "Bitte wählen Sie mindestens einen Landkreis."})
    if thing.pk is None:
        require_at_work(thing.group)


def fitting(wanted: dict) -> dict:
    """Only the group of a group's meeting, and only the counties of one for chosen ones."""
    circle = wanted["circle"]
    return {
        "circle": circle,
        "group": wanted["group"] if circle == Circle.GROUP else None,
        "invited": set(wanted["invited"]) if circle == Circle.CHOSEN else set(),
        "partners": set(wanted["partners"]),
    }


def require_partners(organisations: Iterable[Organisation]) -> None:
    """``ValidationError`` unless each of them is one: the office is no guest of its own."""
    if any(one.kind != OrganisationKind.PARTNER for one in organisations):
        raise ValidationError({"partners": "Einladen können Sie nur Partner des Forums."})


def change_circle(meeting: Meeting, wanted: dict, *, by, now: datetime) -> None:
    """``wanted`` has some of ``FIELDS``; within a transaction that locked the meeting."""
    present = {
        "circle": meeting.circle,
        "group": meeting.group,
        "invited": set(meeting.invited.all()),
        "partners": set(meeting.partners.all()),
    }
    wanted = fitting(present | wanted)
    if wanted == present:
        return
    words = circle_in_words(meeting)
    meeting.circle, meeting.group = wanted["circle"], wanted["group"]
    require_circle(meeting, wanted["invited"])
    require_partners(wanted["partners"])
    if meeting.group != present["group"]:
        require_at_work(meeting.group)
    meeting.save(update_fields=["circle", "group"])
    meeting.invited.set(wanted["invited"])
    meeting.partners.set(wanted["partners"])
    forget_circle(meeting)
    details = {"from": {"circle": words}, "to": {"circle": circle_in_words(meeting)}}
    record(meeting, Verb.INVITED, by=by, now=now, details=details)


def invite_who_is_new(meeting: Meeting, before: set[Place], now: datetime) -> None:
    """Those who were not in the circle ``before``, of which nobody may be left out."""
    forget_circle(meeting)
    after = places_of(meeting, now)
    if before - after:
        raise StaysInvited(
            "Wer schon eingeladen ist, bleibt eingeladen",
            "Nach der Ankündigung können Sie nur noch Landkreise und Partner hinzunehmen.",
        )
    if after - before and meeting.starts_at > now:
        _invite(meeting, after - before, now.isoformat(), now)


def invite_to_coming(group: WorkingGroup, district: District, because: str, now: datetime) -> None:
    """A county that came to the group is invited to the meetings of it that are announced."""
    coming = Meeting.objects.filter(group=group, stage=Stage.ANNOUNCED, starts_at__gt=now)
    for meeting in coming:
        _invite(meeting, {(District, district.pk)}, because, now)


def _invite(meeting, places: set[Place], because: str, now) -> None:
    districts, partners = (
        sorted(key for model, key in places if model is wanted)
        for wanted in (District, Organisation)
    )
    announce(
        "meeting_invited",
        occasion=f"meeting:{meeting.pk}:invited:v{meeting.sequence}:{because}",
        payload=payload(meeting, districts=districts, partners=partners),
        now=now,
        valid_until=meeting.starts_at,
    )


def places_of(meeting: Meeting, now: datetime) -> set[Place]:
    """The member counties in its circle, and its partners."""
    counties = counties_of(meeting, now).values_list("pk", flat=True)
    return {(District, key) for key in counties} | {
        (Organisation, key) for key in meeting.shared_with
    }


def require_at_work(group: WorkingGroup | None) -> None:
    if group and group.ended_at:
        raise ValidationError({"group": f"{group} ist beendet. Bitte wählen Sie eine andere."})
