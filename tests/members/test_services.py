"""What the office does with counties and people, one verb each."""

from datetime import date
from threading import Barrier, Thread

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import connection

from members import services
from members.models import District, Mandate, Organisation, Person
from members.stages import Function, OrganisationKind
from tests.factories.members import (
    DAY,
    HOUR,
    NOON,
    make_district,
    make_mandate,
    make_operator,
    make_person,
)

TODAY = NOON.date()


def test_a_county_joins_and_leaves(office):
    celle = make_district("03351", "Celle")

    membership = services.join(celle, on=TODAY, founding=True, by=office, now=NOON)
    assert list(District.objects.members(NOON)) == [celle]
    assert membership.is_founding_member

    services.end_membership(membership, on=TODAY, by=office, now=NOON)
    assert list(District.objects.members(NOON)) == [celle]
    assert list(District.objects.members(NOON + DAY)) == []


def test_a_mandate_begins_and_ends(celle, stranger, office):
    mandate = services.begin_mandate(
        stranger, celle, Function.LEAD, starts_on=TODAY, may_vote=True, by=office, now=NOON
    )
    assert stranger.acts_for(NOON) == [celle]
    assert mandate.may_vote

    services.end_mandate(mandate, on=TODAY, by=office, now=NOON)
    stranger.refresh_from_db()
    assert stranger.acts_for(NOON) == [celle]
    assert stranger.acts_for(NOON + DAY) == []


def test_a_mandate_can_be_held_at_an_organisation(stranger, admin_person):
    services.begin_mandate(
        stranger, make_operator(), Function.OFFICE, starts_on=TODAY, by=admin_person, now=NOON
    )

    assert stranger.is_office(NOON)


def test_the_log_says_who_did_what(celle, stranger, office):
    mandate = services.begin_mandate(
        stranger, celle, Function.OFFICER, starts_on=TODAY, by=office, now=NOON
    )
    services.end_mandate(mandate, on=TODAY, by=office, now=NOON + HOUR)

    entries = LogEntry.objects.order_by("pk")
    assert [(e.user, e.action_time, e.change_message) for e in entries] == [
        (office, NOON, "Zuständigkeit begonnen"),
        (office, NOON + HOUR, "Zuständigkeit beendet"),
    ]


def test_a_broken_rule_is_said_in_german_and_nothing_is_kept(celle, celle_lead, stranger, office):
    with pytest.raises(ValidationError, match="schon eine Koordination"):
        services.begin_mandate(stranger, celle, Function.LEAD, starts_on=TODAY, by=office, now=NOON)

    assert not stranger.mandates.exists()
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("verified", [True, False])
def test_a_person_gets_an_account_without_any_right(db, verified):
    person = services.create_person(" Neu@Forum.example", verified=verified, by=None, now=NOON)

    address = EmailAddress.objects.get(user=person)
    assert (person.email, address.email) == ("neu@forum.example", "neu@forum.example")
    assert (address.primary, address.verified) == (True, verified)
    assert person.created_at == NOON
    assert not person.has_usable_password()
    assert person.running_mandates(NOON) == []


def test_an_address_gets_one_account(stranger):
    with pytest.raises(ValidationError, match="gibt es schon ein Konto"):
        services.create_person("FREMD@forum.example", by=None, now=NOON)
    for address in ("keine Adresse", "x@müller.example"):
        with pytest.raises(ValidationError):
            services.create_person(address, by=None, now=NOON)

    assert Person.objects.count() == EmailAddress.objects.count() == 1


def test_a_changed_address_is_changed_everywhere_and_unverified(celle_officer, office):
    celle_officer.email = "neu@forum.example"

    services.change_person(celle_officer, by=office, now=NOON)

    address = EmailAddress.objects.get(user=celle_officer)
    assert (address.email, address.primary, address.verified) == ("neu@forum.example", True, False)


def test_a_changed_name_leaves_the_address_verified(celle_officer, office):
    celle_officer.name = "Fachstelle Teilhabe"

    services.change_person(celle_officer, by=office, now=NOON)

    assert EmailAddress.objects.get(user=celle_officer).verified
    assert LogEntry.objects.get().change_message == "Konto geändert: Name"


@pytest.mark.parametrize("verified", [True, False])
def test_an_address_that_a_person_had_begun_to_change_to_replaces_the_old_one_entirely(
    celle_officer, office, verified
):
    begun = EmailAddress.objects.create(
        user=celle_officer, email="neu@forum.example", verified=verified
    )
    celle_officer.email = begun.email

    services.change_person(celle_officer, by=office, now=NOON)

    address = EmailAddress.objects.get(user=celle_officer)
    assert (address.email, address.primary, address.verified) == ("neu@forum.example", True, False)


@pytest.mark.django_db(transaction=True)
def test_of_two_leads_named_at_once_one_is_refused_in_german(celle):
    people = [make_person(f"k{number}@forum.example") for number in range(8)]
    at_once, refusals = Barrier(len(people)), []

    def name(person):
        at_once.wait()
        try:
            services.begin_mandate(person, celle, Function.LEAD, starts_on=TODAY, by=None, now=NOON)
        except ValidationError as refusal:
            refusals.extend(refusal.messages)
        finally:
            connection.close()

    threads = [Thread(target=name, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Mandate.objects.count() == 1
    assert refusals == ["Der Landkreis hat in dieser Zeit schon eine Koordination."] * 7


def test_what_a_membership_is_of_stays(celle, coburg):
    membership = celle.memberships.get()
    membership.district = coburg

    with pytest.raises(ValidationError, match="Nicht mehr zu ändern: Landkreis"):
        services.change_membership(membership, by=None, now=NOON)


def test_the_operator_stays_the_operator_while_somebody_acts_for_it(office):
    operator = Organisation.objects.get(kind=OrganisationKind.OPERATOR)
    operator.kind = OrganisationKind.PARTNER

    with pytest.raises(ValidationError, match="Nicht mehr zu ändern: Art"):
        operator.full_clean()


def test_a_mandate_that_is_to_come_may_come_later(celle, stranger):
    mandate = make_mandate(stranger, celle, starts_on=date(2027, 1, 1))
    mandate.starts_on = date(2027, 2, 1)

    services.change_mandate(mandate, by=None, now=NOON)

    assert stranger.mandates.get().starts_on == date(2027, 2, 1)
