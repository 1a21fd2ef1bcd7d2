"""What must hold always is held by the database, and said in German."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from members.models import Mandate, Membership, Organisation, Person
from members.stages import Function, OrganisationKind
from tests.factories.members import (
    DAY,
    LONG_AGO,
    NOON,
    make_mandate,
    make_membership,
    make_operator,
    make_partner,
)

TODAY = NOON.date()


def refused(thing):
    """The German sentence with which ``thing`` is refused by the form and by the database."""
    with pytest.raises(IntegrityError), transaction.atomic():
        thing.save()
    with pytest.raises(ValidationError) as refusal:
        thing.full_clean(exclude=["password"])
    return " ".join(refusal.value.messages)


def test_a_mandate_ends_after_it_begins(celle, stranger):
    mandate = Mandate(
        person=stranger, district=celle, function="officer", starts_on=TODAY, ends_on=TODAY - DAY
    )

    assert refused(mandate) == "Die Zuständigkeit endet vor ihrem Beginn."


def test_a_mandate_is_held_at_one_place(celle, stranger):
    at_two = Mandate(
        person=stranger,
        district=celle,
        organisation=make_operator(),
        function=Function.OFFICER,
        starts_on=TODAY,
    )
    at_none = Mandate(person=stranger, function=Function.OFFICER, starts_on=TODAY)

    for mandate in (at_two, at_none):
        assert "Bitte wählen Sie einen Landkreis oder eine Organisation." in refused(mandate)


def test_a_person_has_a_function_at_a_county_once_at_a_time(celle, celle_officer):
    again = Mandate(
        person=celle_officer, district=celle, function=Function.OFFICER, starts_on=TODAY
    )

    assert refused(again) == "Die Person hat diese Funktion in dieser Zeit dort schon."


def test_a_person_has_a_function_at_an_organisation_once_at_a_time(office):
    again = Mandate(
        person=office, organisation=make_operator(), function=Function.OFFICE, starts_on=TODAY
    )

    assert refused(again) == "Die Person hat diese Funktion in dieser Zeit dort schon."


def test_a_function_may_be_held_again_after_it_ended(celle, stranger):
    make_mandate(stranger, celle, ends_on=TODAY)
    later = Mandate(
        person=stranger, district=celle, function=Function.OFFICER, starts_on=TODAY + DAY
    )

    later.full_clean()
    later.save()


def test_a_county_has_one_lead_at_a_time(celle, celle_lead, stranger):
    second = Mandate(person=stranger, district=celle, function=Function.LEAD, starts_on=TODAY)

    assert refused(second) == "Der Landkreis hat in dieser Zeit schon eine Koordination."


def test_only_counties_vote(stranger):
    mandate = Mandate(
        person=stranger,
        organisation=make_partner(),
        function=Function.CONTACT,
        may_vote=True,
        starts_on=TODAY,
    )

    assert refused(mandate) == "Nur ein Landkreis hat eine Stimme."


def test_the_administration_sits_in_the_office(celle, stranger):
    mandate = Mandate(
        person=stranger,
        district=celle,
        function=Function.OFFICER,
        is_administration=True,
        starts_on=TODAY,
    )

    assert refused(mandate) == "Das Portal verwaltet nur, wer in der Geschäftsstelle ist."


def test_a_county_has_no_office(celle, stranger):
    mandate = Mandate(person=stranger, district=celle, function=Function.OFFICE, starts_on=TODAY)

    assert refused(mandate) == "Diese Funktion gibt es dort nicht."


def test_a_county_is_a_member_once_at_a_time(celle):
    assert (
        refused(Membership(district=celle, joined_on=TODAY))
        == "Der Landkreis ist in dieser Zeit schon Mitglied."
    )


def test_a_membership_ends_after_it_begins(lippe):
    membership = lippe.memberships.get()
    membership.left_on = LONG_AGO - DAY

    assert refused(membership) == "Die Mitgliedschaft endet vor ihrem Beginn."


def test_a_county_that_left_may_come_back(celle):
    celle.memberships.update(left_on=TODAY)

    make_membership(celle, joined_on=TODAY + DAY)

    assert celle.memberships.count() == 2


def test_there_is_one_operator(db):
    make_operator()

    second = Organisation(kind=OrganisationKind.OPERATOR, name="Zweiter Träger")

    assert refused(second) == "Es gibt schon einen Träger."


def test_an_address_belongs_to_one_person_whatever_its_case(stranger):
    assert "Zu dieser Adresse gibt es schon ein Konto." in refused(Person(email=stranger.email))
    assert "klein" in refused(Person(email="Fremd@forum.example"))


@pytest.mark.parametrize("address", ["x@müller.example", "jörg@forum.example"])
def test_an_address_that_no_mail_can_reach_is_refused(db, address):
    assert "ohne Umlaute" in refused(Person(email=address))
    assert "ohne Umlaute" in refused(Person(email="x@forum.example", delivery_address=address))
