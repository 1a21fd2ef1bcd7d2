"""How long the mailroom keeps what it knows."""

import pytest

from mailroom.models import Announcement, Bounce, Mail
from mailroom.services import announce, hand_in
from mailroom.stages import State
from tests.factories.mailroom import make_bounce
from tests.factories.members import DAY, NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(celle_lead, mailboxes):
    hand_in("test_note", occasion="probe:1", people=[celle_lead.pk], payload={}, now=NOON)
    mailboxes.deliver(NOON)
    return Mail.objects.get()


def test_the_bytes_go_after_a_month_and_the_row_stays(sent, mailboxes):
    mailboxes.deliver(NOON + 29 * DAY)
    assert Mail.objects.get().raw

    mailboxes.deliver(NOON + 30 * DAY)

    assert Mail.objects.get().raw is None


def test_after_three_months_the_row_goes_with_all_that_was_noted_of_it(sent, mailboxes):
    make_bounce(sent)
    mailboxes.deliver(NOON + 89 * DAY)
    assert Mail.objects.exists()

    mailboxes.deliver(NOON + 90 * DAY)

    assert not Mail.objects.exists()
    assert not Bounce.objects.exists()


def test_what_was_left_uncertain_goes_too_and_what_waits_stays(sent, mailboxes):
    Mail.objects.update(state=State.UNCERTAIN, settled_at=None, resent=True)
    later = NOON + 90 * DAY
    hand_in(
        "test_note",
        occasion="probe:2",
        people=[sent.recipient_id],
        payload={},
        now=later + DAY,
    )

    mailboxes.deliver(later)

    assert [mail.occasion for mail in Mail.objects.all()] == ["probe:2"]


def test_an_announcement_goes_with_its_mails(celle_lead, mailboxes):
    announce("test_note", occasion="probe:1", payload={}, now=NOON)
    mailboxes.deliver(NOON)

    mailboxes.deliver(NOON + 90 * DAY)

    assert not Announcement.objects.exists()
    assert len(mailboxes.relay.stored) == 1
