"""How each kind of mail comes is for the person to say, except for formal mail."""

import pytest

from mailroom.models import Mail, Preference
from mailroom.preferences import choosable, delivery_of, formal
from mailroom.registers import kind_named
from mailroom.services import NotOffered, hand_in, prefer, resubscribe
from mailroom.stages import Delivery, State
from tests.factories.members import DAY, NOON

pytestmark = pytest.mark.django_db

NOT_AT_ONCE = [Delivery.DIGEST, Delivery.OFF]


def owe(person, kind="test_bulletin", number=1):
    hand_in(kind, occasion=f"{kind}:{number}", people=[person.pk], payload={}, now=NOON)


@pytest.mark.parametrize("delivery", NOT_AT_ONCE)
def test_what_is_not_wanted_at_once_is_not_sent(celle_lead, coburg_lead, mailboxes, delivery):
    prefer(celle_lead, "test_bulletin", delivery, now=NOON)
    for person in (celle_lead, coburg_lead):
        owe(person)

    mailboxes.deliver(NOON)

    assert mailboxes.addresses() == [coburg_lead.email]


@pytest.mark.parametrize("delivery", NOT_AT_ONCE)
def test_what_waits_already_is_not_sent_any_more(celle_lead, delivery):
    owe(celle_lead)

    prefer(celle_lead, "test_bulletin", delivery, now=NOON)

    assert Mail.objects.get().state == State.CANCELLED


def test_from_the_summary_a_kind_can_be_turned_off_and_come_at_once_again(celle_lead, mailboxes):
    for delivery in (Delivery.DIGEST, Delivery.OFF):
        prefer(celle_lead, "test_bulletin", delivery, now=NOON)
        assert delivery_of(celle_lead) == {"test_bulletin": delivery}
    resubscribe(celle_lead, "test_bulletin", now=NOON)
    owe(celle_lead)

    mailboxes.deliver(NOON)

    assert delivery_of(celle_lead) == {}
    assert mailboxes.addresses() == [celle_lead.email]


def test_choosing_the_same_again_keeps_since_when(celle_lead):
    for days in range(2):
        prefer(celle_lead, "test_bulletin", Delivery.OFF, now=NOON + days * DAY)

    assert Preference.objects.get().at == NOON


@pytest.mark.parametrize("delivery", NOT_AT_ONCE)
def test_formal_mail_cannot_be_turned_off(celle_lead, delivery):
    with pytest.raises(NotOffered):
        prefer(celle_lead, "test_note", delivery, now=NOON)

    assert not Preference.objects.exists()


@pytest.mark.parametrize("delivery", NOT_AT_ONCE)
def test_formal_mail_comes_whatever_the_rows_say(celle_lead, mailboxes, delivery):
    Preference.objects.create(person=celle_lead, kind="test_note", delivery=delivery, at=NOON)
    owe(celle_lead, "test_note")

    mailboxes.deliver(NOON)

    assert mailboxes.addresses() == [celle_lead.email]


def test_the_summary_cannot_wait_for_itself(celle_lead):
    with pytest.raises(NotOffered):
        prefer(celle_lead, "digest", Delivery.DIGEST, now=NOON)


@pytest.mark.parametrize(
    "name",
    ["account", "meeting_invited", "meeting_changed", "meeting_cancelled", "barrier_reported"],
)
def test_what_sets_deadlines_or_opens_the_account_is_formal(name):
    assert kind_named(name).deliveries == [Delivery.AT_ONCE]


def test_each_kind_stands_in_one_list_for_those_whom_it_concerns(celle_lead, office):
    for person in (celle_lead, office):
        names = [kind.name for kind in [*choosable(person, NOON), *formal(person, NOON)]]
        assert len(names) == len(set(names))
        assert "digest" not in names
        assert ("barrier_reported" in names) == (person == office)
        assert ("recommendation_moved" in names) == (person == celle_lead)
