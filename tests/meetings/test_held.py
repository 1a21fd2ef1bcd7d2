"""A mail that waits at the relay while the meeting changes is looked at once more."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, time

import pytest
from django.db import connection

from meetings import notices
from meetings.models import Meeting
from meetings.services import planning, registering
from meetings.wall_time import instant
from tests.factories.meetings import SETTLE, THURSDAY, make_meeting, make_registration, move
from tests.factories.members import NOON
from tests.servers.relay import Hold

CELLE = "celle@forum.example"
TWO_DAYS = instant(date(2026, 12, 15), time(9, 30))
ANSWER_DUE = instant(date(2026, 12, 7), time(23, 59, 59, 999999))
SETTLED = NOON + SETTLE

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def held(mailboxes, now=NOON):
    """While the relay keeps the next mail waiting at RCPT; afterwards the pass has ended."""
    hold = Hold()
    mailboxes.relay.on("RCPT", hold)
    with ThreadPoolExecutor(1) as pool:
        sender = pool.submit(in_thread, mailboxes.deliver, now)
        assert hold.reached.wait(30)
        try:
            yield
        finally:
            hold.released.set()
        sender.result(30)


def in_thread(function, *arguments):
    try:
        return function(*arguments)
    finally:
        connection.close()


def words(mailboxes):
    return [subject.split(":")[0] for subject in mailboxes.subjects(CELLE)]


def test_no_invitation_comes_after_the_cancellation(mailboxes, office, celle_officer):
    meeting = make_meeting(office)

    with held(mailboxes):
        planning.cancel_meeting(meeting, by=office, now=NOON)
        mailboxes.deliver(NOON)
    mailboxes.deliver(NOON)

    assert words(mailboxes) == ["Abgesagt"]


def test_an_invitation_held_while_the_meeting_moves_names_the_new_time(
    mailboxes, office, celle_officer
):
    meeting = make_meeting(office)

    with held(mailboxes):
        move(meeting, office, starts_time=time(11))
        mailboxes.deliver(SETTLED)
    mailboxes.deliver(SETTLED)

    assert words(mailboxes) == ["Einladung"]
    assert "11:00" in mailboxes.of(CELLE)[0].get_body(("plain",)).get_content()


def test_an_invitation_held_while_the_meeting_moves_and_comes_back_is_not_lost(
    mailboxes, office, celle_officer
):
    meeting = make_meeting(office)

    with held(mailboxes):
        move(meeting, office, starts_time=time(11))
        move(meeting, office, starts_time=time(9, 30))
        mailboxes.deliver(SETTLED)
    mailboxes.deliver(SETTLED)

    assert words(mailboxes) == ["Einladung"]


def test_the_old_time_never_comes_last(mailboxes, office, celle_officer):
    meeting = make_meeting(office)
    mailboxes.deliver(NOON)
    move(meeting, office, starts_time=time(11))

    with held(mailboxes, SETTLED):
        move(meeting, office, now=SETTLED, starts_time=time(12))
        mailboxes.deliver(SETTLED + SETTLE)
    mailboxes.deliver(SETTLED + SETTLE)

    assert words(mailboxes) == ["Einladung", "Verschoben"]
    assert "12:00" in mailboxes.of(CELLE)[-1].get_body(("plain",)).get_content()


def test_a_reminder_held_while_the_meeting_is_cancelled_is_not_sent(
    mailboxes, office, celle_officer
):
    meeting = make_meeting(office)
    make_registration(meeting, celle_officer)
    mailboxes.deliver(NOON)
    notices.remind(TWO_DAYS)

    with held(mailboxes, TWO_DAYS):
        planning.cancel_meeting(meeting, by=office, now=TWO_DAYS)
    mailboxes.deliver(TWO_DAYS)

    assert "Erinnerung" not in words(mailboxes)


def test_a_county_that_answers_while_the_request_is_held_is_not_asked(
    mailboxes, office, celle, celle_officer
):
    meeting = make_meeting(office, starts_on=THURSDAY)
    mailboxes.deliver(NOON)
    notices.remind_of_answers(ANSWER_DUE)

    with held(mailboxes, ANSWER_DUE):
        registering.decline(
            Meeting.objects.get(pk=meeting.pk), celle, by=celle_officer, now=ANSWER_DUE
        )

    assert not any(subject.startswith("Bitte") for subject in mailboxes.subjects(CELLE))
