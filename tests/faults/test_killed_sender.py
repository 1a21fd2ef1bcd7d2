"""Rows 1 and 2 of the fault table: a sender is killed, and mail arrives once all the same.

The points are reached from outside: the mail server holds, then the process at the
other end gets SIGKILL. Copies are counted by what the mail server stored.
"""

import signal

import psycopg
import pytest

from mailroom.models import Mail
from tests.servers.relay import Drop, Hold

from .crowd import KINDS, addresses, copies_differ, make_crowd, owe, settled

SENDERS = 2
BEFORE = ["CONNECT", "MAIL", "RCPT"]
WITHIN = ["BODY", "DOT", "COMMIT"]
POINTS = {
    "CONNECT": "on connecting",
    "MAIL": "before MAIL FROM is answered",
    "RCPT": "after RCPT",
    "BODY": "in the middle of DATA",
    "DOT": "stored, before 250",
    "COMMIT": "after 250, before the commit",
}
FULL = pytest.param(20, id="full", marks=pytest.mark.long)
ONCE = [pytest.param(1, id="short"), FULL]
BOTH_KINDS = [pytest.param(2, id="short"), FULL]


class Trial:
    """Some senders; each that comes to a point with a mail is killed there and replaced."""

    def __init__(self, senders, relay):
        self.senders, self.relay = senders, relay
        # A second connection of the same process would be killed at a point of its own.
        senders.environment["MAIL_CONNECTIONS"] = "1"

    def kill_often(self, points, people, times, *, one_by_one=False) -> dict:
        """For each of ``points`` the people whose mail came there; both kinds by turns.

        ``one_by_one``: each mail arrives before the next is owed, so that no sender is
        killed with the result of another mail still in its memory.
        """
        for _ in range(SENDERS):
            self.senders.start("mailer")
        whom = {point: [people.pop() for _ in range(times)] for point in points}
        for point, some in whom.items():
            for number, person in enumerate(some):
                self.kill_at(point, person, KINDS[number % 2])
                if one_by_one:
                    self.senders.wait_until(settled)
        self.senders.wait_until(settled)
        return whom

    def kill_at(self, point: str, person, kind: str) -> None:
        """Owe ``person`` a mail, and kill whoever sends it when it has come to ``point``.

        A sender of little patience may have hung up meanwhile; then it is the next one's turn.
        """
        hold = self.hold(point, person)
        owe(kind, [person], occasion=f"probe:{point}")
        while True:
            self.senders.wait_until(hold.reached.is_set)
            if held := self.senders.freeze(hold.peer):
                break
            hold.released.set()
            hold = self.hold(point, person)
        if point == "COMMIT":
            self.kill_while_it_writes(held, hold, person)
        self.senders.replace(held)
        hold.released.set()

    def hold(self, point: str, person) -> Hold:
        """The mail server will hold at ``point``; from RCPT on it knows for whom."""
        hold = Hold(then=Drop if point == "BODY" else None)
        whom = "" if point in ("CONNECT", "MAIL") else person.email
        self.relay.on("DOT" if point == "COMMIT" else point, hold, to=whom)
        return hold

    def kill_while_it_writes(self, held, hold, person) -> None:
        """250 goes out, and the sender cannot write that down: its row is locked."""
        with psycopg.connect(self.senders.environment["DATABASE_URL"]) as other:
            row = "SELECT 1 FROM mailroom_mail WHERE recipient_id = %s FOR UPDATE"
            other.execute(row, [person.pk])
            hold.released.set()
            held.send_signal(signal.SIGCONT)
            self.senders.wait_until(lambda: blocks_somebody(other))
            self.senders.kill(held)


def blocks_somebody(other) -> bool:
    blocked = "SELECT 1 FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    return other.execute(blocked).fetchone() is not None


@pytest.fixture
def trial(senders, relay):
    return Trial(senders, relay)


def counted(account, hit, witness="") -> dict:
    return {
        point: account.of_mail(
            f"killed {POINTS[point]}{witness}",
            addresses(some),
            faults=f"{len(some)} kills",
            mails=Mail.objects.filter(occasion=f"probe:{point}"),
        )
        for point, some in hit.items()
    }


@pytest.mark.parametrize("times", ONCE)
def test_killed_before_the_message_another_sends_it_once(times, celle, trial, account):
    people = make_crowd(celle, len(BEFORE) * times)

    hit = trial.kill_often(BEFORE, people, times, one_by_one=True)

    for row in counted(account, hit).values():
        assert row.lost == row.twice == row.not_known == 0


@pytest.mark.parametrize("times", ONCE)
def test_killed_within_the_message_it_arrives_once_where_there_is_a_witness(
    times, celle, journal, trial, account
):
    people = make_crowd(celle, len(WITHIN) * times)
    trial.senders.environment["WITNESS_URL"] = journal

    hit = trial.kill_often(WITHIN, people, times)

    for row in counted(account, hit, ", a witness").values():
        assert row.lost == row.twice == row.left_open == 0
        assert row.not_known == times


@pytest.mark.parametrize("times", BOTH_KINDS)
def test_killed_within_the_message_without_a_witness_the_policy_decides(
    times, celle, relay, trial, account
):
    people = make_crowd(celle, len(WITHIN) * times)

    hit = trial.kill_often(WITHIN, people, times)

    half = times // 2
    rows = counted(account, hit, ", no witness")
    assert all(row.not_known == times for row in rows.values())
    assert not copies_differ(relay, [person for some in hit.values() for person in some])
    # Routine mail counts as sent, what must arrive went out a second time.
    assert (rows["BODY"].lost, rows["BODY"].twice) == (half, 0)
    for point in ("DOT", "COMMIT"):
        assert (rows[point].lost, rows[point].twice) == (0, half)
        assert all(len(relay.to(person.email)) == 2 for person in hit[point][0::2])


def test_two_passes_at_once_send_each_mail_once(celle_lead, coburg_lead, relay, senders):
    for number in range(30):
        owe("test_note", [celle_lead, coburg_lead], occasion=f"probe:{number}")

    for _ in range(SENDERS):
        senders.start("mailer")
    senders.wait_until(settled)

    assert len(relay.to(celle_lead.email)) == len(relay.to(coburg_lead.email)) == 30
