"""What the office does with a meeting: create, change, announce, move, cancel, hold.

Each verb is one transaction with the meeting's row locked, leaves one event,
and owes the mail that follows from it. The sequence rises by one with each
change of an announced meeting that a calendar would show, or that its mails
must not show any more: what waits was written before, and is withdrawn.
Such a change is told when it has settled; an invitation and a cancellation at once.
"""

from copy import copy
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from forum_portal import dates
from mailroom.models import Announcement
from mailroom.services import announce

from ..agenda import is_too_long
from ..models import AgendaItem, Attendee, Meeting, Minutes
from ..refusals import ChangedMeanwhile, TooEarly, TooLate, WrongStage
from ..reminding import too_late
from ..representing import MODES
from ..snapshot import ITEM, agenda_fingerprint, fingerprint, payload, snapshot
from ..stages import Circle, Stage, Verb
from ..wall_time import instant
from . import inviting
from .noting import name_what_goes
from .registering import register_from_poll
from .seating import move_up, require_room
from .steps import check_fields, lock, move_stage, record, require_next, require_stage

WHEN = ("starts_on", "starts_time", "ends_on", "ends_time")


@transaction.atomic
def create_meeting(*, like: Meeting | None = None, by, now: datetime, **fields) -> Meeting:
    """A new draft, with the agenda of the meeting that it is ``like``.

    With a ``uid`` that exists already, the meeting that has it.
    """
    invited, partners = fields.pop("invited", []), fields.pop("partners", [])
    meeting = Meeting(created_by=by, **fields)
    invited = invited if meeting.circle == Circle.CHOSEN else []
    inviting.require_circle(meeting, invited)
    inviting.require_partners(partners)
    _require_deadline_ahead(meeting.answer_by, now)
    _check(meeting)
    meeting, created = Meeting.objects.get_or_create(
        uid=meeting.uid, defaults={"created_by": by, **fields, **_instants(meeting)}
    )
    if created:
        meeting.invited.set(invited)
        meeting.partners.set(partners)
        record(meeting, Verb.CREATED, by=by, now=now, to_stage=Stage.DRAFT)
        if like:
            _copy_agenda(like, meeting)
    return meeting


@transaction.atomic
def change_meeting(
    meeting: Meeting, *, seen: str | None = None, by, now: datetime, **fields
) -> Meeting:
    """Change what the meeting is about; the time only while it is a draft.

    Once it is announced its circle only grows: ``StaysInvited`` if it would not.
    Fewer seats than are taken are refused (``NoRoom``); who waits moves up to new ones.
    ``seen`` is the ``fingerprint`` of the meeting that the person saw: what
    somebody else saved since is not overwritten (``ChangedMeanwhile``).
    """
    lock(meeting)
    require_stage(meeting, Stage.DRAFT, Stage.ANNOUNCED)
    _require_unchanged(seen, fingerprint(meeting))
    invited = inviting.places_of(meeting, now)
    circle = {name: fields.pop(name) for name in inviting.FIELDS if name in fields}
    changed = {name: value for name, value in fields.items() if getattr(meeting, name) != value}
    if meeting.stage == Stage.ANNOUNCED and changed.keys() & set(WHEN):
        raise WrongStage(
            "Das Treffen ist schon angekündigt",
            "Einen neuen Termin geben Sie mit „Verschieben“ bekannt.",
        )
    _require_deadline_ahead(changed.get("answer_by"), now)
    _require_reminders_ahead(meeting, changed, now)
    _apply(meeting, changed, Verb.CHANGED, by=by, now=now)
    if "format" in changed:
        _fit_attendees(meeting)
    if changed.keys() & {"format", "capacity"}:
        require_room(meeting)
        move_up(meeting, now)
    inviting.change_circle(meeting, circle, by=by, now=now)
    if meeting.stage == Stage.ANNOUNCED:
        inviting.invite_who_is_new(meeting, invited, now)
    return meeting


@transaction.atomic
def move_meeting(
    meeting: Meeting,
    *,
    starts_on: date,
    starts_time: time,
    ends_on: date,
    ends_time: time,
    answer_by: datetime | None,
    seen: str | None = None,
    by,
    now: datetime,
) -> Meeting:
    """Give an announced meeting another time; the counties' answers stay valid.

    ``seen`` as in ``change_meeting``.
    """
    lock(meeting)
    require_stage(meeting, Stage.ANNOUNCED)
    _require_unchanged(seen, fingerprint(meeting))
    if meeting.starts_at <= now:
        raise TooLate("Das Treffen hat schon begonnen", "Es lässt sich nicht mehr verschieben.")
    if instant(starts_on, starts_time, meeting.zone) <= now:
        raise TooLate("Der neue Beginn liegt schon zurück", "Bitte wählen Sie einen späteren.")
    wanted = {
        "starts_on": starts_on,
        "starts_time": starts_time,
        "ends_on": ends_on,
        "ends_time": ends_time,
        "answer_by": answer_by,
    }
    changed = {name: value for name, value in wanted.items() if getattr(meeting, name) != value}
    if changed:
        _require_deadline_ahead(answer_by, now)
    verb = Verb.MOVED if changed.keys() & set(WHEN) else Verb.CHANGED
    _apply(meeting, changed, verb, by=by, now=now)
    return meeting


@transaction.atomic
def announce_meeting(meeting: Meeting, *, by, now: datetime) -> Meeting:
    """Make a draft known, and invite the people of the counties in its circle and partners."""
    lock(meeting)
    if meeting.stage == Stage.DRAFT:
        _require_future(meeting, now)
    move_stage(meeting, Stage.ANNOUNCED, verb=Verb.ANNOUNCED, by=by, now=now)
    meeting.announced_at = now
    meeting.save(update_fields=["announced_at"])
    register_from_poll(meeting, now=now)
    announce(
        "meeting_invited",
        occasion=f"meeting:{meeting.pk}:invited:v{meeting.sequence}",
        payload=payload(meeting),
        now=now,
        valid_until=meeting.starts_at,
    )
    return meeting


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, reason: str = "", by, now: datetime) -> Meeting:
    """Call a meeting off; who was invited to it is told."""
    lock(meeting)
    check_fields(Meeting(cancel_reason=reason), "cancel_reason")
    require_cancellable(meeting, now)
    was_announced = meeting.stage == Stage.ANNOUNCED
    move_stage(
        meeting,
        Stage.CANCELLED,
        verb=Verb.CANCELLED,
        by=by,
        now=now,
        details={"reason": reason} if reason else {},
    )
    meeting.cancelled_at, meeting.cancel_reason = now, reason
    meeting.sequence += was_announced
    meeting.save(update_fields=["cancelled_at", "cancel_reason", "sequence"])
    Attendee.objects.filter(registration__meeting=meeting).update(access_needs="", food="")
    if was_announced:
        announce(
            "meeting_cancelled",
            occasion=f"meeting:{meeting.pk}:cancelled:v{meeting.sequence}",
            payload=payload(meeting),
            now=now,
            valid_until=meeting.ends_at,
        )
    return meeting


def require_cancellable(meeting: Meeting, now: datetime) -> None:
    """As long as it is not over and nobody reads minutes of it."""
    require_next(meeting, Stage.CANCELLED)
    if meeting.stage == Stage.ANNOUNCED and meeting.ends_at <= now:
        raise TooLate("Das Treffen ist schon vorbei", "Es lässt sich nicht mehr absagen.")
    if Minutes.objects.circulated().filter(meeting=meeting).exists():
        raise TooLate("Das Protokoll ist schon im Umlauf", "Absagen lässt es sich nicht mehr.")


@transaction.atomic
def hold_meeting(meeting: Meeting, *, by, now: datetime) -> Meeting:
    """Record that a meeting took place; not before it has begun."""
    lock(meeting)
    if meeting.stage == Stage.ANNOUNCED and now < meeting.starts_at:
        raise TooEarly(
            "Das Treffen hat noch nicht begonnen",
            f"Abschließen können Sie es ab {dates.beginning(meeting.starts_at, meeting.ends_at)}.",
        )
    move_stage(meeting, Stage.HELD, verb=Verb.HELD, by=by, now=now)
    return meeting


@transaction.atomic
def change_agenda(
    meeting: Meeting, items: list[dict], *, seen: str | None = None, by, now: datetime
) -> Meeting:
    """Replace the agenda: ``title``, ``minutes``, ``speaker`` and ``is_break`` of each item.

    One with the ``pk`` of a present item is that item from now on, with the papers that
    hang on it; any other is new.

    ``seen`` is the ``agenda_fingerprint`` of what the person saw.
    """
    lock(meeting)
    require_stage(meeting, Stage.DRAFT, Stage.ANNOUNCED)
    present = list(meeting.agenda.all())
    before = _agenda(present)
    wanted = _wanted(meeting, items, present)
    if before == _agenda(wanted):
        return meeting
    _require_unchanged(seen, agenda_fingerprint(present))
    for item in wanted:
        item.full_clean(exclude=["meeting"], validate_unique=False, validate_constraints=False)
    if is_too_long(meeting, wanted):
        raise ValidationError("Die Tagesordnung ist länger als das Treffen.")
    gone = meeting.agenda.exclude(pk__in=[item.pk for item in wanted if item.pk])
    name_what_goes(meeting, gone)
    gone.delete()
    for item in wanted:
        item.save()
    details = {"from": before, "to": _agenda(wanted)}
    record(meeting, Verb.AGENDA, by=by, now=now, details=details)
    return meeting


def _copy_agenda(like, meeting) -> None:
    """It may be longer than the new meeting, whose page then says so."""
    items = _agenda(like.agenda.all())
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, position=n, **item) for n, item in enumerate(items, 1)
    )


def insert_item(
    meeting: Meeting, item: AgendaItem, after: AgendaItem | None, *, by, now: datetime
) -> None:
    """``item`` comes behind ``after``, or first; within a transaction that locked the meeting."""
    present = list(meeting.agenda.all())
    wanted = [*present]
    wanted.insert(present.index(after) + 1 if after in present else 0, item)
    if is_too_long(meeting, wanted):
        raise ValidationError(
            "Damit wäre die Tagesordnung länger als das Treffen. Bitte kürzen Sie diesen oder "
            "vorher einen anderen Punkt."
        )
    item.full_clean(exclude=["meeting", "position"], validate_constraints=False)
    for position, one in enumerate(wanted, 1):
        one.position = position
        one.save()
    details = {"from": _agenda(present), "to": _agenda(wanted)}
    record(meeting, Verb.AGENDA, by=by, now=now, details=details)


def _wanted(meeting, items, present) -> list[AgendaItem]:
    """The agenda as it is to be: items that are known stay the same rows, whatever they say."""
    known = {item.pk: copy(item) for item in present}
    wanted = []
    for position, values in enumerate(items, 1):
        item = known.pop(values.get("pk"), None) or AgendaItem(meeting=meeting)
        item.position = position
        for name in ITEM:
            setattr(item, name, values[name])
        wanted.append(item)
    return wanted


def _apply(meeting, changed: dict, verb, *, by, now) -> None:
    """Write ``changed``, one event, and the mail if a calendar would show the change."""
    if not changed:
        return
    shown, values = snapshot(meeting), _plain(meeting, changed)
    for name, value in changed.items():
        setattr(meeting, name, value)
    _check(meeting)
    reads_otherwise = shown != snapshot(meeting) or "link_only" in changed
    is_told = meeting.stage == Stage.ANNOUNCED and reads_otherwise
    if is_told:
        meeting.sequence += 1
        meeting.settles_at = now + timedelta(seconds=settings.MAIL_EDITS_SETTLE)
    meeting.save()
    details = {
        "from": {**shown, **values},
        "to": {**snapshot(meeting), **_plain(meeting, changed)},
    }
    record(meeting, verb, by=by, now=now, details=details)
    if is_told:
        announce(
            "meeting_changed",
            occasion=f"meeting:{meeting.pk}:changed:v{meeting.sequence}",
            payload=payload(meeting, before=_before(meeting, shown)),
            now=now,
            valid_until=meeting.starts_at,
            not_before=meeting.settles_at,
        )


def _before(meeting, shown: dict) -> dict:
    """What the first of the changes began from that nobody has been told of yet."""
    waiting = Announcement.objects.filter(
        kind="meeting_changed", payload__meeting=meeting.pk, fanned_out_at=None
    )
    first = waiting.order_by("pk").first()
    return first.payload["before"] if first else shown


def _fit_attendees(meeting) -> None:
    """Nobody comes to a place, or into a conference, that the meeting no longer has.

    Who has to come otherwise keeps what the county chose, and comes that way
    again if the meeting does.
    """
    modes = MODES[meeting.format]
    attendees = Attendee.objects.filter(registration__meeting=meeting)
    attendees.filter(chosen_mode__in=modes).update(mode=F("chosen_mode"))
    attendees.exclude(chosen_mode__in=modes).update(mode=modes[0])


def _check(meeting) -> None:
    """Derive the instants; ``ValidationError`` in German if the meeting cannot be so."""
    for name, value in _instants(meeting).items():
        setattr(meeting, name, value)
    meeting.full_clean(exclude=["uid", "created_by"], validate_unique=False)


def _instants(meeting) -> dict:
    return {
        "starts_at": instant(meeting.starts_on, meeting.starts_time, meeting.zone),
        "ends_at": instant(meeting.ends_on, meeting.ends_time, meeting.zone),
    }


def _require_future(meeting, now) -> None:
    if meeting.starts_at <= now:
        raise TooLate(
            "Der Beginn des Treffens liegt schon zurück",
            "Bitte geben Sie vor der Ankündigung einen neuen Termin an.",
        )
    if meeting.answer_by and meeting.answer_by < now:
        raise TooLate(
            "Die Antwortfrist ist schon vorbei",
            "Bitte geben Sie vor der Ankündigung eine neue Frist an.",
        )


def _require_deadline_ahead(answer_by, now) -> None:
    if answer_by and answer_by < now:
        raise TooLate("Die Antwortfrist liegt schon zurück", "Bitte wählen Sie einen späteren Tag.")


def _require_reminders_ahead(meeting, changed: dict, now) -> None:
    if too_late(meeting, changed, now):
        raise TooLate(
            "Für eine der Erinnerungen ist es schon zu spät", "Bitte wählen Sie eine spätere."
        )


def _require_unchanged(seen: str | None, present: str) -> None:
    if seen is not None and seen != present:
        raise ChangedMeanwhile(
            "Inzwischen hat jemand anders gespeichert",
            "Ihre Eingaben sind noch nicht gespeichert. Bitte vergleichen Sie, was jetzt gilt, "
            "mit Ihren Eingaben, und speichern Sie dann noch einmal.",
        )


def _agenda(items) -> list[dict]:
    return [{name: getattr(item, name) for name in ITEM} for item in items]


def _plain(meeting, names) -> dict:
    """The present values for the history, plain; the secret of a video link stays out."""
    values = {name: getattr(meeting, name) for name in names if name != "video_link"}
    return {
        name: value if isinstance(value, list | bool) else "" if value is None else str(value)
        for name, value in values.items()
    }
