from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from meetings.models import Registration
from meetings.refusals import AnsweredMeanwhile, DeadlinePassed, NotYourCounty, WrongStage
from meetings.representing import Coming
from meetings.services import registering
from meetings.stages import Format, Mode, Reply, Verb
from tests.factories.meetings import (
    make_cancelled,
    make_draft,
    make_held,
    make_meeting,
    make_registration,
)
from tests.factories.members import DAY, HOUR, NOON, make_mandate, make_officer, make_person


def answers(meeting):
    return [(r.district.name, r.reply) for r in meeting.registrations.all()]


def told(meeting):
    return [event.details for event in meeting.events.filter(verb=Verb.REGISTERED)]


def test_a_county_is_registered_with_who_comes_for_it(office, celle_officer, celle):
    meeting = make_meeting(office)

    registration = registering.register(
        meeting,
        celle,
        coming=[Coming(Mode.ON_SITE, celle_officer), Coming(Mode.ONLINE, label="Dezernatsleitung")],
        by=celle_officer,
        now=NOON,
    )

    assert answers(meeting) == [("Celle", Reply.ATTENDS)]
    assert [(a.label, a.mode) for a in registration.attendees.all()] == [
        ("Fachkraft", Mode.ON_SITE),
        ("Dezernatsleitung", Mode.ONLINE),
    ]


def test_who_has_two_functions_comes_once(office, celle, celle_officer):
    make_mandate(celle_officer, celle, "lead", title="Integrationsbeauftragte")

    registration = make_registration(make_meeting(office), celle_officer)

    assert [a.label for a in registration.attendees.all()] == ["Fachkraft, Integrationsbeauftragte"]


def test_the_last_answer_of_a_county_counts_and_all_are_kept(
    office, celle, celle_officer, celle_lead
):
    meeting = make_meeting(office)
    first = make_registration(meeting, celle_officer)
    registering.decline(meeting, celle, seen=first.answered_at, by=celle_lead, now=NOON + HOUR)

    assert answers(meeting) == [("Celle", Reply.DECLINED)]
    assert [(d["from"] and d["from"]["reply"], d["to"]["reply"]) for d in told(meeting)] == [
        (None, "attends"),
        ("attends", "declined"),
    ]
    assert Registration.objects.get().answered_by == celle_lead


def test_an_answer_that_came_in_between_is_not_overwritten(
    office, celle, celle_officer, celle_lead
):
    meeting = make_meeting(office)
    make_registration(meeting, celle_officer)

    with pytest.raises(AnsweredMeanwhile, match="Es gilt: Landkreis Celle nimmt teil") as refusal:
        registering.decline(meeting, celle, seen=None, by=celle_lead, now=NOON + HOUR)

    assert refusal.value.registration.answered_by == celle_officer
    assert answers(meeting) == [("Celle", Reply.ATTENDS)]


def test_the_same_answer_twice_is_as_good_as_once(office, celle_officer):
    meeting = make_meeting(office)
    first = make_registration(meeting, celle_officer)
    second = make_registration(meeting, celle_officer, now=NOON + HOUR)

    assert first == second
    assert second.answered_at == NOON
    assert len(told(meeting)) == 1


def test_each_county_answers_for_itself(office, celle_officer, coburg_lead):
    meeting = make_meeting(office)
    make_registration(meeting, celle_officer)
    make_registration(meeting, coburg_lead, mode=Mode.ONLINE)

    assert sorted(answers(meeting)) == [("Celle", "attends"), ("Coburg", "attends")]


def test_the_database_knows_one_registration_for_each_county(office, celle, celle_officer):
    meeting = make_meeting(office)
    make_registration(meeting, celle_officer)

    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.create(
            meeting=meeting,
            district=celle,
            reply=Reply.DECLINED,
            answered_by=celle_officer,
            answered_at=NOON,
        )


def test_until_the_last_instant_of_the_deadline_a_county_can_answer(office, celle_officer):
    meeting = make_meeting(office)
    make_registration(meeting, celle_officer, now=meeting.answer_by)

    assert answers(meeting) == [("Celle", "attends")]


@pytest.mark.parametrize(
    ("later", "since"),
    [
        (timedelta(microseconds=1), "seit gestern"),
        (DAY + timedelta(microseconds=1), "seit 2\N{NO-BREAK SPACE}Tagen"),
    ],
)
def test_after_the_deadline_the_refusal_says_so(office, celle, celle_officer, later, since):
    meeting = make_meeting(office)

    with pytest.raises(DeadlinePassed) as refusal:
        make_registration(meeting, celle_officer, now=meeting.answer_by + later)

    assert refusal.value.title == f"Die Antwortfrist ist {since} vorbei"
    assert refusal.value.text == (
        "Der Landkreis Celle hat nicht geantwortet. Bitte wenden Sie sich an die Geschäftsstelle."
    )


def test_after_the_deadline_the_refusal_says_what_counts(office, celle, celle_officer):
    meeting = make_meeting(office)
    first = make_registration(meeting, celle_officer)

    with pytest.raises(DeadlinePassed) as refusal:
        registering.decline(
            meeting,
            celle,
            seen=first.answered_at,
            by=celle_officer,
            now=meeting.answer_by + HOUR,
        )

    nbsp = "\N{NO-BREAK SPACE}"
    assert refusal.value.text == (
        f"Für den Landkreis Celle gilt die Rückmeldung vom Dienstag, 1.{nbsp}Dezember{nbsp}2026: "
        "nimmt teil (vor Ort: Fachkraft)."
    )
    assert answers(meeting) == [("Celle", "attends")]


def test_without_a_deadline_a_county_can_answer_until_the_start(office, celle_officer):
    meeting = make_meeting(office, answer_by=None)

    with pytest.raises(DeadlinePassed, match="schon begonnen"):
        make_registration(meeting, celle_officer, now=meeting.starts_at + HOUR)
    make_registration(meeting, celle_officer, now=meeting.starts_at)


@pytest.mark.parametrize("make", [make_draft, make_held, make_cancelled])
def test_only_an_announced_meeting_takes_answers(office, celle_officer, make):
    with pytest.raises(WrongStage):
        make_registration(make(office), celle_officer)


def test_nobody_answers_for_another_county(office, celle_officer, coburg):
    with pytest.raises(NotYourCounty, match="Sie vertreten Landkreis Coburg nicht"):
        registering.decline(make_meeting(office), coburg, by=celle_officer, now=NOON)


def test_nobody_comes_for_a_county_that_is_not_theirs(office, celle, celle_officer, coburg_lead):
    meeting = make_meeting(office)

    with pytest.raises(NotYourCounty):
        registering.register(
            meeting,
            celle,
            coming=[Coming(Mode.ONLINE, coburg_lead)],
            by=celle_officer,
            now=NOON,
        )
    assert answers(meeting) == []


def test_whose_mandate_ended_yesterday_does_not_answer(office, celle):
    former = make_person("frueher@forum.example")
    make_mandate(former, celle, ends_on=(NOON - DAY).date())

    with pytest.raises(NotYourCounty):
        registering.decline(make_meeting(office), celle, by=former, now=NOON)


def test_a_county_that_takes_part_names_somebody(office, celle, celle_officer):
    with pytest.raises(ValidationError, match="wer Ihren Landkreis vertritt"):
        registering.register(make_meeting(office), celle, coming=[], by=celle_officer, now=NOON)


def test_nobody_comes_online_to_a_meeting_on_site(office, celle_officer):
    meeting = make_meeting(office, format=Format.ON_SITE)

    with pytest.raises(ValidationError, match="online"):
        make_registration(meeting, celle_officer, mode=Mode.ONLINE)


def test_changing_who_comes_replaces_them(office, celle, celle_officer):
    meeting = make_meeting(office)
    deputy = make_officer("vertretung@forum.example", celle)
    first = make_registration(meeting, celle_officer)

    registering.register(
        meeting,
        celle,
        coming=[Coming(Mode.ONLINE, deputy)],
        seen=first.answered_at,
        by=deputy,
        now=NOON + HOUR,
    )

    assert [a.person for a in meeting.registrations.get().attendees.all()] == [deputy]


def test_a_name_that_is_too_long_is_refused_in_words(office, celle, celle_officer):
    meeting = make_meeting(office)

    with pytest.raises(ValidationError, match="200"):
        registering.register(
            meeting,
            celle,
            coming=[Coming(Mode.ON_SITE, label="x" * 201)],
            by=celle_officer,
            now=NOON,
        )

    assert answers(meeting) == []
