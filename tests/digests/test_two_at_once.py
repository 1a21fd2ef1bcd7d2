"""Two passes at the same moment, each on its own connection: the database decides."""

import threading
from datetime import date, datetime
from itertools import pairwise

import pytest
from django.db import connection, transaction

from digests.models import Digest
from digests.notices import digest
from forum_portal.clock import BERLIN
from mailroom.models import Mail
from members.models import Person
from tests.factories.meetings import make_meeting
from tests.factories.members import WEEK

FRIDAY = datetime(2026, 11, 27, 12, tzinfo=BERLIN)
FEBRUARY = date(2027, 2, 4)
MONDAY = datetime(2026, 11, 30, 7, tzinfo=BERLIN)


def at_once(count, work):
    barrier, failures = threading.Barrier(count), []

    def run():
        try:
            barrier.wait()
            work()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


@pytest.mark.django_db(transaction=True)
def test_whom_another_pass_has_taken_is_left_to_it(office, celle_lead, coburg_lead):
    make_meeting(office, now=FRIDAY)

    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=celle_lead.pk)
        failures = at_once(1, lambda: digest(MONDAY))
        told = set(Digest.objects.values_list("person", flat=True))

    assert failures == []
    assert told == {office.pk, coburg_lead.pk}
    digest(MONDAY)
    assert Digest.objects.filter(person=celle_lead).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_passes_at_once_make_one_summary_a_person(office, celle_lead, coburg_lead):
    make_meeting(office, now=FRIDAY)

    for monday in (MONDAY, MONDAY + WEEK, MONDAY + 2 * WEEK):
        make_meeting(
            office,
            now=monday - WEEK / 2,
            starts_on=FEBRUARY,
            ends_on=FEBRUARY,
            answer_by=None,
        )
        failures = at_once(3, lambda monday=monday: digest(monday))
        assert failures == []

    for person in (office, celle_lead, coburg_lead):
        spans = list(Digest.objects.filter(person=person).order_by("slot"))
        assert len(spans) == 3
        assert all(a.until == b.since for a, b in pairwise(spans))
        assert Mail.objects.filter(recipient=person, kind="digest").count() == 3
