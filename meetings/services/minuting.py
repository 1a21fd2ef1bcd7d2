"""The minutes of a meeting: drafted and changed by the office, circulated, remarked on, adopted.

A version is never written over. The county is the actor of a remark: whoever acts for it
can make one until the deadline, and withdraw what a colleague remarked.
"""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from forum_portal import dates
from mailroom.services import announce
from members.models import District

from ..models import Meeting, Minutes, MinutesVersion, Remark
from ..protocol import protocol, talk
from ..refusals import (
    ChangedMeanwhile,
    DeadlinePassed,
    NotYourCounty,
    TooEarly,
    WrongStage,
)
from ..stages import NEXT_OF_MINUTES, MinutesStage, RemarkStage, Stage, Verb
from ..wall_time import days_after
from .steps import lock, move_stage, record, require_begun, require_invited, uid_of

FIRST_NOTE = "aus der Mitschrift zusammengestellt"
IN_WORDS = {
    MinutesStage.DRAFT: ("Das Protokoll ist noch ein Entwurf", "Geben Sie es zuerst in Umlauf."),
    MinutesStage.CIRCULATED: ("Das Protokoll ist schon im Umlauf", ""),
    MinutesStage.ADOPTED: ("Das Protokoll ist genehmigt", "Es lässt sich nicht mehr ändern."),
}
REMARK_IN_WORDS = {
    RemarkStage.OPEN: "Über die Anmerkung ist noch nicht entschieden",
    RemarkStage.WITHDRAWN: "Die Anmerkung ist zurückgezogen",
    RemarkStage.ACCEPTED: "Die Anmerkung ist schon übernommen",
    RemarkStage.DECLINED: "Über die Anmerkung ist schon entschieden",
}
DAYS_TO_READ_AN_ANSWER = 14


@transaction.atomic
def draft_minutes(meeting: Meeting, *, by, now: datetime) -> Minutes:
    """The first version, from what the portal knows; if there are minutes already, these."""
    lock(meeting)
    require_begun(meeting, now)
    there = Minutes.objects.filter(meeting=meeting).first()
    if there:
        return there
    minutes = Minutes.objects.create(meeting=meeting)
    _add_version(minutes, 1, protocol(talk(meeting)), FIRST_NOTE, by, now)
    record(meeting, Verb.MINUTES, by=by, now=now)
    return minutes


@transaction.atomic
def change_minutes(
    minutes: Minutes, *, text: str, note: str = "", seen: int | None = None, by, now: datetime
) -> MinutesVersion:
    """A new version, if it says something else; ``seen`` is the one from which somebody began."""
    _lock(minutes)
    require_changeable(minutes)
    last = last_version(minutes)
    if last.text == text:
        return last
    if seen not in (None, last.number):
        raise ChangedMeanwhile(
            "Inzwischen hat jemand anders gespeichert",
            f"{last.written_by} hat Fassung {last.number} angelegt. Ihr Text steht noch im "
            "Formular, die Unterschiede stehen darüber. Speichern Sie noch einmal, dann gilt "
            f"Ihr Text; Fassung {last.number} bleibt lesbar.",
        )
    version = _add_version(minutes, last.number + 1, text, note, by, now)
    _record(minutes, Verb.MINUTES_CHANGED, by, now, f"{version}: {note}".rstrip(": "))
    return version


@transaction.atomic
def circulate_minutes(minutes: Minutes, *, remarks_by: datetime, by, now: datetime) -> None:
    """Everybody who sees the meeting reads it, and counties remark until ``remarks_by``."""
    _lock(minutes)
    require_next(minutes, MinutesStage.CIRCULATED)
    if remarks_by <= now:
        raise ValidationError({"remarks_on": "Bitte geben Sie einen Tag an, der noch kommt."})
    minutes.stage = MinutesStage.CIRCULATED
    minutes.remarks_by, minutes.circulated_at = remarks_by, now
    minutes.circulated_number = last_version(minutes).number
    minutes.save()
    told = f"Anmerkungen bis {dates.deadline(remarks_by)}"
    _record(minutes, Verb.CIRCULATED, by, now, told)
    announce(
        "minutes_circulated",
        occasion=f"minutes:{minutes.pk}:circulated",
        payload={
            "meeting": minutes.meeting_id,
            "minutes": minutes.pk,
            "remarks_by": remarks_by.isoformat(),
        },
        now=now,
        valid_until=remarks_by,
    )


@transaction.atomic
def adopt_minutes(minutes: Minutes, *, meeting: Meeting, note: str = "", by, now: datetime) -> None:
    """The minutes hold from now on, since ``meeting``, a later one, has adopted them.

    The meeting that they are about is held with that, and its agenda stays as it is as well.
    """
    _lock(minutes)
    require_next(minutes, MinutesStage.ADOPTED)
    require_time_to_adopt(minutes, now)
    meeting.refresh_from_db()
    require_begun(meeting, now)
    if meeting.starts_at <= minutes.meeting.starts_at:
        raise TooEarly(
            "Genehmigen kann nur ein späteres Treffen", f"„{meeting}“ war nicht nach diesem."
        )
    minutes.stage, minutes.adopted_at = MinutesStage.ADOPTED, now
    minutes.adopted_in, minutes.adoption_note = meeting, note
    minutes.full_clean(exclude=["meeting", "adopted_in"])
    minutes.save()
    if minutes.meeting.stage == Stage.ANNOUNCED:
        move_stage(minutes.meeting, Stage.HELD, verb=Verb.HELD, by=by, now=now)
    told = f"beim Treffen „{meeting}“ am {dates.plain_date(meeting.starts_at)}"
    _record(minutes, Verb.ADOPTED, by, now, told)


def require_time_to_adopt(minutes: Minutes, now: datetime) -> None:
    """The counties have had their time, and each remark is decided."""
    if minutes.takes_remarks(now):
        raise TooEarly(
            "Die Frist für Anmerkungen läuft noch",
            f"Genehmigen lässt sich das Protokoll nach {dates.deadline(minutes.remarks_by)}.",
        )
    if number := minutes.remarks.open().count():
        noun = "eine Anmerkung ist" if number == 1 else f"{number} Anmerkungen sind"
        raise WrongStage(f"Noch {noun} offen", "Entscheiden Sie zuerst darüber.")


@transaction.atomic
def make_remark(
    minutes: Minutes, district: District, *, text: str, uid: UUID | None = None, by, now: datetime
) -> Remark:
    """A new remark of the county; with a ``uid`` that exists already, the one that has it."""
    _lock(minutes)
    require_time_to_remark(minutes, now)
    _require_county(by, district, now)
    require_invited(minutes.meeting, district)
    uid = uid_of(uid, minutes, district)
    there = Remark.objects.filter(minutes=minutes, district=district, uid=uid).first()
    if there:
        return there
    remark = Remark(minutes=minutes, district=district, text=text, uid=uid, made_by=by, made_at=now)
    remark.full_clean(exclude=["minutes", "district", "made_by"])
    remark.save()
    _record(minutes, Verb.REMARKED, by, now, text, district)
    return remark


@transaction.atomic
def withdraw_remark(remark: Remark, *, by, now: datetime) -> None:
    """The county no longer wants it otherwise; possible as long as nobody has decided."""
    _lock_remark(remark)
    _require_county(by, remark.district, now)
    remark.stage = RemarkStage.WITHDRAWN
    remark.save(update_fields=["stage"])
    _record(remark.minutes, Verb.UNREMARKED, by, now, remark.text, remark.district)


@transaction.atomic
def decide_remark(remark: Remark, *, accepted: bool, answer: str = "", by, now: datetime) -> None:
    """Taken up or not, with a reason; the county is told. The text changes by hand alone."""
    _lock_remark(remark)
    remark.stage = RemarkStage.ACCEPTED if accepted else RemarkStage.DECLINED
    remark.answer, remark.decided_by, remark.decided_at = answer, by, now
    remark.full_clean(exclude=["minutes", "district", "made_by", "decided_by"])
    remark.save()
    told = ": ".join(filter(None, [remark.get_stage_display(), answer]))
    _record(remark.minutes, Verb.REMARK_DECIDED, by, now, told, remark.district)
    announce(
        "remark_decided",
        occasion=f"remark:{remark.pk}:decided",
        payload={"meeting": remark.minutes.meeting_id, "remark": remark.pk},
        now=now,
        valid_until=days_after(now, DAYS_TO_READ_AN_ANSWER),
    )


def last_version(minutes: Minutes) -> MinutesVersion:
    return minutes.versions.select_related("written_by").latest("number")


def _add_version(minutes, number, text, note, by, now) -> MinutesVersion:
    version = MinutesVersion(
        minutes=minutes, number=number, text=text, note=note, written_by=by, written_at=now
    )
    version.full_clean(exclude=["minutes", "written_by"])
    version.save()
    return version


def _lock(minutes) -> None:
    """The meeting's row, then the minutes as they are now."""
    meeting = minutes.meeting
    lock(meeting)
    minutes.refresh_from_db()
    minutes.meeting = meeting


def _lock_remark(remark) -> None:
    """The minutes with their meeting, then the remark as it is now, which must be open."""
    minutes = remark.minutes
    _lock(minutes)
    _require_stage(minutes, MinutesStage.CIRCULATED)
    remark.refresh_from_db(from_queryset=Remark.objects.select_related("district"))
    remark.minutes = minutes
    if remark.stage != RemarkStage.OPEN:
        raise WrongStage(REMARK_IN_WORDS[RemarkStage(remark.stage)])


def _require_stage(minutes, *stages) -> None:
    if minutes.stage not in stages:
        raise WrongStage(*IN_WORDS[MinutesStage(minutes.stage)])


def require_changeable(minutes: Minutes) -> None:
    """Until a later meeting has adopted them."""
    _require_stage(minutes, MinutesStage.DRAFT, MinutesStage.CIRCULATED)


def require_next(minutes: Minutes, to: MinutesStage) -> None:
    """Refuse a step that the table does not know."""
    _require_stage(minutes, *(before for before, after in NEXT_OF_MINUTES.items() if to in after))


def require_time_to_remark(minutes: Minutes, now: datetime) -> None:
    """From circulation to the deadline."""
    _require_stage(minutes, MinutesStage.CIRCULATED)
    if not minutes.takes_remarks(now):
        raise DeadlinePassed(
            "Die Frist für Anmerkungen ist vorbei",
            f"Sie endete am {dates.deadline(minutes.remarks_by)}. Sagen Sie beim nächsten "
            "Treffen, was anders sein soll.",
        )


def _require_county(person, district, now) -> None:
    if district not in person.acts_for(now):
        raise NotYourCounty(
            f"Sie vertreten {district} nicht", "Anmerken kann, wer dort zuständig ist."
        )


def _record(minutes, verb, by, now, told, district=None) -> None:
    details = {"minutes": told}
    record(minutes.meeting, verb, by=by, now=now, district=district, details=details)
