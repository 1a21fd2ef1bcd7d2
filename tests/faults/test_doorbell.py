"""Row 7 of the fault table: Redis is only a doorbell."""

import signal
import time

import pytest
from celery import current_app
from django.utils import timezone

from forum_portal.embedded import free_port
from mailroom import doorbell, passes
from mailroom.models import Mail
from mailroom.services import announce
from mailroom.stages import State

from .conftest import bell_at
from .crowd import addresses, make_crowd, owe, settled

GIVEN_UP_AFTER = 2  # seconds that a page may wait for the bell


def owe_to_all():
    announce("test_note", occasion="probe:1", payload={}, now=timezone.now())


def test_a_worker_that_hears_the_bell_sends_the_mail(celle_lead, valkey, relay, senders):
    senders.environment["REDIS_URL"] = valkey.url
    senders.start_worker()

    owe_to_all()
    senders.wait_until(lambda: relay.stored)

    assert [stored.to for stored in relay.stored] == [celle_lead.email]


@pytest.mark.parametrize("fate", ["stopped", "frozen", "full"])
def test_without_the_bell_the_change_is_kept_and_the_mail_leaves_by_the_loop(
    fate, celle_lead, relay, valkey, transactional_db
):
    if fate == "stopped":
        valkey.stop()
    elif fate == "frozen":
        valkey.process.send_signal(signal.SIGSTOP)
    else:
        fill_broker()

    owe_to_all()
    passes.run(timezone.now())
    valkey.process.send_signal(signal.SIGCONT)

    assert Mail.objects.get().state == State.SENT
    assert [stored.to for stored in relay.stored] == [celle_lead.email]


def fill_broker():
    with current_app.connection_for_write() as connection:
        connection.default_channel.client.config_set("maxmemory", "1")


def test_a_bell_without_a_broker_is_given_up_and_not_an_error(caplog, transactional_db):
    with bell_at(nobody()):
        doorbell.ring()

    assert "doorbell" in caplog.text


def nobody() -> str:
    return f"redis://127.0.0.1:{free_port()}"


@pytest.mark.parametrize(
    "count",
    [pytest.param(100, id="short"), pytest.param(2000, id="full", marks=pytest.mark.long)],
)
def test_without_a_broker_from_beginning_to_end_everything_is_sent(
    count, celle, relay, senders, account
):
    people = make_crowd(celle, count)
    senders.environment["REDIS_URL"] = nobody()
    for _ in range(2):
        senders.start("mailer")

    with bell_at(nobody()):
        for first in range(0, count, count // 10):
            began = time.monotonic()
            owe("test_note", people[first : first + count // 10])
            assert time.monotonic() - began < GIVEN_UP_AFTER
    senders.wait_until(settled)

    row = account.of_mail("no Valkey at all", addresses(people), faults="no broker")
    assert row.lost == row.twice == row.not_known == 0


def test_ringing_often_in_one_transaction_rings_once(
    celle_lead, django_capture_on_commit_callbacks, db
):
    with django_capture_on_commit_callbacks() as bells:
        for number in range(3):
            announce("test_note", occasion=f"probe:{number}", payload={}, now=timezone.now())

    assert len(bells) == 1
