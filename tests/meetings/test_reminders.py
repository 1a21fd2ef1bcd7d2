"""Reminders: exactly the people concerned, once, and never what no longer holds."""

from datetime import date, time, timedelta

import pytest

from mailroom.models import Mail
from mailroom.services import unsubscribe
from meetings import notices
from meetings.representing import Coming
from meetings.services import planning, registering
from meetings.stages import Mode
from meetings.wall_time import instant
from tests.factories.meetings import (
    SETTLE,
    THURSDAY,
    make_draft,
    make_meeting,
    make_registration,
    move,
)
from tests.factories.members import DAY, HOUR, MINUTE, NOON, make_officer

CELLE, COBURG = "celle@forum.example", "coburg.koordination@forum.example"

pytestmark = pytest.mark.django_db

TWO_DAYS, TWO_HOURS = instant(date(2026, 12, 15), time(9, 30)), instant(THURSDAY, time(7, 30))


@pytest.fixture
def meeting(office, celle_officer, coburg_lead, mailboxes):
    """Celle comes, Coburg declines; the invitations have arrived."""
    meeting = make_meeting(office)
    make_registration(meeting, celle_officer)
    registering.decline(meeting, coburg_lead.acts_for(NOON)[0], by=coburg_lead, now=NOON)
    mailboxes.deliver(NOON)
    mailboxes.relay.stored.clear()
    return meeting


def about_meetings(mailboxes, address=CELLE):
    """The first word of each mail that belongs to a meeting; digests are not meant here."""
    return [m["Subject"].split(":")[0] for m in mailboxes.of(address) if m["References"]]


def reminders(mailboxes, address=CELLE):
    return [s for s in mailboxes.subjects(address) if s.startswith("Erinnerung")]


def test_who_comes_is_reminded_two_days_and_two_hours_before(mailboxes, meeting):
    for now in (TWO_DAYS - MINUTE, TWO_DAYS, TWO_DAYS + HOUR, TWO_HOURS, TWO_HOURS + HOUR):
        mailboxes.deliver(now)

    assert reminders(mailboxes) == [
        "Erinnerung: Sprachmittlung im ländlichen Raum, in 2 Tagen um 9:30 Uhr",
        "Erinnerung: Sprachmittlung im ländlichen Raum, heute um 9:30 Uhr",
    ]
    assert reminders(mailboxes, COBURG) == []


def test_not_before_it_is_due(mailboxes, meeting):
    mailboxes.deliver(TWO_DAYS - timedelta(seconds=1))

    assert reminders(mailboxes) == []


def test_of_two_that_are_owed_only_the_latest_is_sent(mailboxes, meeting):
    """The portal stood still from before the first until after the second."""
    mailboxes.deliver(TWO_HOURS + MINUTE)

    assert reminders(mailboxes) == [
        "Erinnerung: Sprachmittlung im ländlichen Raum, heute um 9:30 Uhr"
    ]


def test_the_first_that_waited_too_long_gives_way_to_the_second(mailboxes, meeting):
    notices.remind(TWO_DAYS)

    mailboxes.deliver(TWO_HOURS)

    assert len(reminders(mailboxes)) == 1


@pytest.mark.parametrize("late", [timedelta(minutes=15), timedelta(0), -DAY])
def test_from_a_quarter_of_an_hour_before_nobody_is_reminded(mailboxes, meeting, late):
    mailboxes.deliver(meeting.starts_at - late)

    assert reminders(mailboxes) == []


def test_until_a_quarter_of_an_hour_before_it_makes_sense(mailboxes, meeting):
    mailboxes.deliver(meeting.starts_at - timedelta(minutes=16))

    assert len(reminders(mailboxes)) == 1


def test_a_meeting_that_moves_reminds_of_its_new_time_only(mailboxes, office, meeting):
    friday = THURSDAY + DAY
    move(meeting, office, starts_on=friday, ends_on=friday)

    mailboxes.deliver(TWO_DAYS)
    assert reminders(mailboxes) == []
    mailboxes.deliver(TWO_DAYS + DAY)
    assert len(reminders(mailboxes)) == 1


def test_a_meeting_moved_after_its_reminder_reminds_once_more(mailboxes, office, meeting):
    mailboxes.deliver(TWO_DAYS)
    move(meeting, office, now=TWO_DAYS + MINUTE, starts_time=time(10), answer_by=None)
    for minutes in (2, 3, 4):
        mailboxes.deliver(TWO_DAYS + minutes * MINUTE)

    # Now it is not yet two days until ten o'clock; at ten it is.
    assert len(reminders(mailboxes)) == 1
    mailboxes.deliver(TWO_DAYS + timedelta(minutes=30))
    assert len(reminders(mailboxes)) == 2
    assert "10:00" in reminders(mailboxes)[1]


def test_moved_away_and_back_does_not_remind_twice(mailboxes, office, meeting):
    mailboxes.deliver(TWO_DAYS)
    move(meeting, office, now=TWO_DAYS + MINUTE, starts_time=time(10), answer_by=None)
    move(meeting, office, now=TWO_DAYS + MINUTE, starts_time=time(9, 30), answer_by=None)

    mailboxes.deliver(TWO_DAYS + HOUR)

    assert len(reminders(mailboxes)) == 1


def test_a_reminder_that_waits_while_the_meeting_moves_is_not_sent(mailboxes, office, meeting):
    notices.remind(TWO_DAYS)
    move(meeting, office, now=TWO_DAYS, starts_time=time(14), answer_by=None)

    for now in (TWO_DAYS, TWO_DAYS + SETTLE):
        mailboxes.deliver(now)

    assert reminders(mailboxes) == []
    assert about_meetings(mailboxes) == ["Verschoben"]


def test_a_cancelled_meeting_reminds_nobody(mailboxes, office, meeting):
    notices.remind(TWO_DAYS)
    planning.cancel_meeting(meeting, by=office, now=TWO_DAYS)

    mailboxes.deliver(TWO_DAYS)

    assert about_meetings(mailboxes) == ["Abgesagt"]


def test_who_no_longer_comes_is_not_reminded(mailboxes, office, celle, meeting, celle_lead):
    move(meeting, office, answer_by=meeting.starts_at)
    notices.remind(TWO_DAYS)
    registering.register(
        meeting,
        celle,
        coming=[Coming(Mode.ONLINE, celle_lead)],
        seen=NOON,
        by=celle_lead,
        now=TWO_DAYS,
    )

    mailboxes.deliver(TWO_DAYS)

    assert reminders(mailboxes) == []


def test_who_registers_after_the_reminder_was_due_is_reminded_by_the_next(
    mailboxes, office, celle_officer
):
    meeting = make_meeting(office, answer_by=None)
    make_registration(meeting, celle_officer, now=TWO_DAYS + HOUR)

    mailboxes.deliver(TWO_DAYS + 2 * HOUR)
    assert reminders(mailboxes) == []
    mailboxes.deliver(TWO_HOURS)
    assert len(reminders(mailboxes)) == 1


def test_whose_mandate_ended_is_not_reminded(mailboxes, celle_officer, meeting):
    celle_officer.mandates.update(ends_on=date(2026, 12, 14))

    mailboxes.deliver(TWO_DAYS)

    assert about_meetings(mailboxes) == []


def test_a_function_without_account_is_not_reminded(mailboxes, office, celle, celle_officer):
    meeting = make_meeting(office)
    registering.register(
        meeting,
        celle,
        coming=[Coming(Mode.ONLINE, label="Dezernatsleitung")],
        by=celle_officer,
        now=NOON,
    )

    mailboxes.deliver(TWO_DAYS)

    assert reminders(mailboxes) == []


def test_reminders_can_be_unsubscribed(mailboxes, celle_officer, meeting):
    mailboxes.deliver(TWO_DAYS)
    assert mailboxes.of(CELLE)[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    unsubscribe(celle_officer, "meeting_reminder", now=TWO_DAYS)
    mailboxes.deliver(TWO_HOURS)

    assert len(reminders(mailboxes)) == 1


@pytest.mark.parametrize("day", [date(2027, 3, 29), date(2027, 11, 1)])
def test_two_hours_are_two_hours_when_the_clocks_change(mailboxes, office, celle_officer, day):
    night = day - DAY  # the Sunday on which the clocks change
    when = {"starts_on": night, "starts_time": time(4), "ends_on": night, "ends_time": time(9)}
    meeting = make_meeting(office, **when)
    make_registration(meeting, celle_officer)
    mailboxes.deliver(NOON)

    for minutes in range(-125, 0, 5):
        mailboxes.deliver(meeting.starts_at + timedelta(minutes=minutes))

    assert len(reminders(mailboxes)) == 2  # the one of two days before, late, and this
    [due] = Mail.objects.filter(occasion__contains=":2h:").values_list("created_at", flat=True)
    assert meeting.starts_at - due == 2 * HOUR


# Before the answer deadline ---------------------------------------------------------


ANSWER_DUE = instant(date(2026, 12, 7), time(23, 59, 59, 999999))


def asked(mailboxes, address):
    return [s for s in mailboxes.subjects(address) if s.startswith("Bitte antworten")]


def test_who_has_not_answered_is_asked_three_days_before_the_deadline(
    mailboxes, office, celle_officer, celle_lead, coburg_lead
):
    make_registration(make_meeting(office), coburg_lead)

    for now in (ANSWER_DUE - MINUTE, ANSWER_DUE, ANSWER_DUE + HOUR, ANSWER_DUE + 2 * DAY):
        mailboxes.deliver(now)

    assert asked(mailboxes, CELLE) == [
        "Bitte antworten Sie bis Do, 10. Dez.: Sprachmittlung im ländlichen Raum"
    ]
    assert len(asked(mailboxes, "celle.koordination@forum.example")) == 1
    assert asked(mailboxes, COBURG) == []


def test_a_county_that_answers_while_the_mail_waits_is_not_asked(mailboxes, office, celle_officer):
    meeting = make_meeting(office)
    notices.remind_of_answers(ANSWER_DUE)
    make_registration(meeting, celle_officer, now=ANSWER_DUE)

    mailboxes.deliver(ANSWER_DUE)

    assert asked(mailboxes, CELLE) == []


def test_after_the_deadline_nobody_is_asked(mailboxes, office, celle_officer):
    meeting = make_meeting(office)

    mailboxes.deliver(meeting.answer_by + MINUTE)

    assert asked(mailboxes, CELLE) == []


def test_an_invitation_on_short_notice_is_reminder_enough(mailboxes, office, celle_officer):
    meeting = make_draft(office)
    planning.announce_meeting(meeting, by=office, now=ANSWER_DUE + HOUR)

    mailboxes.deliver(ANSWER_DUE + 2 * HOUR)

    assert about_meetings(mailboxes) == ["Einladung"]


def test_a_deadline_that_is_put_off_asks_again_at_its_own_time(mailboxes, office, celle_officer):
    meeting = make_meeting(office)
    mailboxes.deliver(ANSWER_DUE)
    later = meeting.answer_by + 4 * DAY
    planning.change_meeting(meeting, answer_by=later, by=office, now=ANSWER_DUE)

    mailboxes.deliver(ANSWER_DUE + HOUR)
    assert len(asked(mailboxes, CELLE)) == 1
    mailboxes.deliver(ANSWER_DUE + 4 * DAY)
    assert len(asked(mailboxes, CELLE)) == 2


def test_drafts_and_cancelled_meetings_ask_nobody(mailboxes, office, celle_officer):
    make_draft(office)
    planning.cancel_meeting(make_meeting(office), by=office, now=NOON)

    mailboxes.deliver(ANSWER_DUE)

    assert asked(mailboxes, CELLE) == []


@pytest.mark.parametrize("meetings", [1, 3])
def test_a_pass_with_nothing_new_costs_the_same_for_one_and_three_meetings(
    office, celle, celle_officer, celle_lead, coburg_lead, django_assert_num_queries, meetings
):
    make_officer("noch@forum.example", celle)
    for n in range(meetings):
        make_meeting(office, title=f"Ohne Antwort {n}", answer_by=instant(THURSDAY, time(8)))
        make_registration(make_meeting(office, title=f"Mit Antwort {n}"), celle_officer)
    now = TWO_DAYS + HOUR
    notices.remind(now)
    notices.remind_of_answers(now)

    with django_assert_num_queries(3):
        notices.remind(now)
    with django_assert_num_queries(4):
        notices.remind_of_answers(now)


def test_a_reminder_withdrawn_while_the_meeting_stood_elsewhere_is_owed_again(
    mailboxes, office, meeting
):
    mailboxes.relay.on("RCPT", "451 try later")
    mailboxes.deliver(TWO_DAYS)
    move(meeting, office, now=TWO_DAYS, starts_time=time(14), answer_by=None)
    mailboxes.deliver(TWO_DAYS + 2 * MINUTE)
    move(meeting, office, now=TWO_DAYS + 3 * MINUTE, starts_time=time(9, 30), answer_by=None)

    for minutes in (4, 5, 60):
        mailboxes.deliver(TWO_DAYS + minutes * MINUTE)

    assert len(reminders(mailboxes)) == 1
