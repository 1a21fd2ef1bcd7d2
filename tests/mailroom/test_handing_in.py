from datetime import timedelta

import pytest
from django.db import transaction

from mailroom import passes
from mailroom.models import Announcement, Mail
from mailroom.registers import UnknownKind
from mailroom.services import announce, hand_in
from mailroom.stages import State
from tests.factories.members import MINUTE, NOON, make_person

pytestmark = pytest.mark.django_db


def owe(*people, occasion="probe:1", kind="test_note", **payload):
    hand_in(kind, occasion=occasion, people=[p.pk for p in people], payload=payload, now=NOON)


def test_an_announcement_reaches_everybody_who_acts_for_a_county_once(
    celle_lead, celle_officer, coburg_lead, stranger, mailboxes
):
    announce("test_note", occasion="probe:1", payload={}, now=NOON)
    announce("test_note", occasion="probe:1", payload={}, now=NOON)

    mailboxes.deliver(NOON)
    mailboxes.deliver(NOON)

    assert mailboxes.addresses() == sorted(
        [celle_lead.email, celle_officer.email, coburg_lead.email]
    )


def test_an_announcement_is_one_row_however_many_people_it_is_for(celle_lead, coburg_lead):
    announce("test_note", occasion="probe:1", payload={}, now=NOON)

    assert Announcement.objects.count() == 1
    assert Mail.objects.count() == 0


def test_a_change_that_is_rolled_back_owes_no_mail(celle_lead):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        announce("test_note", occasion="probe:1", payload={}, now=NOON)
        raise ZeroDivisionError

    passes.fan_out(NOON)

    assert not Mail.objects.exists()


def test_the_same_occasion_handed_in_twice_is_one_mail(celle_lead, mailboxes):
    owe(celle_lead)
    owe(celle_lead, celle_lead)

    mailboxes.deliver(NOON)

    assert mailboxes.addresses() == [celle_lead.email]


def test_a_kind_that_no_app_knows_is_refused_at_once():
    with pytest.raises(UnknownKind):
        announce("unbekannt", occasion="probe:1", payload={}, now=NOON)


def test_an_announcement_that_cannot_be_fanned_out_does_not_stop_the_others(celle_lead, mailboxes):
    Announcement.objects.create(occasion="alt:1", kind="abgeschafft", created_at=NOON)
    announce("test_note", occasion="probe:1", payload={}, now=NOON)

    mailboxes.deliver(NOON)

    assert mailboxes.addresses() == [celle_lead.email]


def test_an_announcement_past_its_time_is_recorded_and_not_sent(celle_lead, mailboxes):
    announce("test_note", occasion="probe:1", payload={}, now=NOON, valid_until=NOON)

    mailboxes.deliver(NOON)

    assert Mail.objects.get().state == State.EXPIRED
    assert mailboxes.addresses() == []


def test_an_announcement_that_is_to_settle_is_owed_to_nobody_before(celle_lead, mailboxes):
    later = NOON + 2 * MINUTE
    announce("test_note", occasion="probe:1", payload={}, now=NOON, not_before=later)

    passes.run(later - timedelta(seconds=1))
    assert not Mail.objects.exists()
    mailboxes.deliver(later)
    assert mailboxes.addresses() == [celle_lead.email]


def test_handing_in_costs_the_same_queries_for_one_and_three_people(
    celle_lead, celle_officer, coburg_lead, django_assert_num_queries
):
    with django_assert_num_queries(1):
        owe(celle_lead, occasion="probe:1")
    with django_assert_num_queries(1):
        owe(celle_lead, celle_officer, coburg_lead, occasion="probe:2")


def test_somebody_without_a_mandate_gets_none_even_if_handed_in(mailboxes):
    owe(make_person("ohne@forum.example", created_at=NOON))

    mailboxes.deliver(NOON)

    assert Mail.objects.get().state == State.CANCELLED
    assert mailboxes.addresses() == []
