"""Date polls: the office asks, each county answers, the office chooses, and a draft comes of it.

Each verb is one transaction with the poll's row locked, and leaves one event. As soon as a
county has answered, the dates stay as they are: an answer is about just these. One more can
be offered; whoever has answered answers to that one too.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from forum_portal import dates as german
from mailroom.services import announce
from members.models import District

from ..models import (
    DatePoll,
    Meeting,
    PollAnswer,
    PollChoice,
    PollDate,
    PollEvent,
    WorkingGroup,
)
from ..models.polls import FEWEST_DATES, MOST_DATES
from ..refusals import (
    AnsweredMeanwhile,
    ChangedMeanwhile,
    DeadlinePassed,
    NotYourCounty,
    StaysInvited,
    TooLate,
    WrongStage,
)
from ..representing import counties_of
from ..stages import NEXT_OF_POLL, Circle, PollStage, PollVerb, Suits
from ..wall_time import instant
from ..wording import listed, over_since
from . import inviting
from .planning import create_meeting
from .steps import check_fields, forget_circle

WHEN = ("starts_on", "starts_time", "ends_on", "ends_time")
TOLD_FOR = timedelta(days=14)  # how long it makes sense to tell that a poll is over
IN_WORDS = {
    PollStage.DRAFT: ("Die Abstimmung ist noch ein Entwurf", "Eröffnen Sie sie zuerst."),
    PollStage.OPEN: ("Die Abstimmung läuft schon", "Die Landkreise sind schon gefragt."),
    PollStage.DECIDED: ("Der Termin ist schon gewählt", "Daran lässt sich nichts mehr ändern."),
    PollStage.ENDED: ("Die Abstimmung ist beendet", "Daran lässt sich nichts mehr ändern."),
    PollStage.CANCELLED: ("Die Abstimmung ist abgesagt", "Daran lässt sich nichts mehr ändern."),
}
MEANWHILE = (
    "Inzwischen hat jemand die Abstimmung geändert",
    "Ihre Eingabe ist nicht gespeichert. Bitte beginnen Sie mit dem, was jetzt gilt.",
)


@transaction.atomic
def create_poll(
    *,
    dates: list[dict],
    invited: Iterable[District] = (),
    uid: UUID | None = None,
    by,
    now: datetime,
    **fields,
) -> DatePoll:
    """A new draft; with a ``uid`` that exists already, the poll that has it.

    Each of ``dates`` has the four values of ``WHEN``; ``invited`` are the counties that are
    asked of a poll for chosen ones.
    """
    poll = DatePoll(uid=uid or uuid4(), created_by=by, **fields)
    inviting.require_circle(poll, invited)
    there = DatePoll.objects.filter(uid=poll.uid)
    try:
        with transaction.atomic():
            return there.first() or _create(poll, dates, invited, by, now)
    except IntegrityError:  # sent twice at the same moment
        if there.exists():
            return there.get()
        raise


@transaction.atomic
def change_poll(
    poll: DatePoll,
    *,
    dates: list[dict],
    invited: Iterable[District] = (),
    seen: int | None = None,
    by,
    now: datetime,
    **fields,
) -> DatePoll:
    """Change what is asked and who is, as long as nobody has answered.

    ``seen`` is the version that the person saw; what came in between is not overwritten
    (``ChangedMeanwhile``). Of an open poll everybody is told anew, and more counties can be
    asked, but no fewer (``StaysInvited``).
    """
    _lock(poll)
    require_changeable(poll)
    if seen is not None and seen != poll.version:
        raise ChangedMeanwhile(*MEANWHILE)
    before = _plain([_when(date) for date in poll.dates.all()])
    group, asked = poll.group, set(counties_of(poll, now))
    for name, value in fields.items():
        setattr(poll, name, value)
    poll.version += 1
    inviting.require_circle(poll, invited)
    if poll.group != group:
        inviting.require_at_work(poll.group)
    poll.dates.all().delete()
    _save(poll, dates, now)
    _ask_these(poll, invited)
    if poll.opened_at and (left_out := asked - set(counties_of(poll, now))):
        raise StaysInvited(
            "Wer schon gefragt ist, bleibt gefragt",
            f"Nicht mehr gefragt: {listed(sorted(map(str, left_out)))}. Nehmen Sie wieder auf, "
            "wer fehlt, oder sagen Sie die Abstimmung ab.",
        )
    _record(poll, PollVerb.CHANGED, by, now, {"from": before, "to": _plain(dates)})
    _tell_change(poll, now)
    return poll


@transaction.atomic
def open_poll(poll: DatePoll, *, seen: int | None = None, by, now: datetime) -> DatePoll:
    """Make a draft known, and ask the people of the counties in its circle.

    ``seen`` as in ``change_poll``: mails that are out are not taken back.
    """
    _lock(poll)
    require_poll_next(poll, PollStage.OPEN)
    if seen is not None and seen != poll.version:
        raise ChangedMeanwhile(*MEANWHILE)
    inviting.require_at_work(poll.group)
    if poll.answer_by <= now:
        raise TooLate(
            "Die Antwortfrist liegt schon zurück", "Bitte geben Sie vorher eine neue Frist an."
        )
    poll.stage, poll.opened_at = PollStage.OPEN, now
    poll.save(update_fields=["stage", "opened_at"])
    _record(poll, PollVerb.OPENED, by, now)
    _ask("poll_opened", poll, now)
    return poll


def ask_who_joined(group: WorkingGroup, district: District, because: str, now: datetime) -> None:
    """A county that came to the group is asked in the polls of it that still take answers."""
    for poll in DatePoll.objects.awaiting_answers(now).filter(group=group):
        _ask("poll_opened", poll, now, because, districts=[district.pk])


@transaction.atomic
def add_poll_date(
    poll: DatePoll, date: dict, *, seen: int | None = None, by, now: datetime
) -> PollDate:
    """Offer one more date while answers are taken; what was answered stays."""
    _lock(poll)
    require_extendable(poll, now)
    if seen is not None and seen != poll.version:
        raise ChangedMeanwhile(*MEANWHILE)
    last = poll.dates.order_by("-number").first().number
    added = _dates(poll, [date], last + 1)[0]
    _require_alike([*poll.dates.all(), added])
    if added.starts_at <= poll.answer_by:
        raise ValidationError("Der Termin muss nach der Antwortfrist liegen.")
    _check(added)
    added.save()
    poll.version += 1
    poll.first_at = min(poll.first_at, added.starts_at)
    poll.save(update_fields=["version", "first_at"])
    _record(poll, PollVerb.DATE_ADDED, by, now, {"to": _plain([date])})
    _tell_change(poll, now)
    return added


@transaction.atomic
def answer_poll(
    poll: DatePoll,
    district: District,
    *,
    suits: dict[int, str],
    seen: datetime | None = None,
    by,
    now: datetime,
) -> PollAnswer:
    """The county says to each date, by its id, whether it suits; the last answer counts.

    ``seen`` is when the answer was given that the person saw, None if there was none: one
    that came in between is not overwritten (``AnsweredMeanwhile``). The same twice is once.
    """
    _lock(poll)
    before = _present_answer(poll, district)
    _require_open(poll, district, before, now)
    if district not in by.acts_for(now):
        raise NotYourCounty(
            f"Sie vertreten {district} nicht", "Antworten kann, wer dort zuständig ist."
        )
    if not poll.is_open_to(district):
        raise NotYourCounty(f"{district} ist bei dieser Abstimmung nicht gefragt")
    _require_all(poll, suits)
    present = _choices(before)
    if before and present == suits:
        return before
    if before and before.answered_at != seen:
        raise AnsweredMeanwhile(
            "Inzwischen hat jemand aus Ihrem Landkreis geantwortet",
            f"Es gilt die Antwort vom {german.deadline(before.answered_at)}.",
            before,
        )
    answer, _ = PollAnswer.objects.update_or_create(
        poll=poll, district=district, defaults={"answered_by": by, "answered_at": now}
    )
    answer.choices.all().delete()
    PollChoice.objects.bulk_create(
        PollChoice(answer=answer, date_id=date, suits=said) for date, said in suits.items()
    )
    details = {"from": _by_text(present), "to": _by_text(suits)}
    _record(poll, PollVerb.ANSWERED, by, now, details, district)
    return answer


@transaction.atomic
def choose_date(
    poll: DatePoll, date: PollDate, *, format: str, venue: str = "", by, now: datetime
) -> Meeting:
    """The poll is over, and a draft of a meeting has that date and all that was known.

    If the group that was asked has ended meanwhile, it is a meeting of its counties.
    """
    _lock(poll)
    require_poll_next(poll, PollStage.DECIDED)
    if date.starts_at <= now:
        raise TooLate("Dieser Termin liegt schon zurück", "Bitte wählen Sie einen späteren.")
    meeting = create_meeting(
        kind=poll.kind,
        title=poll.title,
        summary=poll.summary,
        format=format,
        host=poll.host,
        venue=venue,
        **_circle_of_meeting(poll, now),
        **_when(date),
        by=by,
        now=now,
    )
    poll.chosen, poll.meeting = date, meeting
    _end(poll, PollStage.DECIDED, PollVerb.DECIDED, by, now, {"to": _plain([_when(date)])})
    return meeting


@transaction.atomic
def end_poll(poll: DatePoll, *, reason: str, by, now: datetime) -> None:
    """None of the dates is taken; the counties are told why."""
    _end_without_date(poll, PollStage.ENDED, PollVerb.ENDED, reason, by, now)


@transaction.atomic
def cancel_poll(poll: DatePoll, *, reason: str, by, now: datetime) -> None:
    """The question is taken back; the counties are told, if they had been asked."""
    _end_without_date(poll, PollStage.CANCELLED, PollVerb.CANCELLED, reason, by, now)


def require_poll_next(poll: DatePoll, to: PollStage) -> None:
    """Refuse a step that the table does not know."""
    if to not in NEXT_OF_POLL[PollStage(poll.stage)]:
        raise WrongStage(*IN_WORDS[PollStage(poll.stage)])


def require_changeable(poll: DatePoll) -> None:
    if poll.stage not in (PollStage.DRAFT, PollStage.OPEN):
        raise WrongStage(*IN_WORDS[PollStage(poll.stage)])
    if poll.answers.exists():
        raise WrongStage(
            "Ein Landkreis hat schon geantwortet",
            "Seine Antwort gilt genau diesen Terminen. Sie können einen Termin ergänzen, "
            "oder die Abstimmung absagen und eine neue anlegen.",
        )


def require_extendable(poll: DatePoll, now: datetime) -> None:
    if poll.stage != PollStage.OPEN:
        raise WrongStage(*IN_WORDS[PollStage(poll.stage)])
    if not poll.takes_answers(now):
        raise TooLate("Die Antwortfrist ist vorbei", "Ein neuer Termin käme zu spät.")
    if poll.dates.count() >= MOST_DATES:
        raise WrongStage(f"Es stehen schon {MOST_DATES} Termine zur Wahl", "Mehr sind zu viele.")


def _create(poll, dates, invited, by, now) -> DatePoll:
    _save(poll, dates, now)
    _ask_these(poll, invited)
    _record(poll, PollVerb.CREATED, by, now, {"dates": _plain(dates)})
    return poll


def _ask_these(poll, invited) -> None:
    poll.invited.set(invited if poll.circle == Circle.CHOSEN else [])
    forget_circle(poll)


def _circle_of_meeting(poll, now) -> dict:
    if poll.group and poll.group.ended_at:
        counties = list(counties_of(poll, now))
        if not counties:
            raise WrongStage(f"In der {poll.group} ist kein Landkreis mehr", "Sie ist beendet.")
        return {"circle": Circle.CHOSEN, "invited": counties}
    return {"circle": poll.circle, "group": poll.group, "invited": list(poll.invited.all())}


def _lock(poll) -> None:
    forget_circle(poll)
    poll.refresh_from_db(from_queryset=DatePoll.objects.select_for_update())


def _save(poll, dates, now) -> None:
    if not FEWEST_DATES <= len(dates) <= MOST_DATES:
        raise ValidationError(f"Bitte geben Sie {FEWEST_DATES} bis {MOST_DATES} Termine an.")
    offered = _dates(poll, dates, 1)
    _require_alike(offered)
    poll.first_at = min(date.starts_at for date in offered)
    if poll.answer_by <= now:
        raise TooLate("Die Antwortfrist liegt schon zurück", "Bitte wählen Sie eine spätere.")
    poll.full_clean(exclude=["uid", "created_by"], validate_unique=False)
    poll.save()
    for date in offered:
        date.poll = poll  # which has its id only now
        _check(date)
        date.save()


def _require_alike(offered) -> None:
    if len({date.is_all_day for date in offered}) > 1:
        raise ValidationError("Entweder stehen ganze Tage zur Wahl oder Termine mit Uhrzeit.")


def _dates(poll, dates, first_number) -> list[PollDate]:
    return [
        PollDate(
            poll=poll,
            number=number,
            **values,
            starts_at=instant(values["starts_on"], values["starts_time"]),
            ends_at=instant(values["ends_on"], values["ends_time"]),
        )
        for number, values in enumerate(dates, first_number)
    ]


def _check(date) -> None:
    date.full_clean(exclude=["poll"], validate_unique=False, validate_constraints=False)
    date.validate_constraints()


def _when(date: PollDate) -> dict:
    return {name: getattr(date, name) for name in WHEN}


def _plain(dates) -> list[str]:
    """Each date in words, for the history."""
    return [
        german.span(
            instant(one["starts_on"], one["starts_time"]), instant(one["ends_on"], one["ends_time"])
        )
        for one in dates
    ]


def _present_answer(poll, district) -> PollAnswer | None:
    return PollAnswer.objects.filter(poll=poll, district=district).first()


def _choices(answer) -> dict[int, str]:
    return dict(answer.choices.values_list("date_id", "suits")) if answer else {}


def _by_text(suits) -> dict:
    return {str(date): str(said) for date, said in suits.items()}


def _require_open(poll, district, before, now) -> None:
    if poll.stage != PollStage.OPEN:
        raise WrongStage(*IN_WORDS[PollStage(poll.stage)])
    if poll.takes_answers(now):
        return
    counts = f"{district} hat nicht geantwortet."
    if before:
        counts = f"Für {district} gilt die Antwort vom {german.deadline(before.answered_at)}."
    since = over_since(poll.answer_by, now)
    raise DeadlinePassed(f"Die Antwortfrist ist {since} vorbei", counts)


def _require_all(poll, suits) -> None:
    if set(suits) != set(poll.dates.values_list("pk", flat=True)):
        raise ChangedMeanwhile(
            "Inzwischen stehen andere Termine zur Wahl",
            "Ihre Antwort ist nicht gespeichert. Bitte antworten Sie zu allen Terminen.",
        )
    if not set(suits.values()) <= set(Suits.values):
        raise ValidationError("Bitte wählen Sie ja, wenn nötig oder nein.")


def _end_without_date(poll, stage, verb, reason, by, now) -> None:
    _lock(poll)
    require_poll_next(poll, stage)
    check_fields(DatePoll(end_reason=reason), "end_reason")
    poll.end_reason = reason
    _end(poll, stage, verb, by, now, {"reason": reason})
    if poll.opened_at:
        announce(
            "poll_over",
            occasion=f"poll:{poll.pk}:over",
            payload={"poll": poll.pk},
            now=now,
            valid_until=now + TOLD_FOR,
        )


def _end(poll, stage, verb, by, now, details) -> None:
    poll.stage, poll.ended_at = stage, now
    poll.save()
    _record(poll, verb, by, now, details)


def _tell_change(poll, now) -> None:
    if poll.stage == PollStage.OPEN:
        _ask("poll_changed", poll, now)


def _ask(kind, poll, now, *because, **payload) -> None:
    announce(
        kind,
        occasion=":".join((f"poll:{poll.pk}:asked:v{poll.version}", *because)),
        payload={"poll": poll.pk, "version": poll.version, **payload},
        now=now,
        valid_until=poll.answer_by,
    )


def _record(poll, verb, by, now, details=None, district=None) -> PollEvent:
    return PollEvent.objects.create(
        poll=poll, verb=verb, by=by, at=now, district=district, details=details or {}
    )
