from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from mailroom.models import Announcement
from meetings.models import AgendaItem, Attendee, Meeting
from meetings.refusals import TooLate, WrongStage
from meetings.services import planning
from meetings.stages import Format, Mode, Stage, Verb
from meetings.wall_time import instant
from tests.factories.meetings import (
    THURSDAY,
    agenda_item,
    make_cancelled,
    make_draft,
    make_meeting,
    make_registration,
    meeting_fields,
    move,
)
from tests.factories.members import DAY, NOON

LONG_NAME = "Ärztliche Übergänge für Geflüchtete "
LONG_TITLE = (LONG_NAME * 6)[:200].strip().ljust(200, "ß")


def change(meeting, office, **fields):
    return planning.change_meeting(meeting, **fields, by=office, now=NOON)


def verbs(meeting):
    return [event.verb for event in meeting.events.all()]


def test_a_new_meeting_is_a_draft_with_its_instants(office):
    meeting = make_draft(office)

    assert meeting.stage == Stage.DRAFT
    assert meeting.starts_at == instant(THURSDAY, time(9, 30))
    assert verbs(meeting) == [Verb.CREATED]


def test_creating_the_same_meeting_twice_makes_one(office):
    first = make_draft(office, uid="one@forum-portal")
    second = make_draft(office, uid="one@forum-portal")

    assert first == second
    assert Meeting.objects.count() == 1
    assert verbs(first) == [Verb.CREATED]


def test_a_title_of_200_characters_with_umlauts_is_kept(office):
    assert len(LONG_TITLE) == 200
    assert Meeting.objects.get(pk=make_draft(office, title=LONG_TITLE).pk).title == LONG_TITLE


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"ends_time": time(9, 0)}, "Das Ende liegt vor dem Beginn."),
        ({"answer_by": instant(THURSDAY, time(10))}, "nach dem Beginn des Treffens"),
        ({"venue": ""}, "wo das Treffen stattfindet"),
        ({"title": "x" * 201}, "200"),
    ],
)
def test_a_meeting_that_cannot_be_is_refused_in_german(office, fields, sentence):
    with pytest.raises(ValidationError, match=sentence):
        planning.create_meeting(**meeting_fields(**fields), by=office, now=NOON)
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Sprachmittlung neu"},
        {"venue": "Bürgerhaus"},
        {"format": Format.ONLINE, "venue": ""},
        {"video_link": "https://video.example/1"},
    ],
)
def test_what_a_calendar_shows_raises_the_sequence(office, fields):
    meeting = change(make_meeting(office), office, **fields)

    assert meeting.sequence == 1
    assert Announcement.objects.filter(occasion=f"meeting:{meeting.pk}:changed:v1").exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"summary": "Vier Modelle im Vergleich."},
        {"travel_notes": "Aufzug im Hof."},
        {"answer_by": instant(date(2026, 12, 11), time(12))},
    ],
)
def test_what_no_calendar_shows_leaves_the_sequence(office, fields):
    meeting = change(make_meeting(office), office, **fields)

    assert meeting.sequence == 0
    assert verbs(meeting)[-1] == Verb.CHANGED
    assert not Announcement.objects.filter(kind="meeting_changed").exists()


def test_another_video_link_leaves_the_sequence_and_stays_out_of_the_history(office):
    meeting = make_meeting(office, video_link="https://video.example/1")

    change(meeting, office, video_link="https://video.example/2")

    assert meeting.sequence == 0
    assert "video.example" not in str(meeting.events.last().details)


def test_a_draft_keeps_its_sequence_and_tells_nobody(office):
    meeting = change(make_draft(office), office, title="Anders", starts_time=time(10))

    assert meeting.sequence == 0
    assert meeting.starts_at == instant(THURSDAY, time(10))
    assert not Announcement.objects.exists()


def test_changing_nothing_leaves_no_trace(office):
    meeting = make_meeting(office)

    change(meeting, office, title=meeting.title)
    move(meeting, office)

    assert meeting.sequence == 0
    assert verbs(meeting) == [Verb.CREATED, Verb.ANNOUNCED]


def test_the_time_of_an_announced_meeting_is_moved_not_changed(office):
    with pytest.raises(WrongStage, match="Verschieben"):
        change(make_meeting(office), office, starts_time=time(10))


def test_moving_keeps_the_uid_and_raises_the_sequence(office):
    meeting = make_meeting(office)
    uid = meeting.uid

    move(meeting, office, starts_time=time(10))

    meeting.refresh_from_db()
    assert (meeting.uid, meeting.sequence) == (uid, 1)
    assert meeting.starts_at == instant(THURSDAY, time(10))
    details = meeting.events.get(verb=Verb.MOVED).details
    assert details["from"]["starts_at"] == "2026-12-17T08:30:00+00:00"
    assert details["to"]["starts_at"] == "2026-12-17T09:00:00+00:00"


def test_a_meeting_is_not_moved_into_the_past(office):
    yesterday = (NOON - DAY).date()

    with pytest.raises(TooLate, match="liegt schon zurück"):
        move(make_meeting(office), office, starts_on=yesterday, ends_on=yesterday, answer_by=None)


def test_a_meeting_that_began_is_not_moved(office):
    meeting = make_meeting(office)

    with pytest.raises(TooLate, match="schon begonnen"):
        move(meeting, office, now=meeting.starts_at, starts_on=date(2027, 1, 5))


@pytest.mark.parametrize("make", [make_draft, make_cancelled])
def test_only_an_announced_meeting_is_moved(office, make):
    with pytest.raises(WrongStage):
        move(make(office), office, starts_time=time(10))


def test_a_cancelled_draft_is_told_to_nobody(office):
    meeting = planning.cancel_meeting(make_draft(office), by=office, now=NOON)

    assert meeting.sequence == 0
    assert not Announcement.objects.exists()


def test_a_cancellation_keeps_its_reason_and_raises_the_sequence(office):
    meeting = planning.cancel_meeting(make_meeting(office), reason="Krank", by=office, now=NOON)

    meeting.refresh_from_db()
    assert (meeting.stage, meeting.sequence, meeting.cancel_reason) == ("cancelled", 1, "Krank")


def test_the_agenda_is_replaced_as_a_whole(office):
    meeting = make_draft(office)
    planning.change_agenda(meeting, [agenda_item("A"), agenda_item("B")], by=office, now=NOON)
    planning.change_agenda(meeting, [agenda_item("B"), agenda_item("C")], by=office, now=NOON)

    assert [(i.position, i.title) for i in meeting.agenda.all()] == [(1, "B"), (2, "C")]
    assert verbs(meeting) == [Verb.CREATED, Verb.AGENDA, Verb.AGENDA]


def test_the_same_agenda_again_leaves_no_trace(office):
    meeting = make_draft(office)
    for _ in range(2):
        planning.change_agenda(meeting, [agenda_item("A")], by=office, now=NOON)

    assert verbs(meeting) == [Verb.CREATED, Verb.AGENDA]


def test_the_agenda_of_a_cancelled_meeting_stays(office):
    with pytest.raises(WrongStage):
        planning.change_agenda(make_cancelled(office), [], by=office, now=NOON)


@pytest.mark.parametrize(
    ("chosen", "format", "mode"),
    [
        (Mode.ON_SITE, Format.ONLINE, Mode.ONLINE),
        (Mode.ONLINE, Format.ON_SITE, Mode.ON_SITE),
        (Mode.ONLINE, Format.ONLINE, Mode.ONLINE),
    ],
)
def test_nobody_is_registered_for_what_a_meeting_no_longer_is(
    office, celle_officer, chosen, format, mode
):
    meeting = make_meeting(office)
    make_registration(meeting, celle_officer, mode=chosen)

    change(meeting, office, format=format)

    assert Attendee.objects.get().mode == mode


def test_a_meeting_that_takes_its_form_back_has_everybody_as_they_chose(office, celle_officer):
    meeting = make_meeting(office)
    make_registration(meeting, celle_officer, mode=Mode.ON_SITE)

    change(meeting, office, format=Format.ONLINE)
    change(meeting, office, format=Format.HYBRID)

    assert Attendee.objects.get().mode == Mode.ON_SITE


def test_the_form_of_one_meeting_is_nothing_to_another(office, celle_officer):
    other = make_meeting(office)
    make_registration(other, celle_officer, mode=Mode.ON_SITE)

    change(make_meeting(office), office, format=Format.ONLINE)

    assert Attendee.objects.get().mode == Mode.ON_SITE


# Rules that hold for whoever calls, not only for the forms ---------------------------


@pytest.mark.parametrize("make", [make_draft, make_meeting])
def test_a_deadline_in_the_past_is_refused(office, make):
    meeting = make(office)

    with pytest.raises(TooLate, match="Die Antwortfrist liegt schon zurück"):
        change(meeting, office, answer_by=NOON - DAY)

    meeting.refresh_from_db()
    assert meeting.answer_by > NOON


def test_a_meeting_that_moves_after_its_deadline_needs_another_or_none(office):
    meeting = make_meeting(office)
    later = meeting.answer_by + DAY

    with pytest.raises(TooLate, match="Die Antwortfrist liegt schon zurück"):
        move(meeting, office, now=later, starts_time=time(10))
    move(meeting, office, now=later, starts_time=time(10), answer_by=None)


def test_a_deadline_that_is_over_may_stay_when_something_else_changes(office):
    meeting = make_meeting(office)

    planning.change_meeting(
        meeting,
        title="Neu",
        answer_by=meeting.answer_by,
        by=office,
        now=meeting.answer_by + DAY,
    )

    assert meeting.title == "Neu"


@pytest.mark.parametrize("minutes", [0, -1, 24 * 60 + 1])
def test_an_agenda_item_lasts_a_minute_to_a_day(office, minutes):
    meeting = make_draft(office)

    with pytest.raises(ValidationError, match="Dieser Wert muss"):
        planning.change_agenda(meeting, [agenda_item(minutes=minutes)], by=office, now=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.create(meeting=meeting, position=1, title="A", minutes=minutes)


def test_a_reason_that_is_too_long_is_refused_in_words_and_cancels_nothing(office):
    meeting = make_meeting(office)

    with pytest.raises(ValidationError, match="500"):
        planning.cancel_meeting(meeting, reason="x" * 501, by=office, now=NOON)

    meeting.refresh_from_db()
    assert meeting.stage == Stage.ANNOUNCED


def test_a_draft_with_a_deadline_in_the_past_is_refused_by_the_service_too(office):
    with pytest.raises(TooLate, match="Antwortfrist"):
        planning.create_meeting(**meeting_fields(answer_by=NOON - DAY), by=office, now=NOON)

    assert not Meeting.objects.exists()
