from datetime import timedelta

import pytest
from django.db.models.functions import Now

from mailroom import passes
from mailroom.models import Mail
from mailroom.registers import Letter
from mailroom.services import hand_in, post_sealed
from mailroom.stages import State
from tests.factories.members import MINUTE, NOON
from tests.servers.relay import Drop

pytestmark = pytest.mark.django_db


def owe(person, kind):
    hand_in(kind, occasion="probe:1", people=[person.pk], payload={}, now=NOON)


def let_lease_run_out():
    Mail.objects.exclude(lease_until=None).update(lease_until=Now() - timedelta(seconds=1))


def lost_answer(mailboxes):
    """The relay stores the message, and the connection ends before its answer."""
    mailboxes.relay.on("DOT", Drop)
    mailboxes.deliver(NOON)
    assert Mail.objects.get().state == State.UNCERTAIN


@pytest.mark.parametrize("phase", ["BODY", "DOT"])
def test_a_connection_lost_after_the_message_began_is_never_tried_blindly(
    celle_lead, mailboxes, phase
):
    mailboxes.relay.on(phase, Drop)
    owe(celle_lead, "test_note")

    for minutes in range(0, 60, 10):
        mailboxes.deliver(NOON + minutes * MINUTE)

    assert Mail.objects.get().state == State.UNCERTAIN
    assert len(mailboxes.relay.stored) == (1 if phase == "DOT" else 0)


def test_routine_mail_counts_as_sent(celle_lead, mailboxes):
    owe(celle_lead, "test_bulletin")
    lost_answer(mailboxes)

    let_lease_run_out()
    mailboxes.deliver(NOON)

    assert Mail.objects.get().state == State.SENT
    assert len(mailboxes.relay.stored) <= 1


def test_what_must_arrive_goes_out_once_more_with_the_same_bytes(celle_lead, mailboxes):
    owe(celle_lead, "test_note")
    lost_answer(mailboxes)
    frozen = bytes(Mail.objects.get().raw)

    let_lease_run_out()
    mailboxes.deliver(NOON + MINUTE)
    mailboxes.deliver(NOON + MINUTE)

    assert Mail.objects.get().state == State.SENT
    assert mailboxes.relay.to(celle_lead.email) == [frozen, frozen]


def test_what_is_uncertain_twice_stays_visibly_so(celle_lead, mailboxes):
    owe(celle_lead, "test_note")
    lost_answer(mailboxes)
    mailboxes.relay.on("DOT", Drop)

    for _ in range(4):
        let_lease_run_out()
        mailboxes.deliver(NOON + MINUTE)

    assert Mail.objects.get().state == State.UNCERTAIN
    assert len(mailboxes.relay.stored) == 2


def test_a_second_copy_that_is_no_longer_due_does_not_make_the_first_one_unsent(
    celle_lead, mailboxes
):
    owe(celle_lead, "test_note")
    lost_answer(mailboxes)
    Mail.objects.update(payload={"withdrawn": True})

    let_lease_run_out()
    mailboxes.deliver(NOON + MINUTE)
    mailboxes.deliver(NOON + MINUTE)

    assert Mail.objects.get().state == State.UNCERTAIN
    assert len(mailboxes.relay.stored) == 1


def test_a_second_copy_goes_to_no_other_address_than_the_first(celle_lead, mailboxes):
    owe(celle_lead, "test_note")
    lost_answer(mailboxes)
    celle_lead.delivery_address = "integration@celle.example"
    celle_lead.delivery_verified_at = NOON
    celle_lead.save()

    let_lease_run_out()
    mailboxes.deliver(NOON + MINUTE)
    mailboxes.deliver(NOON + MINUTE)

    assert mailboxes.addresses() == [celle_lead.email]


def test_an_uncertain_login_code_is_left_to_expire_and_wiped(celle_lead, mailboxes):
    post_sealed(
        "account",
        occasion="code:1",
        address=celle_lead.email,
        person=celle_lead,
        letter=Letter(subject="Ihr Code", text="ABCD"),
        now=NOON,
        valid_until=NOON + 10 * MINUTE,
    )
    lost_answer(mailboxes)

    let_lease_run_out()
    mailboxes.deliver(NOON + MINUTE)

    mail = Mail.objects.get()
    assert (mail.state, mail.raw) == (State.EXPIRED, None)


def test_a_row_left_while_claimed_goes_back_into_the_queue(celle_lead, mailboxes):
    owe(celle_lead, "test_note")
    Mail.objects.update(state=State.CLAIMED, worker="dead", lease_until=Now())

    passes.recover()

    assert Mail.objects.get().state == State.QUEUED


def test_a_row_left_while_handing_over_is_uncertain_and_not_queued(celle_lead, mailboxes):
    owe(celle_lead, "test_note")
    Mail.objects.update(state=State.DATA, worker="dead", lease_until=Now())

    mailboxes.deliver(NOON)

    assert Mail.objects.get().state == State.UNCERTAIN
    assert mailboxes.relay.stored == []


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("test_bulletin", ["ohne Antwort, gilt als zugestellt"]),
        (
            "test_note",
            ["ohne Antwort, geht ein zweites Mal hinaus", "zweimal ohne Antwort, bleibt ungewiss"],
        ),
    ],
)
def test_the_row_tells_that_nobody_knew(celle_lead, mailboxes, kind, said):
    owe(celle_lead, kind)
    mailboxes.relay.on("DOT", Drop, Drop)

    for _ in range(5):
        mailboxes.deliver(NOON + MINUTE)
        let_lease_run_out()

    decided = Mail.objects.get().attempts.filter(phase="POLICY")
    assert list(decided.values_list("text", flat=True)) == said
