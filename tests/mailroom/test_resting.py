"""A mail server that asks for patience gets it, from all mail to its domain."""

import pytest

from mailroom.models import Mail, RestingDomain
from mailroom.services import hand_in
from mailroom.stages import State
from tests.factories.members import MINUTE, NOON, make_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(celle):
    """Three at one domain, one at another."""
    return [
        make_officer(address, celle)
        for address in ("a@voll.example", "b@voll.example", "c@voll.example", "d@frei.example")
    ]


def owe(people, occasion="probe:1"):
    hand_in("test_note", occasion=occasion, people=[p.pk for p in people], payload={}, now=NOON)


@pytest.mark.parametrize("code", [421, 432, 452])
def test_one_answer_lets_the_whole_domain_rest_and_no_other(code, people, mailboxes):
    owe(people)
    mailboxes.relay.on("RCPT", f"{code} 4.7.0 too many connections")

    mailboxes.deliver(NOON)

    assert mailboxes.addresses() == ["d@frei.example"]
    waiting = Mail.objects.filter(state=State.QUEUED)
    assert all(mail.next_try >= NOON + MINUTE for mail in waiting)
    assert sorted(mail.retries for mail in waiting) == [0, 0, 1]


def test_after_the_pause_all_of_it_leaves_and_the_domain_is_forgotten(people, mailboxes):
    owe(people)
    mailboxes.relay.on("RCPT", "421 4.7.0 slow down")
    mailboxes.deliver(NOON)

    mailboxes.deliver(NOON + 2 * MINUTE)

    assert len(mailboxes.addresses()) == 4
    assert not RestingDomain.objects.exists()


def test_each_pause_in_a_row_is_longer(people, mailboxes):
    owe(people[:1])
    pauses = []
    now = NOON
    for _ in range(5):
        mailboxes.relay.on("RCPT", "452 4.3.1 full")
        mailboxes.deliver(now)
        pauses.append((RestingDomain.objects.get().until - now) // MINUTE)
        now = Mail.objects.get().next_try

    assert pauses == [1, 5, 15, 60, 60]


def test_mail_that_comes_during_the_pause_waits_without_being_charged(people, mailboxes):
    owe(people[:1])
    mailboxes.relay.on("RCPT", "421 4.7.0 slow down")
    mailboxes.deliver(NOON)
    owe(people[1:2], occasion="probe:2")

    mailboxes.deliver(NOON)

    [second] = Mail.objects.filter(occasion="probe:2")
    assert (second.state, second.retries) == (State.QUEUED, 0)
    assert second.next_try == RestingDomain.objects.get().until
    assert not second.attempts.exists()


def test_another_refusal_for_now_concerns_one_mail_only(people, mailboxes):
    owe(people)
    mailboxes.relay.on("RCPT", "451 4.7.1 greylisted")

    mailboxes.deliver(NOON)

    assert len(mailboxes.addresses()) == 3
    assert not RestingDomain.objects.exists()
