"""The office takes counties in and lets them go, on the portal's pages."""

import pytest

from members.models import District, Membership
from tests.factories.members import DAY, NOON, YESTERDAY, make_district, make_membership

TODAY = NOON.date()
PATH = "/mitglieder/cuxhaven/mitgliedschaft/"


@pytest.fixture(autouse=True)
def noon(at_noon):
    pass


@pytest.fixture
def cuxhaven(db):
    """A county that never was a member."""
    return make_district("03352", "Cuxhaven")


@pytest.fixture
def desk(client_of, office):
    return client_of(office)


def text(response) -> str:
    return response.content.decode().replace("\xa0", " ")


def test_a_county_that_never_was_a_member_is_found_and_taken_in(desk, cuxhaven, celle):
    found = desk.get("/mitglieder/aufnehmen/?suche=cux")
    assert [row[0] for row in found.context["rows"]] == [cuxhaven]
    assert "kein Mitglied" in text(found)
    assert "Der Landkreis war noch nie Mitglied." in text(desk.get(PATH))
    assert desk.get("/mitglieder/cuxhaven/").status_code == 404

    told = text(desk.post(f"{PATH}beitreten/", {"joined_on": TODAY}, follow=True))

    assert "Landkreis Cuxhaven ist Mitglied seit 1. Dez. 2026." in told
    assert cuxhaven in District.objects.members(NOON)
    assert desk.get("/mitglieder/cuxhaven/").status_code == 200


def test_no_link_leads_to_the_page_that_a_county_does_not_have(desk, cuxhaven):
    for path in (PATH, f"{PATH}beitreten/", "/mitglieder/cuxhaven/zustaendige/"):
        assert 'href="/mitglieder/cuxhaven/"' not in text(desk.get(path))


def test_joining_twice_is_refused(desk, cuxhaven):
    desk.post(f"{PATH}beitreten/", {"joined_on": TODAY})

    page = desk.post(f"{PATH}beitreten/", {"joined_on": TODAY})

    assert "Der Landkreis ist in dieser Zeit schon Mitglied." in text(page)
    assert Membership.objects.count() == 1


def test_leaving_says_first_what_follows(desk, celle, celle_officer):
    path = "/mitglieder/celle/mitgliedschaft/austreten/"

    page = desk.get(path)
    assert "celle@forum.example (Fachkraft) verliert die Rechte des Landkreises." in text(page)
    assert celle in District.objects.members(NOON)

    seen = page.context["seen"]
    told = text(desk.post(path, {"on": YESTERDAY, "seen": seen}, follow=True))
    assert "Die Mitgliedschaft von Landkreis Celle ist zum 30. Nov. 2026 beendet." in told
    assert celle not in District.objects.members(NOON)
    assert "Landkreis Celle ist kein Mitglied." in text(desk.get(path, follow=True))


def test_a_membership_to_come_is_taken_back(desk, cuxhaven):
    make_membership(cuxhaven, joined_on=TODAY + DAY)

    assert "hat noch nicht begonnen" in text(desk.get(f"{PATH}austreten/"))
    desk.post(f"{PATH}austreten/")

    assert not Membership.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_all_counties_costs_the_same_for_few_and_for_many(
    desk, count, django_assert_num_queries
):
    for number in range(1, count + 1):
        make_membership(make_district(f"0390{number}", f"Kreis {number}", slug=f"k-{number}"))

    with django_assert_num_queries(7):
        desk.get("/mitglieder/aufnehmen/")


@pytest.mark.parametrize("asked", ["suche=niemand", "suche=%C3%84%C3%96%C3%9C%E2%80%AE", "land=99"])
def test_nothing_found_says_so(desk, celle, asked):
    page = desk.get(f"/mitglieder/aufnehmen/?{asked}")

    assert page.status_code == 200
