"""A worker that sleeps past its lease, wakes up, and goes on with what others hold by now."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from mailroom import passes
from mailroom.claims import claim, fence, worker_name
from mailroom.delivery import Delivery
from mailroom.models import Mail
from mailroom.services import hand_in
from mailroom.stages import Priority, State
from mailroom.writing import ready
from tests.factories.members import MINUTE, NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def sleeper(celle_lead, relay):
    """What a worker has claimed that then slept past its lease."""
    hand_in("test_note", occasion="probe:1", people=[celle_lead.pk], payload={}, now=NOON)
    mails = claim(worker_name(), NOON)
    Mail.objects.update(lease_until=Now() - timedelta(seconds=1))
    return mails


def take_over():
    """Another worker has the row now, and its message may be out."""
    passes.recover()
    [mail] = claim(worker_name(), NOON)
    [mail] = ready([mail], NOON)
    assert fence(mail)
    return bytes(Mail.objects.get().raw)


def test_it_sends_nothing(sleeper, relay):
    passes.recover()

    awake = Delivery(NOON, Priority.DIGEST)
    for mail in ready(sleeper, NOON):
        awake.send(mail)
    awake.relay.close()

    assert relay.stored == []
    assert Mail.objects.get().state == State.QUEUED


def test_it_changes_no_bytes_that_another_has_frozen(sleeper):
    frozen = take_over()

    assert list(ready(sleeper, NOON + MINUTE)) == []

    assert bytes(Mail.objects.get().raw) == frozen


@pytest.mark.parametrize("payload", [{"broken": True}, {"withdrawn": True}])
def test_it_neither_queues_nor_settles_what_another_may_have_sent(sleeper, payload):
    take_over()
    sleeper[0].payload = payload

    assert list(ready(sleeper, NOON)) == []

    assert Mail.objects.get().state == State.DATA
