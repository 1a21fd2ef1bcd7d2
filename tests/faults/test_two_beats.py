"""Row 9 of the fault table: everything that rings and everything that hears the bell, twice."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from email import message_from_bytes
from email.policy import default
from itertools import pairwise

import pytest

from digests.models import Digest
from digests.rhythm import Schedule
from digests.services import set_preference
from digests.stages import Rhythm, Weekday
from forum_portal import clock
from mailroom.models import Mail
from mailroom.stages import State
from meetings.services import planning
from tests.factories.meetings import agenda_item, make_meeting
from tests.factories.members import DAY, HOUR, MINUTE

from .conftest import Row

DAILY = Schedule(Rhythm.DAILY.value, Weekday.MONDAY.value, 7)
# Longer than the trial's five hundred days, so that every row is there to be looked at.
KEPT = {"KEEP_DIGESTS_DAYS": "1000", "KEEP_MAIL_ROWS_DAYS": "1000"}
SLOTS = [pytest.param(10, id="short"), pytest.param(500, id="full", marks=pytest.mark.long)]


def slots(count: int) -> list[datetime]:
    """The next ``count`` mornings at seven; 500 of them see four changes of the clocks."""
    first = DAILY.next_slot(clock.now() + DAY)
    found = [first]
    while len(found) < count:
        found.append(DAILY.next_slot(found[-1]))
    return found


def far_ahead(last: datetime) -> date:
    return (last + timedelta(days=30)).date()


@pytest.mark.parametrize("count", SLOTS)
def test_two_beats_and_two_workers_make_one_summary_a_person_and_slot(
    count, office, celle_lead, coburg_lead, valkey, relay, senders, account
):
    mornings, readers = slots(count), [office, celle_lead, coburg_lead]
    for person in readers:
        set_preference(person, rhythm="daily", weekday=0, hour=7, now=mornings[0] - DAY)
    day = far_ahead(mornings[-1])
    when = {"starts_on": day, "ends_on": day, "starts_time": time(9), "ends_time": time(16)}
    meeting = make_meeting(office, now=mornings[0] - HOUR, answer_by=None, **when)
    senders.environment |= {"REDIS_URL": valkey.url, "BEAT_SECONDS": "0.1", **KEPT}
    for _ in range(2):
        senders.start_worker()
        senders.start_beat()

    for number, morning in enumerate(mornings):
        planning.change_agenda(
            meeting, [agenda_item(f"Punkt {number}")], by=office, now=morning - HOUR
        )
        clock.move_to(morning + MINUTE)
        wait_until_told(morning, readers, senders)
    senders.stop()

    copies = Counter(stored.to for stored in relay.stored if is_summary(stored))
    account.add(
        Row(
            f"two beats, {count} slots",
            recipients=count * len(readers),
            faults="2 beats, 2 workers",
            stored=sum(copies.values()),
            lost=sum(max(0, count - copies[person.email]) for person in readers),
            twice=sum(max(0, copies[person.email] - count) for person in readers),
        )
    )
    assert copies == {person.email: count for person in readers}
    for person in readers:
        links = list(Digest.objects.filter(person=person).order_by("slot"))
        assert [link.slot for link in links] == mornings
        assert all(a.until == b.since for a, b in pairwise(links))


def is_summary(stored) -> bool:
    subject = message_from_bytes(stored.message, policy=default)["Subject"]
    return subject.startswith("Ihr Tag im Forum")


def wait_until_told(slot, readers, senders) -> None:
    occasion = f"digest:{slot:%Y-%m-%dT%H:%MZ}"
    sent = Mail.objects.filter(occasion=occasion, state=State.SENT)
    senders.wait_until(lambda: sent.count() == len(readers), hurry=False)
