"""While the mailroom is paused nothing leaves, whoever tries; then what is owed does."""

import pytest

from mailroom import claims, delivery, pausing
from mailroom.models import Mail
from mailroom.registers import Letter
from mailroom.services import hand_in, post_sealed
from mailroom.stages import State
from tests.factories.members import HOUR, NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def owed(celle_lead):
    hand_in("test_note", occasion="probe:1", people=[celle_lead.pk], payload={}, now=NOON)
    return Mail.objects.get()


def test_nothing_leaves_during_a_pause_and_it_does_afterwards(owed, mailboxes):
    pausing.pause("von Hand", NOON)
    mailboxes.deliver(NOON)
    assert mailboxes.addresses() == []

    pausing.resume()
    mailboxes.deliver(NOON)
    assert mailboxes.addresses() == [owed.recipient.email]


def test_a_login_code_waits_too(mailboxes):
    post_sealed(
        kind="account",
        occasion="account:1",
        address="celle@forum.example",
        person=None,
        letter=Letter(subject="Code", text="1234", html="<p>1234</p>"),
        now=NOON,
        valid_until=NOON + HOUR,
    )
    pausing.pause("von Hand", NOON)

    mailboxes.deliver(NOON)

    assert mailboxes.addresses() == []


@pytest.mark.django_db(transaction=True)
def test_what_is_claimed_when_the_pause_begins_does_not_pass_the_fence(owed):
    (mail,) = claims.claim("worker", NOON)
    pausing.pause("von Hand", NOON)

    assert not claims.fence(mail)

    owed.refresh_from_db()
    assert owed.state == State.CLAIMED
    assert delivery.deliver(NOON).sent == 0
