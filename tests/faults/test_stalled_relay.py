"""A relay that says nothing for a long time."""

import pytest
from django.utils import timezone

from mailroom.models import Mail
from mailroom.registers import Letter
from mailroom.services import hand_in, post_sealed
from mailroom.stages import State
from tests.factories.members import HOUR
from tests.servers.relay import Hold

from .conftest import TIMES, Sender

PATIENCE = 30


@pytest.fixture
def patient(relay, transactional_db):
    """A sender that waits for the relay longer than this test takes."""
    return Sender(relay, TIMES | {"MAIL_DATA_TIMEOUT": "60", "MAIL_DATA_LEASE": "90"})


def test_a_login_code_does_not_wait_behind_a_bulletin(celle_lead, relay, patient):
    now = timezone.now()
    hand_in("test_bulletin", occasion="rund:1", people=[celle_lead.pk], payload={}, now=now)
    hold = Hold()
    relay.on("DOT", hold)
    slow = patient.start("mailer")
    assert hold.reached.wait(PATIENCE)

    post_sealed(
        "account",
        occasion="code:1",
        address=celle_lead.email,
        person=celle_lead,
        letter=Letter(subject="Ihr Code", text="123\n"),
        now=now,
        valid_until=now + HOUR,
    )
    urgent = patient.start("mailer", "--urgent")
    patient.wait_until(lambda: state("code:1") == State.SENT)
    held = state("rund:1")
    hold.released.set()
    for process in (slow, urgent):
        process.terminate()
        process.wait(PATIENCE)

    assert held == State.DATA


def state(occasion):
    return Mail.objects.get(occasion=occasion).state
