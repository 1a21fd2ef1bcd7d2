"""Two people at the same moment, with real threads and real locks."""

import pytest

from mailroom.models import Announcement
from meetings.models import Meeting, Registration
from meetings.refusals import AnsweredMeanwhile, WrongStage
from meetings.seats import seats
from meetings.services import planning, registering
from meetings.stages import Verb
from tests.factories.meetings import make_draft, make_meeting, make_registration, meeting_fields
from tests.factories.members import MINUTE, NOON, make_lead, make_member
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_first_answers_of_a_county_one_counts_and_the_other_is_told(
    office, celle, celle_officer, celle_lead
):
    meeting = make_meeting(office)

    outcomes = at_once(
        lambda: make_registration(Meeting.objects.get(), celle_officer),
        lambda: registering.decline(Meeting.objects.get(), celle, by=celle_lead, now=NOON),
    )

    assert sum(isinstance(outcome, Registration) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, AnsweredMeanwhile) for outcome in outcomes) == 1
    assert meeting.registrations.count() == 1
    assert meeting.events.filter(verb=Verb.REGISTERED).count() == 1


def test_eight_clicks_on_the_same_button_are_one_answer(office, celle_officer):
    meeting = make_meeting(office)

    outcomes = at_once(
        *[lambda: make_registration(Meeting.objects.get(), celle_officer) for _ in range(8)]
    )

    assert {outcome.pk for outcome in outcomes} == {meeting.registrations.get().pk}
    assert meeting.events.filter(verb=Verb.REGISTERED).count() == 1


def test_a_meeting_announced_twice_at_once_is_announced_once(office):
    make_draft(office)

    outcomes = at_once(
        *[
            lambda: planning.announce_meeting(Meeting.objects.get(), by=office, now=NOON)
            for _ in range(4)
        ]
    )

    assert sum(isinstance(outcome, WrongStage) for outcome in outcomes) == 3
    assert Announcement.objects.count() == 1


def test_the_same_draft_saved_twice_at_once_is_one(office):
    fields = meeting_fields(uid="one@forum-portal")

    at_once(*[lambda: planning.create_meeting(**fields, by=office, now=NOON) for _ in range(4)])

    assert Meeting.objects.get().events.count() == 1


def test_cancelling_while_a_county_answers_leaves_a_cancelled_meeting(office, celle_officer):
    meeting = make_meeting(office)

    at_once(
        lambda: planning.cancel_meeting(Meeting.objects.get(), by=office, now=NOON),
        lambda: make_registration(Meeting.objects.get(), celle_officer),
    )

    meeting.refresh_from_db()
    assert (meeting.stage, meeting.sequence) == ("cancelled", 1)


def test_of_twenty_answers_for_the_last_seat_one_gets_it_and_the_others_wait_in_order(
    office, celle_lead, celle_officer
):
    meeting = make_meeting(office, capacity=2)
    make_registration(meeting, celle_lead)
    leads = [
        make_lead(f"kreis{n}@forum.example", make_member(f"09{n:03}", f"Kreis {n:02}"))
        for n in range(20)
    ]

    outcomes = at_once(
        *[
            lambda lead=lead, n=n: make_registration(
                Meeting.objects.get(), lead, now=NOON + n * MINUTE
            )
            for n, lead in enumerate(leads)
        ]
    )

    there = seats(meeting)
    assert all(isinstance(outcome, Registration) for outcome in outcomes)
    assert (there.taken, len(there.queue)) == (2, 19)
    waits = [one.waits_since for one in there.queue]
    assert waits == sorted(waits) == sorted(set(waits))
    assert [there.place_of(one) for one in there.queue] == list(range(1, 20))


def test_a_seat_that_is_freed_while_others_ask_for_it_goes_to_who_waited(
    office, celle, celle_lead, coburg_lead
):
    meeting = make_meeting(office, capacity=1)
    held = make_registration(meeting, celle_lead)
    make_registration(meeting, coburg_lead)
    other = make_lead("kreis@forum.example", make_member("03355", "Kreis"))

    at_once(
        lambda: registering.decline(
            Meeting.objects.get(), celle, seen=held.answered_at, by=celle_lead, now=NOON
        ),
        lambda: make_registration(Meeting.objects.get(), other),
    )

    there = seats(meeting)
    assert (there.taken, [one.district.name for one in there.queue]) == (1, ["Kreis"])
