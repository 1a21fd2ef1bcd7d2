"""What a county answers to an invitation. The last answer counts, all are kept as events."""

from dataclasses import replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from forum_portal import dates
from members.models import District

from ..models import Attendee, DatePoll, Meeting, PollAnswer, Registration
from ..refusals import AnsweredMeanwhile, DeadlinePassed, NotYourCounty
from ..representing import MODES, Coming, representatives, same
from ..stages import Mode, Reply, Stage, Suits, Verb
from ..wording import over_since, reply_in_words, what_counts
from .seating import move_up, waits_since
from .steps import check_fields, lock, record, require_invited, require_stage


def register(
    meeting: Meeting,
    district: District,
    *,
    coming: list[Coming],
    seen: datetime | None = None,
    by,
    now: datetime,
) -> Registration:
    """The county takes part; ``coming`` says who comes for it, on site or online.

    ``seen`` is when the answer was given that the person saw before this one,
    None if there was none: an answer that came in between is not overwritten
    (``AnsweredMeanwhile``). The same answer twice is as good as once. Who finds no
    seat on site waits for one; a county that has some and asks for too many is
    refused (``NoRoom``), and its answer stays as it was.
    """
    if not coming:
        raise ValidationError("Bitte wählen Sie aus, wer Ihren Landkreis vertritt.")
    return _answer(meeting, district, Reply.ATTENDS, coming, seen, by, now)


def decline(
    meeting: Meeting, district: District, *, seen: datetime | None = None, by, now: datetime
) -> Registration:
    """The county does not take part; ``seen`` as in ``register``."""
    return _answer(meeting, district, Reply.DECLINED, [], seen, by, now)


@transaction.atomic
def _answer(meeting, district, reply, coming, seen, by, now, *, poll=False) -> Registration:
    lock(meeting)
    before = _present_answer(meeting, district)
    require_open(meeting, district, before, now)
    _require_county(by, district, now)
    require_invited(meeting, district)
    coming = _named(meeting, district, coming, now)
    if same(before, reply, coming) and not before.from_poll:
        return before
    if before and before.answered_at != seen:
        raise AnsweredMeanwhile(
            "Inzwischen hat jemand aus Ihrem Landkreis geantwortet",
            f"Es gilt: {district} {reply_in_words(before)}, "
            f"Rückmeldung vom {dates.deadline(before.answered_at)}.",
            before,
        )
    waits = waits_since(meeting, before, coming, now)
    details = {"from": _plain(before), "to": _plain_answer(reply, coming, waits)}
    registration = _write(meeting, district, reply, coming, waits, by, now, poll=poll)
    if poll:
        details["from_poll"] = True
    doer = None if poll else by
    record(meeting, Verb.REGISTERED, by=doer, now=now, district=district, details=details)
    move_up(meeting, now)
    registration.refresh_from_db(fields=["waits_since", "moved_up_at"])
    return registration


@transaction.atomic
def hand_over(registration: Registration, person_id: int, to, *, by, now: datetime) -> None:
    """``to`` comes for the county in the stead of somebody who no longer acts for it.

    It is no new answer: the county comes as before, also when the deadline has passed.
    Nothing happens if that person does not come any more, or the meeting does not.
    """
    meeting = registration.meeting
    lock(meeting)
    before = _present_answer(meeting, registration.district)
    leaving = before.attendees.filter(person=person_id).first()
    if leaving is None or meeting.stage != Stage.ANNOUNCED or meeting.starts_at <= now:
        return
    labels = representatives(before.district, now)
    if to not in labels:
        raise NotYourCounty(f"{to} vertritt {before.district} nicht", "Bitte wählen Sie neu aus.")
    details = {"from": _plain(before)}
    if before.attendees.filter(person=to).exists():
        leaving.delete()
    else:
        leaving.person, leaving.label = to, labels[to]
        leaving.access_needs = leaving.food = ""
        leaving.save(update_fields=["person", "label", "access_needs", "food"])
    before.answered_by, before.answered_at = by, now
    before.save(update_fields=["answered_by", "answered_at"])
    details["to"] = _plain(before)
    record(meeting, Verb.REGISTERED, by=by, now=now, district=before.district, details=details)
    move_up(meeting, now)


def register_from_poll(meeting: Meeting, *, now: datetime) -> list[Registration]:
    """Register the counties that said yes in its poll; within the transaction that announces it."""
    return [_register_from(answer, meeting, now) for answer in promised(meeting, now)]


def promised(meeting: Meeting, now: datetime) -> list[PollAnswer]:
    """The answers of the counties that said yes to the date of ``meeting``, the first one first.

    Whoever answered comes for the county, if that person still acts for it. A meeting that
    takes place at another time than the poll chose has nobody's yes.
    """
    poll = DatePoll.objects.filter(meeting=meeting).select_related("chosen").first()
    if poll is None or not _is_chosen(meeting, poll.chosen):
        return []
    answers = PollAnswer.objects.filter(choices__date=poll.chosen, choices__suits=Suits.YES)
    answers = answers.select_related("district", "answered_by").order_by("answered_at", "pk")
    return [
        answer
        for answer in answers
        if answer.answered_by in representatives(answer.district, now)
        and answer.district in answer.answered_by.acts_for(now)
        and meeting.is_open_to(answer.district)
    ]


def _is_chosen(meeting, date) -> bool:
    return (meeting.starts_at, meeting.ends_at) == (date.starts_at, date.ends_at)


def _register_from(answer, meeting, now) -> Registration:
    person, district = answer.answered_by, answer.district
    coming = [Coming(MODES[meeting.format][0], person)]
    return _answer(meeting, district, Reply.ATTENDS, coming, None, person, now, poll=True)


def _present_answer(meeting, district):
    """The county's answer as it stands; the meeting's lock keeps others from changing it."""
    return (
        Registration.objects.select_for_update(of=["self"])
        .filter(meeting=meeting, district=district)
        .first()
    )


def require_open(meeting, district, before, now) -> None:
    """Refuse an answer that comes too early, too late or to a meeting that is called off."""
    require_stage(meeting, Stage.ANNOUNCED)
    if meeting.takes_answers(now):
        return
    title = "Das Treffen hat schon begonnen"
    if meeting.answer_by:
        title = f"Die Antwortfrist ist {over_since(meeting.answer_by, now)} vorbei"
    raise DeadlinePassed(title, what_counts(meeting, district, before))


def _require_county(person, district, now) -> None:
    if district not in person.acts_for(now):
        raise NotYourCounty(
            f"Sie vertreten {district} nicht", "Antworten kann, wer dort zuständig ist."
        )


def _named(meeting, district, coming, now) -> list[Coming]:
    """``coming`` with the names and functions of the county's people; nobody else's."""
    labels = representatives(district, now)
    named = []
    for one in coming:
        if one.mode not in MODES[meeting.format]:
            raise ValidationError(f"„{Mode(one.mode).label}“ gibt es bei diesem Treffen nicht.")
        if one.person and one.person not in labels:
            raise NotYourCounty(
                f"Eine der Personen vertritt {district} nicht", "Bitte wählen Sie neu aus."
            )
        label = labels.get(one.person) or one.label
        needs = {"access_needs": one.access_needs, "food": one.food}
        check_fields(Attendee(label=label, **needs), "label", *needs)
        named.append(replace(one, label=label))
    return named


def _write(meeting, district, reply, coming, waits, by, now, *, poll) -> Registration:
    answer = {"reply": reply, "answered_by": by, "answered_at": now, "waits_since": waits}
    answer["from_poll"] = poll
    registration, _ = Registration.objects.update_or_create(
        meeting=meeting, district=district, defaults=answer
    )
    registration.attendees.all().delete()
    Attendee.objects.bulk_create(
        Attendee(
            registration=registration,
            person=one.person,
            label=one.label,
            mode=one.mode,
            chosen_mode=one.mode,
            access_needs=one.access_needs,
            food=one.food,
        )
        for one in coming
    )
    return registration


def _plain(registration) -> dict | None:
    if registration is None:
        return None
    attendees = registration.attendees.select_related("person")
    return _plain_answer(registration.reply, attendees, registration.waits_since)


def _plain_answer(reply, attendees, waits) -> dict:
    """An answer as plain values for the history, without what those who come need."""
    answer = {
        "reply": str(reply),
        "attendees": [
            {"person": one.person and one.person.pk, "label": one.label, "mode": str(one.mode)}
            for one in attendees
        ],
    }
    return {**answer, "waits_since": waits.isoformat()} if waits else answer
