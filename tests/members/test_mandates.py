"""Rights come from running mandates, and from nothing else."""

import pytest

from members.models import Person
from members.stages import Function
from tests.factories.members import (
    DAY,
    LONG_AGO,
    NOON,
    YESTERDAY,
    make_district,
    make_mandate,
    make_membership,
    make_operator,
    make_partner,
    make_person,
)

TODAY = NOON.date()


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "runs"),
    [
        (LONG_AGO, None, True),
        (TODAY, TODAY, True),
        (LONG_AGO, YESTERDAY, False),
        (TODAY + DAY, None, False),
    ],
)
def test_a_mandate_gives_rights_from_its_first_to_its_last_day(celle, starts_on, ends_on, runs):
    person = make_person("celle@forum.example")
    make_mandate(person, celle, starts_on=starts_on, ends_on=ends_on)

    assert bool(person.running_mandates(NOON)) is runs
    assert person.acts_for(NOON) == ([celle] if runs else [])


def test_the_day_changes_at_midnight_in_germany(celle):
    person = make_person("celle@forum.example")
    make_mandate(person, celle, ends_on=TODAY)
    last_minute = NOON.replace(hour=23, minute=59)

    assert person.acts_for(last_minute) == [celle]
    assert person.acts_for(last_minute.replace(day=2, hour=0, minute=0)) == []


def test_a_mandate_at_a_county_gives_no_right_before_the_county_is_a_member(db):
    person = make_person("celle@forum.example")
    make_mandate(person, make_district("03351", "Celle"))

    assert person.running_mandates(NOON) == []


def test_a_mandate_at_a_county_gives_no_right_after_the_county_has_left(db):
    celle = make_district("03351", "Celle")
    make_membership(celle, left_on=YESTERDAY)
    person = make_person("celle@forum.example")
    make_mandate(person, celle)

    assert person.running_mandates(NOON) == []
    assert person.mandates_ended_on(NOON) == YESTERDAY


def test_counties_are_acted_for_in_the_order_of_their_names(celle, coburg):
    person = make_person("zwei@forum.example")
    make_mandate(person, coburg)
    make_mandate(person, celle)

    assert person.acts_for(NOON) == [celle, coburg]
    assert person.running_mandates(NOON)[0].district == celle


def test_mandates_are_asked_for_once_a_day(celle_officer, django_assert_num_queries):
    with django_assert_num_queries(1):
        celle_officer.running_mandates(NOON)
        celle_officer.acts_for(NOON)
        celle_officer.is_office(NOON)
        str(celle_officer.running_mandates(NOON)[0].place.federal_state)


def test_only_an_office_mandate_for_the_administration_opens_the_django_admin(
    office, admin_person, celle_lead, partner, stranger
):
    people = [office, admin_person, celle_lead, partner, stranger]

    assert [p.email for p in people if p.may_administer(NOON)] == ["admin@forum.example"]
    assert [p.email for p in people if p.is_staff] == ["admin@forum.example"]
    assert [p.email for p in people if p.has_perm("members.change_person")] == [
        "admin@forum.example"
    ]
    assert [p.email for p in people if p.has_module_perms("members")] == ["admin@forum.example"]


def test_a_closed_account_administers_nothing(admin_person):
    admin_person.is_active = False

    assert not admin_person.is_staff


def test_a_person_has_no_flag_that_gives_rights():
    fields = {field.name for field in Person._meta.get_fields()}

    assert fields.isdisjoint({"is_staff", "is_superuser", "groups", "user_permissions"})


@pytest.fixture
def everybody(celle, celle_officer, celle_lead, office, admin_person, partner, stranger):
    """One person of each role, and those in whom roles meet or have ended."""
    ended = make_person("geendet@forum.example")
    make_mandate(ended, celle, ends_on=YESTERDAY)
    both = make_person("beides@forum.example")
    make_mandate(both, celle, Function.DEPUTY)
    make_mandate(both, make_partner(), Function.CONTACT)
    unverified = make_person("unbestaetigt@forum.example", verified=False)
    make_mandate(unverified, celle)
    closed = make_person("geschlossen@forum.example", is_active=False)
    make_mandate(closed, celle)
    contact = make_person("traeger@forum.example")
    make_mandate(contact, make_operator(), Function.CONTACT)
    former = make_person("ausgetreten@forum.example")
    left = make_district("03458", "Oldenburg")
    make_membership(left, left_on=YESTERDAY)
    make_mandate(former, left)
    return Person.objects.all()


def test_one_person_and_many_are_judged_by_the_same_rule(everybody, celle):
    def those(rule):
        return {person.email for person in everybody if rule(person)}

    def emails(people):
        return set(people.values_list("email", flat=True))

    objects = Person.objects
    assert emails(objects.holding(NOON)) == those(lambda p: p.running_mandates(NOON))
    assert emails(objects.office(NOON)) == those(lambda p: p.is_office(NOON))
    assert emails(objects.acting_for([celle], NOON)) == those(lambda p: celle in p.acts_for(NOON))


def test_mail_goes_to_open_accounts_with_a_verified_address_and_a_running_mandate(everybody):
    assert {person.email.partition("@")[0] for person in Person.objects.receiving(NOON)} == {
        "celle",
        "celle.koordination",
        "geschaeftsstelle",
        "admin",
        "landkreistag",
        "beides",
        "traeger",
    }


def test_notices_go_to_the_delivery_address_once_it_is_verified(stranger):
    stranger.delivery_address = "integration@forum.example"
    assert stranger.address_for_mail == "fremd@forum.example"

    stranger.delivery_verified_at = NOON
    assert stranger.address_for_mail == "integration@forum.example"


def test_several_people_may_share_a_delivery_address(celle_officer, celle_lead):
    for person in (celle_officer, celle_lead):
        person.delivery_address = "integration@forum.example"
        person.delivery_verified_at = NOON
        person.full_clean(exclude=["password"])
        person.save()

    assert celle_officer.address_for_mail == celle_lead.address_for_mail


def test_whoever_comes_later_is_told_when(celle):
    person = make_person("celle@forum.example")
    make_mandate(person, celle, starts_on=TODAY + DAY)

    assert person.mandates_ended_on(NOON) is None
    assert person.mandates_begin_on(NOON) == TODAY + DAY
