"""Thousands of recipients while all that can stop is stopped, at moments that a seed draws."""

import random
import signal
from dataclasses import dataclass

import pytest
from django.db import connection

from mailroom import doorbell
from mailroom.models import Mail
from mailroom.stages import State
from tests.factories.members import make_member

from .crowd import addresses, by_kind, copies_differ, make_crowd, owe, settled

MAILERS = 3  # and a worker that hears the bell
PATIENCE = 900


@dataclass(frozen=True)
class Size:
    people: int
    kills: int
    valkey_stops: int


WITNESSES = [
    pytest.param(True, id="witness"),
    pytest.param(False, id="no-witness", marks=pytest.mark.long),
]
SIZES = [
    pytest.param(Size(200, 2, 1), id="short"),
    pytest.param(Size(10_000, 20, 2), id="full", marks=pytest.mark.long),
]


class Storm:
    """Four senders, and the faults that happen to them and to their servers."""

    def __init__(self, senders, relay, postgres, valkey, dice):
        self.senders, self.relay, self.dice = senders, relay, dice
        self.postgres, self.valkey = postgres, valkey
        self.running = [senders.start("mailer") for _ in range(MAILERS)] + [senders.start_worker()]
        senders.start_beat()

    def happen(self, size: Size) -> None:
        """Each fault when the mail server has stored as many copies as the dice say."""
        faults = [self.kill] * size.kills + [self.stop_valkey] * size.valkey_stops
        faults += [self.restart_postgres, self.lose_the_relay]
        self.dice.shuffle(faults)
        moments = sorted(self.dice.sample(range(1, size.people * 9 // 10), len(faults)))
        for moment, fault in zip(moments, faults, strict=True):
            self.wait_for_copies(moment)
            fault()
            doorbell.ring()

    def wait_for_copies(self, count: int) -> None:
        self.senders.wait_until(lambda: len(self.relay.stored) >= count, PATIENCE)

    def kill(self) -> None:
        victim = self.dice.randrange(len(self.running))
        self.running[victim] = self.senders.replace(self.running[victim])

    def stop_valkey(self) -> None:
        self.valkey.stop()
        doorbell.ring()
        self.valkey.start()

    def restart_postgres(self) -> None:
        """Immediate: no transaction ends in an orderly way, and recovery follows."""
        self.postgres.process.send_signal(signal.SIGQUIT)
        self.postgres.process.wait(PATIENCE)
        self.postgres.start()
        connection.close()

    def lose_the_relay(self) -> None:
        """Until every sender has found it closed: what they held they have given back."""
        self.relay.go_away()
        self.senders.wait_until(lambda: not claimed(), PATIENCE)
        self.relay.come_back()


def claimed() -> bool:
    return Mail.objects.filter(state=State.CLAIMED).exists()


@pytest.mark.parametrize("witness", WITNESSES)
@pytest.mark.parametrize("size", SIZES)
def test_whatever_stops_nothing_is_lost_and_nobody_gets_two(
    size, witness, relay, postgres, valkey, journal, senders, account
):
    seed = 2027 + witness
    people = make_crowd(make_member("03351", "Celle"), size.people)
    groups = by_kind(people)
    for kind, some in groups.items():
        owe(kind, some)
    senders.environment |= {"REDIS_URL": valkey.url, "WITNESS_URL": journal if witness else ""}
    Storm(senders, relay, postgres, valkey, random.Random(seed)).happen(size)
    senders.wait_until(settled, PATIENCE)
    senders.stop()

    rows = {
        kind: account.of_mail(
            f"storm, {'a witness' if witness else 'no witness'}, {kind}",
            addresses(some),
            seed=seed,
            faults=f"{size.kills} kills, {size.valkey_stops} Valkey, 1 PostgreSQL, 1 relay",
            mails=Mail.objects.filter(kind=kind),
        )
        for kind, some in groups.items()
    }
    note, bulletin = rows.values()
    assert note.lost == 0
    assert bulletin.twice == 0
    assert not copies_differ(relay, people)
    assert note.stored <= 2 * note.recipients
    assert bulletin.lost <= bulletin.not_known
    if witness:
        assert note.twice == bulletin.lost == note.left_open == bulletin.left_open == 0
