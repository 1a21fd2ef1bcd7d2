"""Rows 1 and 2 of the fault table: a sender is killed, and mail arrives once all the same.

The points are reached from outside: the mail server holds, then the sender's
process gets SIGKILL. Copies are counted by what the mail server stored.
"""

from email import message_from_bytes

import psycopg
import pytest
from django.utils import timezone

from mailroom.models import Mail
from mailroom.services import hand_in
from mailroom.stages import FINAL, State
from tests.servers.relay import Drop, Hold

PATIENCE = 30


def owe(person, kind):
    hand_in(kind, occasion="probe:1", people=[person.pk], payload={}, now=timezone.now())


def kill_at(phase, relay, sender, then=None):
    """Kill a sender while the mail server holds it at ``phase``."""
    hold = Hold(then)
    relay.on(phase, hold)
    process = sender.start("tick")
    assert hold.reached.wait(PATIENCE), "the sender never came there"
    process.kill()
    process.wait(PATIENCE)
    hold.released.set()


def settled():
    return not Mail.objects.exclude(state__in=FINAL).exists()


def copies(relay, person):
    return relay.to(person.email)


@pytest.mark.parametrize("phase", ["CONNECT", "MAIL", "RCPT"])
@pytest.mark.parametrize("kind", ["test_note", "test_bulletin"])
def test_killed_before_the_message_another_sends_it_once(phase, kind, celle_lead, relay, sender):
    owe(celle_lead, kind)

    kill_at(phase, relay, sender)
    sender.tick_until(settled)

    assert len(copies(relay, celle_lead)) == 1


def test_killed_in_the_middle_of_the_message_what_must_arrive_arrives_once(
    celle_lead, relay, sender
):
    owe(celle_lead, "test_note")

    kill_at("BODY", relay, sender, then=Drop)
    assert copies(relay, celle_lead) == []
    sender.tick_until(settled)

    assert len(copies(relay, celle_lead)) == 1


def test_killed_after_the_relay_stored_it_routine_mail_is_never_doubled(celle_lead, relay, sender):
    owe(celle_lead, "test_bulletin")

    kill_at("DOT", relay, sender)
    sender.tick_until(settled)

    assert len(copies(relay, celle_lead)) == 1


def test_killed_after_the_relay_stored_it_what_must_arrive_has_two_equal_copies_at_most(
    celle_lead, relay, sender
):
    owe(celle_lead, "test_note")

    kill_at("DOT", relay, sender)
    sender.tick_until(settled)

    first, second = copies(relay, celle_lead)
    assert first == second
    assert message_from_bytes(first)["Message-ID"] == Mail.objects.get().message_id


def test_killed_after_250_and_before_the_commit_routine_mail_is_never_doubled(
    celle_lead, relay, sender
):
    owe(celle_lead, "test_bulletin")
    hold = Hold()
    relay.on("DOT", hold)
    process = sender.start("tick")
    assert hold.reached.wait(PATIENCE)

    with psycopg.connect(sender.environment["DATABASE_URL"]) as other:
        other.execute("SELECT 1 FROM mailroom_mail FOR UPDATE")
        hold.released.set()  # 250 goes out; the sender cannot write that down
        wait_until_blocked(sender)
        process.kill()
        process.wait(PATIENCE)
    assert Mail.objects.get().state == State.DATA
    sender.tick_until(settled)

    assert len(copies(relay, celle_lead)) == 1


def wait_until_blocked(sender):
    """Until some process waits for the row lock, which is the sender with its result."""
    waiting = """
        SELECT count(*) FROM pg_stat_activity
        WHERE wait_event_type = 'Lock' AND datname = current_database()
    """
    with psycopg.connect(sender.environment["DATABASE_URL"], autocommit=True) as look:
        for _ in range(PATIENCE * 20):
            if look.execute(waiting).fetchone()[0]:
                return
            look.execute("SELECT pg_sleep(0.05)")
    raise AssertionError("the sender never came there")


def test_two_passes_at_once_send_each_mail_once(celle_lead, coburg_lead, relay, sender):
    people = [celle_lead.pk, coburg_lead.pk]
    for number in range(30):
        hand_in(
            "test_note",
            occasion=f"probe:{number}",
            people=people,
            payload={},
            now=timezone.now(),
        )

    for process in [sender.start("tick") for _ in range(3)]:
        assert process.wait(PATIENCE) == 0
    sender.tick_until(settled)  # what a slow pass no longer held is left to the next

    assert len(copies(relay, celle_lead)) == len(copies(relay, coburg_lead)) == 30
