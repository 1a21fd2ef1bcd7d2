"""Row 7 of the fault table: Redis is only a doorbell."""

import os
import signal
import subprocess
import sys
import time

import pytest
from celery import current_app
from django.conf import settings as django_settings
from django.utils import timezone

from forum_portal.embedded import Valkey, free_port
from mailroom import doorbell, passes
from mailroom.models import Mail
from mailroom.services import announce
from mailroom.stages import State

PATIENCE = 60


@pytest.fixture
def broker(tmp_path):
    """A broker of this test's own, that it may stop."""
    valkey = Valkey(tmp_path / "valkey")
    valkey.start()
    before = current_app.conf.broker_write_url
    current_app.conf.broker_write_url = valkey.url
    yield valkey
    current_app.conf.broker_write_url = before
    valkey.process.send_signal(signal.SIGCONT)
    valkey.stop()


def owe_to_all():
    announce("test_note", occasion="probe:1", payload={}, now=timezone.now())


def test_a_worker_that_hears_the_bell_sends_the_mail(celle_lead, relay, sender, broker):
    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "--quiet", "-A", "forum_portal"]
        + ["worker", "--pool", "solo", "--without-gossip", "--without-mingle"],
        cwd=django_settings.BASE_DIR,
        env=os.environ | sender.environment | {"REDIS_URL": broker.url},
    )
    try:
        owe_to_all()
        deadline = time.monotonic() + PATIENCE
        while not relay.stored and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        worker.terminate()
        worker.wait(PATIENCE)

    assert [stored.to for stored in relay.stored] == [celle_lead.email]


@pytest.mark.parametrize("fate", ["stopped", "frozen", "full"])
def test_without_the_bell_the_change_is_kept_and_the_mail_leaves_by_the_loop(
    fate, celle_lead, relay, broker, transactional_db
):
    if fate == "stopped":
        broker.stop()
    elif fate == "frozen":
        broker.process.send_signal(signal.SIGSTOP)
    else:
        fill(broker)

    owe_to_all()
    passes.run(timezone.now())

    assert Mail.objects.get().state == State.SENT
    assert [stored.to for stored in relay.stored] == [celle_lead.email]


def fill(broker):
    with current_app.connection_for_write() as connection:
        connection.default_channel.client.config_set("maxmemory", "1")


def test_a_bell_without_a_broker_is_given_up_and_not_an_error(caplog, transactional_db):
    before = current_app.conf.broker_write_url
    current_app.conf.broker_write_url = f"redis://127.0.0.1:{free_port()}"
    try:
        doorbell.ring()
    finally:
        current_app.conf.broker_write_url = before

    assert "doorbell" in caplog.text


def test_ringing_often_in_one_transaction_rings_once(
    celle_lead, django_capture_on_commit_callbacks, db
):
    with django_capture_on_commit_callbacks() as bells:
        for number in range(3):
            announce("test_note", occasion=f"probe:{number}", payload={}, now=timezone.now())

    assert len(bells) == 1
