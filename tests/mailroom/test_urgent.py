"""A sender that takes only what somebody waits for."""

import pytest

from mailroom import passes
from mailroom.models import Heartbeat, Mail
from mailroom.registers import Letter
from mailroom.services import hand_in, post_sealed
from mailroom.stages import State
from tests.factories.members import HOUR, NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(celle_lead):
    """A login code and a bulletin, both due."""
    hand_in("test_bulletin", occasion="rund:1", people=[celle_lead.pk], payload={}, now=NOON)
    post_sealed(
        "account",
        occasion="code:1",
        address=celle_lead.email,
        person=celle_lead,
        letter=Letter(subject="Ihr Code", text="123\n"),
        now=NOON,
        valid_until=NOON + HOUR,
    )


def states():
    return dict(Mail.objects.values_list("occasion", "state"))


def test_it_sends_the_code_and_leaves_the_rest(waiting, mailboxes):
    passes.run_urgent(NOON)

    assert states() == {"code:1": State.SENT, "rund:1": State.QUEUED}


def test_it_is_no_whole_pass_and_does_not_say_so(waiting, mailboxes):
    passes.run_urgent(NOON)

    assert not Heartbeat.objects.exists()
