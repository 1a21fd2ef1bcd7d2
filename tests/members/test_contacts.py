"""The office is warned of counties in which nobody can be reached, now or soon."""

from datetime import timedelta

import pytest

from members.contacts import gaps
from members.models import Membership
from members.stages import Function
from tests.factories.members import (
    DAY,
    NOON,
    YESTERDAY,
    make_district,
    make_mandate,
    make_member,
    make_membership,
    make_person,
)

TODAY = NOON.date()
IN_THREE_WEEKS = TODAY + timedelta(days=21)
IN_A_MONTH = TODAY + timedelta(days=30)


@pytest.fixture(autouse=True)
def noon(at_noon):
    pass


@pytest.fixture
def somebody(celle):
    return make_person("celle@forum.example")


def found():
    return [(d.name, d.lacks_contact, d.contact_until) for d in gaps(NOON)]


def text(response) -> str:
    return response.content.decode().replace("\xa0", " ")


def test_a_member_county_without_any_mandate_is_a_gap(celle):
    assert found() == [("Celle", True, None)]


def test_whoever_acts_without_end_closes_it(celle_officer):
    assert found() == []


@pytest.mark.parametrize(("starts_on", "ends_on"), [(TODAY - DAY, YESTERDAY), (TODAY + DAY, None)])
def test_who_has_left_or_is_to_come_is_no_contact(celle, somebody, starts_on, ends_on):
    make_mandate(somebody, celle, starts_on=starts_on, ends_on=ends_on)

    assert found() == [("Celle", True, None)]


def test_a_closed_account_is_no_contact(celle, somebody):
    make_mandate(somebody, celle)
    somebody.is_active = False
    somebody.save()

    assert found() == [("Celle", True, None)]


def test_the_last_day_of_the_last_contact_is_told_thirty_days_before(celle, somebody):
    make_mandate(somebody, celle, ends_on=IN_THREE_WEEKS)
    assert found() == [("Celle", False, IN_THREE_WEEKS)]

    somebody.mandates.update(ends_on=IN_A_MONTH)
    assert found() == []


def test_a_successor_who_is_to_come_in_time_closes_it(celle, somebody):
    make_mandate(somebody, celle, ends_on=IN_THREE_WEEKS)
    new = make_person("neu@forum.example")
    make_mandate(new, celle, Function.LEAD, starts_on=IN_THREE_WEEKS + DAY)

    assert found() == []


def test_counties_that_are_no_members_are_no_gaps(celle):
    make_district("03352", "Cuxhaven")
    make_membership(make_district("03458", "Oldenburg"), left_on=YESTERDAY)
    Membership.objects.filter(district=celle).update(left_on=YESTERDAY)

    assert found() == []


def test_the_office_reads_it_on_its_start_page_in_the_directory_and_on_the_countys(
    client_of, celle, coburg, somebody, office
):
    make_mandate(somebody, celle, ends_on=IN_THREE_WEEKS)
    client = client_of(office)

    start = text(client.get("/"))
    assert "Landkreise ohne Ansprechperson" in start
    assert start.index("/mitglieder/coburg/zustaendige/") < start.index(
        "/mitglieder/celle/zustaendige/"
    )
    for path in ("/mitglieder/", "/mitglieder/celle/"):
        assert "Ansprechperson nur noch bis 22. Dez. 2026" in text(client.get(path))
    assert "ohne Ansprechperson" in text(client.get("/mitglieder/coburg/"))


def test_nobody_else_is_warned(client_of, celle, coburg_officer, partner):
    for person in (coburg_officer, partner):
        for path in ("/", "/mitglieder/", "/mitglieder/celle/"):
            assert "ohne Ansprechperson" not in text(client_of(person).get(path))


@pytest.mark.parametrize("count", [1, 3])
def test_the_warning_costs_the_same_for_few_and_for_many(db, count, django_assert_num_queries):
    for number in range(1, count + 1):
        make_member(f"0390{number}", f"Kreis {number}", slug=f"kreis-{number}")

    with django_assert_num_queries(1):
        assert len(found()) == count
