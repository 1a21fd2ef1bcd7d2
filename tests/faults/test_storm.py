"""A thousand recipients, three senders, and one of them killed again and again."""

import os
import random
import signal
import time
from collections import Counter

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from mailroom.models import Mail
from mailroom.services import hand_in
from mailroom.stages import FINAL, State
from members.models import Mandate, Person
from members.stages import Function
from tests.factories.members import LONG_AGO, NOON

pytestmark = pytest.mark.long

PEOPLE = 1000
SENDERS = 3
KILLS = 10
PATIENCE = 240


@pytest.fixture
def crowd(celle, transactional_db):
    people = Person.objects.bulk_create(
        Person(email=f"person{number}@forum.example", password="!", created_at=NOON)
        for number in range(PEOPLE)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, primary=True, verified=True)
        for person in people
    )
    Mandate.objects.bulk_create(
        Mandate(person=person, district=celle, function=Function.OFFICER, starts_on=LONG_AGO)
        for person in people
    )
    return people


def unsettled():
    return Mail.objects.exclude(state__in=FINAL).exclude(state=State.UNCERTAIN, resent=True).count()


@pytest.mark.parametrize("kind", ["test_note", "test_bulletin"])
def test_whoever_is_killed_nothing_is_lost_and_nothing_arrives_twice(kind, crowd, relay, sender):
    dice = random.Random(2027)
    hand_in(kind, occasion="probe:1", people=[p.pk for p in crowd], payload={}, now=timezone.now())
    senders = [sender.start("mailer") for _ in range(SENDERS)]
    try:
        for _ in range(KILLS):
            wait_for_copies(relay, min(len(relay.stored) + dice.randint(20, 90), PEOPLE - 1))
            victim = dice.randrange(SENDERS)
            os.kill(senders[victim].pid, signal.SIGKILL)
            senders[victim].wait(PATIENCE)
            senders[victim] = sender.start("mailer")
        wait_for(lambda: unsettled() == 0)
    finally:
        for process in senders:
            process.terminate()
            process.wait(PATIENCE)

    copies = Counter(stored.to for stored in relay.stored)
    twice = [to for to, count in copies.items() if count == 2]
    report(kind, copies, twice)
    assert max(copies.values()) <= (2 if kind == "test_note" else 1)
    assert all(len(set(relay.to(address))) == 1 for address in twice)
    missing = {person.email for person in crowd} - set(copies)
    assert kind == "test_bulletin" or not missing
    assert len(missing) <= KILLS


def wait_for_copies(relay, count):
    wait_for(lambda: len(relay.stored) >= count)


def wait_for(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "nothing came of it"
        time.sleep(0.02)


def report(kind, copies, twice):
    states = Counter(Mail.objects.values_list("state", flat=True))
    print(f"\n{kind}: {len(copies)} of {PEOPLE} reached, {len(twice)} twice, {dict(states)}")
