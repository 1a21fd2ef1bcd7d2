from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from mailroom.models import Attempt, Mail, Suppression
from mailroom.registers import Letter
from mailroom.services import hand_in, post_sealed
from mailroom.stages import State
from members.models import Mandate
from tests.factories.members import DAY, HOUR, MINUTE, NOON, YESTERDAY
from tests.servers.relay import Drop, Hold

pytestmark = pytest.mark.django_db


def owe(person, occasion="probe:1", kind="test_note", valid_until=None, **payload):
    hand_in(
        kind,
        occasion=occasion,
        people=[person.pk],
        payload=payload,
        now=NOON,
        valid_until=valid_until,
    )
    return Mail.objects.get(occasion=occasion)


def state(mail):
    mail.refresh_from_db()
    return mail.state


def test_a_mail_is_sent_once_and_stands_in_the_ledger(celle_lead, mailboxes):
    mail = owe(celle_lead, subject="Einladung")

    mailboxes.deliver(NOON)
    mailboxes.deliver(NOON)

    assert mailboxes.subjects(celle_lead.email) == ["Einladung"]
    assert state(mail) == State.SENT
    assert [(a.phase, a.code) for a in mail.attempts.all()] == [("DOT", 250)]


def test_the_urgent_goes_before_the_bulk(celle_lead, mailboxes):
    owe(celle_lead, occasion="rund:1", kind="test_bulletin", subject="Rundbrief")
    owe(celle_lead, occasion="probe:1", subject="Einladung")

    mailboxes.deliver(NOON)

    assert mailboxes.subjects(celle_lead.email) == ["Einladung", "Rundbrief"]


def test_what_is_no_longer_due_is_withdrawn_at_the_last_moment(celle_lead, mailboxes):
    mail = owe(celle_lead, withdrawn=True)

    mailboxes.deliver(NOON)

    assert state(mail) == State.CANCELLED
    assert mailboxes.addresses() == []


def test_a_mandate_that_has_ended_meanwhile_stops_the_mail(celle_lead, mailboxes):
    mail = owe(celle_lead)
    Mandate.objects.filter(person=celle_lead).update(ends_on=YESTERDAY)

    mailboxes.deliver(NOON)

    assert state(mail) == State.CANCELLED


def test_a_delivery_address_that_was_confirmed_meanwhile_gets_the_mail(celle_lead, mailboxes):
    owe(celle_lead)
    celle_lead.delivery_address = "integration@celle.example"
    celle_lead.delivery_verified_at = NOON
    celle_lead.save()

    mailboxes.deliver(NOON)

    assert mailboxes.addresses() == ["integration@celle.example"]


@pytest.mark.parametrize("phase", ["MAIL", "RCPT", "DATA", "DOT"])
@pytest.mark.parametrize("reply", ["421 busy", "451 later", "452 full"])
def test_a_passing_refusal_is_tried_again_later(celle_lead, mailboxes, phase, reply):
    mailboxes.relay.on(phase, reply)
    mail = owe(celle_lead)

    mailboxes.deliver(NOON)
    assert state(mail) == State.QUEUED
    assert NOON + MINUTE <= mail.next_try < NOON + 2 * MINUTE

    mailboxes.deliver(NOON + 2 * MINUTE)
    assert state(mail) == State.SENT
    assert mailboxes.addresses() == [celle_lead.email]


def test_refusals_go_on_with_longer_pauses_until_three_days_have_passed(celle_lead, mailboxes):
    mail, now = owe(celle_lead), NOON
    mailboxes.relay.on("RCPT", *["451 later"] * 100)

    pauses = []
    while state(mail) == State.QUEUED:
        pauses.append(mail.next_try - now)
        now = max(now, mail.next_try)
        mailboxes.deliver(now)

    assert mail.state == State.FAILED
    assert pauses[1] < pauses[2] < pauses[3] < pauses[4] < pauses[5] <= 5 * HOUR
    assert 72 * HOUR <= now - NOON <= 77 * HOUR


def test_an_unknown_mailbox_is_not_written_to_again(celle_lead, mailboxes):
    mailboxes.relay.on("RCPT", "550 5.1.1 no such user")
    first = owe(celle_lead, occasion="probe:1")
    mailboxes.deliver(NOON)
    second = owe(celle_lead, occasion="probe:2")
    mailboxes.deliver(NOON)

    assert (state(first), state(second)) == (State.FAILED, State.SUPPRESSED)
    assert Suppression.objects.get().address == celle_lead.email


def test_a_refusal_by_policy_is_no_fault_of_the_address(celle_lead, mailboxes):
    mailboxes.relay.on("DOT", "550 5.7.1 policy")
    mail = owe(celle_lead)

    mailboxes.deliver(NOON)

    assert state(mail) == State.FAILED
    assert not Suppression.objects.exists()
    assert Attempt.objects.get().text == "5.7.1 policy"


def test_a_login_code_still_goes_to_a_suppressed_address(celle_lead, mailboxes):
    mailboxes.relay.on("RCPT", "550 5.1.1 no such user")
    owe(celle_lead)
    mailboxes.deliver(NOON)

    post_sealed(
        "account",
        occasion="code:1",
        address=celle_lead.email,
        person=celle_lead,
        letter=Letter(subject="Ihr Code", text="ABCD"),
        now=NOON,
        valid_until=NOON + 10 * MINUTE,
    )
    mailboxes.deliver(NOON)

    assert mailboxes.subjects(celle_lead.email) == ["Ihr Code"]


def test_a_sealed_mail_is_wiped_as_soon_as_it_is_settled(celle_lead, mailboxes):
    post_sealed(
        "account",
        occasion="code:1",
        address="Celle.Koordination@Forum.example",
        person=celle_lead,
        letter=Letter(subject="Ihr Code", text="ABCD"),
        now=NOON,
        valid_until=NOON + 10 * MINUTE,
    )
    assert b"ABCD" in bytes(Mail.objects.get().raw)

    mailboxes.deliver(NOON)

    mail = Mail.objects.get()
    assert (mail.state, mail.raw, mail.envelope_to) == (State.SENT, None, "")


def test_a_relay_that_is_away_charges_no_mail_with_it(celle_lead, settings, mailboxes):
    mail, url = owe(celle_lead), settings.SMTP_URL
    settings.SMTP_URL = "smtp://127.0.0.1:1"
    mailboxes.deliver(NOON)
    assert (state(mail), mail.retries) == (State.QUEUED, 0)

    settings.SMTP_URL = url
    mailboxes.deliver(NOON + MINUTE)

    assert mailboxes.addresses() == [celle_lead.email]


@pytest.mark.parametrize("phase", ["MAIL", "RCPT", "DATA"])
def test_a_connection_lost_before_the_message_began_is_tried_again(celle_lead, mailboxes, phase):
    mailboxes.relay.on(phase, Drop)
    mail = owe(celle_lead)

    mailboxes.deliver(NOON)
    mailboxes.deliver(NOON + 2 * MINUTE)

    assert state(mail) == State.SENT
    assert mailboxes.addresses() == [celle_lead.email]


def test_the_others_go_on_when_one_connection_is_lost(celle_lead, coburg_lead, mailboxes):
    mailboxes.relay.on("RCPT", Drop)
    owe(celle_lead, occasion="probe:1")
    owe(coburg_lead, occasion="probe:2")

    mailboxes.deliver(NOON)

    assert mailboxes.addresses() == [coburg_lead.email]


def test_a_mail_that_cannot_be_written_is_set_aside_after_three_tries(
    celle_lead, coburg_lead, mailboxes
):
    broken = owe(celle_lead, occasion="probe:1", broken=True)
    owe(coburg_lead, occasion="probe:2")

    for minutes in (0, 2, 10):
        mailboxes.deliver(NOON + minutes * MINUTE)

    assert state(broken) == State.POISON
    assert mailboxes.addresses() == [coburg_lead.email]


def test_what_is_past_its_time_is_not_sent(celle_lead, mailboxes):
    mail = owe(celle_lead, valid_until=NOON + MINUTE)

    mailboxes.deliver(NOON + MINUTE)

    assert state(mail) == State.EXPIRED
    assert mailboxes.addresses() == []


def test_hundred_mails_go_over_one_connection(celle_lead, mailboxes):
    for number in range(100):
        owe(celle_lead, occasion=f"probe:{number}")

    outcome = mailboxes.deliver(NOON)

    assert (outcome.sent, mailboxes.relay.connections) == (100, 1)


def test_a_dot_at_the_beginning_of_a_line_arrives_as_written(celle_lead, mailboxes):
    letter = Letter(subject="Punkt", text="Zeile\r\n.\r\n..zwei Punkte\r\n")
    post_sealed(
        "account",
        occasion="code:1",
        address=celle_lead.email,
        person=celle_lead,
        letter=letter,
        now=NOON,
        valid_until=NOON + MINUTE,
    )

    mailboxes.deliver(NOON)

    assert mailboxes.of(celle_lead.email)[0].get_content() == letter.text


def test_a_long_queue_is_left_to_the_next_pass_which_sees_what_is_urgent_by_then(
    celle_lead, mailboxes
):
    for number in range(600):
        owe(celle_lead, occasion=f"probe:{number}", kind="test_bulletin")

    first = mailboxes.deliver(NOON)
    owe(celle_lead, occasion="code", subject="Dringend")
    second = mailboxes.deliver(NOON)

    assert (first.sent, first.more) == (500, True)
    assert (second.sent, second.more) == (101, False)
    assert mailboxes.subjects(celle_lead.email)[500] == "Dringend"


def test_an_address_that_cannot_be_said_in_smtp_is_set_aside_and_the_others_go_on(
    celle_lead, coburg_lead, mailboxes
):
    post_sealed(
        "account",
        occasion="code:1",
        address="jörg@forum.example",
        person=None,
        letter=Letter(subject="Ihr Code", text="ABCD"),
        now=NOON,
        valid_until=NOON + 72 * HOUR,
    )
    owe(coburg_lead)

    for minutes in (0, 2, 10):
        mailboxes.deliver(NOON + minutes * MINUTE)

    assert Mail.objects.get(occasion="code:1").state == State.POISON
    assert mailboxes.addresses() == [coburg_lead.email]


@pytest.mark.parametrize(("phase", "reply"), [("MAIL", "550 5.1.1"), ("RCPT", "550 5.1.8")])
def test_what_the_sender_is_blamed_for_suppresses_no_address(celle_lead, mailboxes, phase, reply):
    mailboxes.relay.on(phase, f"{reply} sender address rejected")
    owe(celle_lead)

    mailboxes.deliver(NOON)

    assert not Suppression.objects.exists()


def test_the_bytes_of_a_mail_are_wiped_after_a_month_and_the_row_stays(celle_lead, mailboxes):
    mail = owe(celle_lead)
    mailboxes.deliver(NOON)
    mailboxes.deliver(NOON + 29 * DAY)
    mail.refresh_from_db()
    assert mail.raw

    mailboxes.deliver(NOON + 30 * DAY)

    mail.refresh_from_db()
    assert (mail.raw, mail.state) == (None, State.SENT)


def test_what_is_withdrawn_while_the_relay_takes_its_time_is_not_sent(
    celle_lead, mailboxes, transactional_db
):
    hold = Hold()
    mailboxes.relay.on("RCPT", hold)
    mail = owe(celle_lead)
    with ThreadPoolExecutor(1) as pool:
        sender = pool.submit(in_thread, mailboxes.deliver, NOON)
        assert hold.reached.wait(30)
        Mail.objects.update(payload={"withdrawn": True})
        hold.released.set()
        sender.result(30)

    assert state(mail) == State.CANCELLED
    assert mailboxes.addresses() == []


def in_thread(function, *arguments):
    try:
        return function(*arguments)
    finally:
        connection.close()
