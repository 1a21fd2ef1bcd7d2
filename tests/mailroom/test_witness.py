"""A mail of which nobody knows whether it arrived, and a journal that does know."""

import mailbox
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from mailroom import passes, witness
from mailroom.models import Mail
from mailroom.services import hand_in
from mailroom.stages import State
from tests.factories.members import NOON
from tests.servers.imap import Imap
from tests.servers.relay import Drop

pytestmark = pytest.mark.django_db


class Journal:
    """A Maildir into which a relay puts a copy of what it took."""

    def __init__(self, path):
        self.folder = mailbox.Maildir(path, create=True)
        self.url = f"maildir://{path}"

    def add(self, raw):
        self.folder.add(raw)


class ImapJournal:
    """The same behind a real IMAP server."""

    def __init__(self, server):
        self.server = server
        self.url = server.url + "Journal"

    def add(self, raw):
        self.server.messages.append(raw)


@pytest.fixture
def imap():
    with Imap() as server:
        yield server


@pytest.fixture(params=["maildir", "imap"])
def journal(request, tmp_path, imap, settings):
    found = Journal(tmp_path / "journal") if request.param == "maildir" else ImapJournal(imap)
    settings.WITNESS_URL = found.url
    return found


@pytest.fixture
def left_open(celle_lead, mailboxes):
    """Owe a mail of a kind; the relay takes the message and says nothing more."""

    def owe(kind):
        hand_in(kind, occasion="probe:1", people=[celle_lead.pk], payload={}, now=NOON)
        mailboxes.relay.on("DOT", Drop)
        mailboxes.deliver(NOON)
        assert Mail.objects.get().state == State.UNCERTAIN
        Mail.objects.update(lease_until=Now() - timedelta(seconds=1))
        return bytes(Mail.objects.get().raw)

    return owe


KINDS = ["test_note", "test_bulletin"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_witness_has_seen_counts_as_sent(kind, left_open, journal):
    journal.add(left_open(kind))

    passes.settle_uncertain(NOON)

    mail = Mail.objects.get()
    assert (mail.state, mail.resent) == (State.SENT, False)
    assert mail.attempts.last().phase == "WITNESS"


@pytest.mark.parametrize("kind", KINDS)
def test_what_it_has_not_seen_is_sent_once_more_the_same_bytes(
    kind, left_open, journal, mailboxes, celle_lead
):
    first = left_open(kind)
    mailboxes.relay.stored.clear()

    passes.settle_uncertain(NOON)
    mailboxes.deliver(NOON)

    assert Mail.objects.get().state == State.SENT
    assert mailboxes.relay.to(celle_lead.email) == [first]


def test_a_witness_that_cannot_be_asked_decides_nothing(left_open, settings, tmp_path):
    left_open("test_bulletin")
    settings.WITNESS_URL = f"maildir://{tmp_path / 'nowhere'}"

    passes.settle_uncertain(NOON)

    assert Mail.objects.get().state == State.UNCERTAIN
    assert not Mail.objects.filter(lease_until__lte=Now()).exists()


def test_a_login_code_is_never_sent_again_whatever_the_witness_says(left_open, journal):
    left_open("test_note")
    Mail.objects.update(policy="interactive")

    passes.settle_uncertain(NOON)

    assert Mail.objects.get().state == State.EXPIRED


def test_a_server_that_is_not_there_says_so(settings):
    settings.WITNESS_URL = "imap://nobody:none@127.0.0.1:9/Journal"

    with pytest.raises(witness.Unanswered):
        witness.found({"<x@forum.example>"})


def test_without_a_witness_there_is_no_answer(settings):
    settings.WITNESS_URL = ""

    assert witness.found({"<x@forum.example>"}) is None
