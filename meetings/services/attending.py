"""Who is there: ticked on the list of those who are registered, or entered as they come."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from members.models import District

from ..models import Attendance, Attendee, Meeting
from ..refusals import NotYourCounty
from ..stages import Mode, Reply
from .steps import lock, require_open, uid_of

NOT_THERE = ""


@dataclass(frozen=True)
class Mark:
    """How somebody is to be noted, and how somebody was when the page was opened.

    Each is a ``Mode`` or ``NOT_THERE``.
    """

    was: str
    is_now: str


@transaction.atomic
def note_attendance(meeting: Meeting, marks: dict[int, Mark], *, by, now: datetime) -> list[str]:
    """Note those of ``marks``, by the number of the attendee, who come otherwise than they were.

    What a colleague has noted otherwise meanwhile stays; it is said in the sentences returned.
    """
    lock(meeting)
    require_open(meeting, now)
    there, refused, new, gone = _there(meeting), [], [], []
    by_attendee = {one.attendee_id: one for one in there}
    by_person = {one.person_id: one for one in there if one.person_id}
    for attendee in _registered(meeting).filter(pk__in=marks):
        mark, present = marks[attendee.pk], by_attendee.get(attendee.pk)
        stands = present.mode if present else NOT_THERE
        if stands == mark.is_now:
            continue
        if stands != mark.was:
            refused.append(_noted_meanwhile(attendee, stands))
        elif present and mark.is_now:
            present.mode, present.noted_by, present.noted_at = mark.is_now, by, now
            present.save(update_fields=["mode", "noted_by", "noted_at"])
        elif present:
            gone.append(present.pk)
        elif attendee.person_id in by_person:
            refused.append(_there_already(by_person[attendee.person_id]))
        else:
            one = _of(attendee, meeting, mark.is_now, by, now)
            new.append(one)
            by_person |= {one.person_id: one} if one.person_id else {}
    Attendance.objects.filter(pk__in=gone).delete()
    Attendance.objects.bulk_create(new)
    return refused


@transaction.atomic
def add_attendance(
    meeting: Meeting,
    *,
    mode: str,
    label: str,
    district: District | None = None,
    person=None,
    uid: UUID | None = None,
    by,
    now: datetime,
) -> Attendance:
    """Somebody came, announced or not; with a ``uid`` that exists, the one that has it."""
    lock(meeting)
    require_open(meeting, now)
    uid = uid_of(uid, meeting)
    there = Attendance.objects.filter(meeting=meeting, uid=uid).first()
    if there:
        return there
    if person and district and district not in person.acts_for(now):
        raise NotYourCounty(
            f"{person} vertritt {district} nicht", "Bitte wählen Sie jemand anderen."
        )
    said = {"mode": mode, "label": label, "district": district, "person": person}
    said["attendee"] = _registration_of(person, district, meeting)
    attendance = Attendance(meeting=meeting, uid=uid, noted_by=by, noted_at=now, **said)
    attendance.full_clean(exclude=["district", "noted_by"])
    attendance.save()
    return attendance


@transaction.atomic
def remove_attendance(attendance: Attendance, *, by, now: datetime) -> None:
    """Whoever was noted by mistake was not there."""
    lock(attendance.meeting)
    require_open(attendance.meeting, now)
    attendance.delete()


def _there(meeting) -> list[Attendance]:
    return list(meeting.attendances.select_related("district"))


def _registered(meeting):
    registered = Attendee.objects.filter(
        registration__meeting=meeting, registration__reply=Reply.ATTENDS
    )
    return registered.select_related("registration__district")


def _registration_of(person, district, meeting) -> Attendee | None:
    """What somebody is ticked by on the list, who has been entered by hand."""
    own = _registered(meeting).filter(registration__district=district, attendance=None)
    return own.filter(person=person).first() if person else None


def _of(attendee, meeting, mode, by, now) -> Attendance:
    return Attendance(
        meeting=meeting,
        attendee=attendee,
        district=attendee.registration.district,
        person_id=attendee.person_id,
        label=attendee.label,
        mode=mode,
        noted_by=by,
        noted_at=now,
    )


def _noted_meanwhile(attendee, stands) -> str:
    words = Mode(stands).label if stands else "nicht da"
    return f"{attendee.label}: Jemand anders hat inzwischen „{words}“ vermerkt. Das gilt jetzt."


def _there_already(attendance) -> str:
    return f"{attendance.label} ist schon für {attendance.district} vermerkt."
