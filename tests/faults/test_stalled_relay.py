"""A relay that says nothing for a long time, or hangs up when it has everything."""

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from mailroom.models import Mail
from mailroom.registers import Letter
from mailroom.services import hand_in, post_sealed
from mailroom.stages import State
from tests.factories.members import HOUR
from tests.servers.relay import Drop, Hold, Late

from .crowd import KINDS, addresses, by_kind, copies_differ, make_crowd, owe, settled
from .senders import SCALED

PATIENCE = 30
COUNTS = [
    pytest.param(6, id="short"),
    pytest.param(40, id="full", marks=pytest.mark.long),
]


def test_a_login_code_does_not_wait_behind_a_bulletin(celle_lead, relay, senders):
    now = timezone.now()
    hand_in("test_bulletin", occasion="rund:1", people=[celle_lead.pk], payload={}, now=now)
    hold = Hold()
    relay.on("DOT", hold)
    # The relay takes longer than this test; nobody loses patience.
    senders.environment |= in_real_time()
    senders.start("mailer")
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
    senders.start("mailer", "--urgent")
    senders.wait_until(lambda: state("code:1") == State.SENT, hurry=False)
    held = state("rund:1")
    hold.released.set()

    assert held == State.DATA


def in_real_time() -> dict[str, str]:
    """The times of production, as they are."""
    return {name: str(getattr(django_settings, name)) for name in SCALED}


def state(occasion):
    return Mail.objects.get(occasion=occasion).state


class Trial:
    """Both kinds of mail to some people, from two senders, at a mail server that does one thing."""

    def __init__(self, relay, senders, account):
        self.relay, self.senders, self.account = relay, senders, account

    def run(self, name: str, people, action, faults: str) -> dict:
        for person in people:
            self.relay.on("DOT", action, to=person.email)  # the first time only
        groups = by_kind(people)
        for kind, some in groups.items():
            owe(kind, some)
        for _ in range(2):
            self.senders.start("mailer")
        self.senders.wait_until(settled)
        return {
            kind: self.account.of_mail(
                f"{name}, {kind}",
                addresses(some),
                faults=faults,
                mails=Mail.objects.filter(kind=kind),
            )
            for kind, some in groups.items()
        }


@pytest.fixture
def trial(relay, senders, account):
    return Trial(relay, senders, account)


@pytest.mark.parametrize("count", COUNTS)
def test_a_relay_that_takes_ninety_seconds_for_each_answer_is_waited_for(count, celle, trial):
    late = Late(90 / trial.senders.factor)

    rows = trial.run("slow relay", make_crowd(celle, count), late, "250 after 90 s, scaled")

    for row in rows.values():
        assert row.lost == row.twice == row.not_known == 0


@pytest.mark.parametrize("count", COUNTS)
def test_a_connection_dropped_after_the_dot_leaves_one_copy_where_there_is_a_witness(
    count, celle, journal, trial
):
    trial.senders.environment["WITNESS_URL"] = journal

    rows = trial.run(
        "dropped after the dot, a witness", make_crowd(celle, count), Drop, f"{count} drops"
    )

    for row in rows.values():
        assert row.lost == row.twice == row.left_open == 0
        assert row.not_known == row.recipients


@pytest.mark.parametrize("count", COUNTS)
def test_a_connection_dropped_after_the_dot_without_a_witness_never_doubles_routine_mail(
    count, celle, relay, trial
):
    people = make_crowd(celle, count)

    rows = trial.run("dropped after the dot, no witness", people, Drop, f"{count} drops")

    note, bulletin = (rows[kind] for kind in KINDS)
    assert note.lost == bulletin.lost == bulletin.twice == 0
    assert note.stored == 2 * note.recipients
    assert note.not_known + bulletin.not_known == count
    assert not copies_differ(relay, people)


@pytest.mark.long
def test_in_real_time_with_the_times_of_production_a_slow_answer_is_waited_for(
    celle, relay, senders, account
):
    [person] = people = make_crowd(celle, 1)
    senders.environment |= in_real_time()
    relay.on("DOT", Late(30))
    owe("test_note", people)

    for _ in range(2):
        senders.start("mailer")
    senders.wait_until(settled)

    row = account.of_mail("slow relay, real time", [person.email], faults="250 after 30 s")
    assert (row.stored, row.lost, row.twice, row.not_known) == (1, 0, 0, 0)
