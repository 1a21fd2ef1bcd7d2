"""What the office changes and corrects within two minutes is told once, or not at all."""

from datetime import time, timedelta

import pytest

from mailroom.models import Announcement, Mail
from meetings import notices
from meetings.services import planning
from tests.factories.meetings import SETTLE, make_meeting, make_registration, move
from tests.factories.members import DAY, MINUTE, NOON, make_mandate, make_person

CELLE, SECOND = "celle@forum.example", timedelta(seconds=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(office, celle_officer, mailboxes):
    """The invitation has arrived."""
    meeting = make_meeting(office)
    mailboxes.deliver(NOON)
    mailboxes.relay.stored.clear()
    return meeting


def texts(mailboxes, address=CELLE):
    return [
        message.get_body(("plain",)).get_content().replace("\N{NO-BREAK SPACE}", " ")
        for message in mailboxes.of(address)
    ]


def first_words(mailboxes, address=CELLE):
    return [subject.split(":")[0] for subject in mailboxes.subjects(address)]


def passes(mailboxes, *minutes):
    for minute in minutes:
        mailboxes.deliver(NOON + minute * MINUTE)


def test_a_change_is_told_two_minutes_later(mailboxes, office, meeting):
    move(meeting, office, starts_time=time(11))

    mailboxes.deliver(NOON + SETTLE - SECOND)
    assert first_words(mailboxes) == []
    mailboxes.deliver(NOON + SETTLE)
    assert first_words(mailboxes) == ["Verschoben"]


def test_an_invitation_and_a_cancellation_wait_for_nothing(mailboxes, office, celle_officer):
    meeting = make_meeting(office)
    mailboxes.deliver(NOON)
    planning.cancel_meeting(meeting, by=office, now=NOON)
    mailboxes.deliver(NOON)

    assert first_words(mailboxes) == ["Einladung", "Abgesagt"]


def test_moved_and_moved_back_within_two_minutes_tells_nobody_anything(
    mailboxes, office, meeting, coburg
):
    """Not even somebody who has come since the invitation, and so has no mail yet."""
    make_mandate(make_person("neu@forum.example"), coburg)
    move(meeting, office, starts_time=time(11))
    passes(mailboxes, 0, 1)
    move(meeting, office, now=NOON + MINUTE, starts_time=time(9, 30))

    passes(mailboxes, 1, 2, 3, 4, 60)

    assert mailboxes.addresses() == []
    assert not Mail.objects.filter(kind="meeting_changed").exclude(state="cancelled").exists()


def test_several_edits_in_a_row_are_one_mail_with_the_last_state(mailboxes, office, meeting):
    move(meeting, office, starts_time=time(10))
    planning.change_meeting(meeting, venue="Bürgerhaus", by=office, now=NOON + MINUTE)
    passes(mailboxes, 1, 2)
    move(meeting, office, now=NOON + 2 * MINUTE, starts_time=time(11))

    passes(mailboxes, 2, 3, 4, 5)

    [text] = texts(mailboxes)
    assert "Bisher: Donnerstag, 17. Dezember 2026, 9:30 bis 15:30 Uhr" in text
    assert "Neu: Donnerstag, 17. Dezember 2026, 11:00 bis 15:30 Uhr" in text
    assert "Neu: Bürgerhaus und Videokonferenz" in text
    assert "10:00" not in text


def test_a_cancellation_within_two_minutes_is_the_only_mail_and_names_the_time_that_was_told(
    mailboxes, office, meeting
):
    friday = meeting.starts_on + DAY
    move(meeting, office, starts_on=friday, ends_on=friday)
    planning.cancel_meeting(meeting, by=office, now=NOON + MINUTE)

    passes(mailboxes, 1, 2, 3, 4)

    [text] = texts(mailboxes)
    assert first_words(mailboxes) == ["Abgesagt"]
    assert "Donnerstag, 17. Dezember 2026" in text
    assert "Freitag" not in text


def test_a_meeting_moved_right_after_its_announcement_is_one_invitation_to_the_new_time(
    mailboxes, office, celle_officer
):
    meeting = make_meeting(office)
    move(meeting, office, now=NOON + MINUTE, starts_time=time(11))

    passes(mailboxes, 1, 2, 3, 4)

    assert first_words(mailboxes) == ["Einladung"]
    assert "11:00" in texts(mailboxes)[0]


def test_the_window_is_a_setting(settings, mailboxes, office, meeting):
    settings.MAIL_EDITS_SETTLE = 0
    move(meeting, office, starts_time=time(11))

    mailboxes.deliver(NOON)

    assert first_words(mailboxes) == ["Verschoben"]


def test_who_joins_while_a_change_settles_is_told_of_it(mailboxes, office, meeting, coburg):
    move(meeting, office, starts_time=time(11))
    passes(mailboxes, 1)
    make_mandate(make_person("neu@forum.example"), coburg)

    passes(mailboxes, 2)

    assert first_words(mailboxes, "neu@forum.example") == ["Verschoben"]


def test_a_change_that_another_follows_is_written_for_nobody(mailboxes, office, meeting):
    move(meeting, office, starts_time=time(10))
    move(meeting, office, now=NOON + MINUTE, starts_time=time(11))

    passes(mailboxes, 2)

    assert Announcement.objects.get(occasion__endswith="changed:v1").fanned_out_at
    assert not Mail.objects.filter(kind="meeting_changed").exists()


@pytest.mark.parametrize("edit", [{"venue": "Bürgerhaus"}, {"title": "Neu"}])
def test_no_reminder_goes_out_while_a_change_settles(
    mailboxes, office, celle_officer, meeting, edit
):
    make_registration(meeting, celle_officer)
    due = meeting.starts_at - timedelta(hours=2)
    mailboxes.deliver(due - MINUTE)
    mailboxes.relay.stored.clear()
    planning.change_meeting(meeting, **edit, by=office, now=due - SECOND)

    notices.remind(due)
    assert not Mail.objects.filter(occasion__contains=":2h:").exists()
    mailboxes.deliver(due + SETTLE)
    assert first_words(mailboxes) == ["Geändert", "Erinnerung"]
