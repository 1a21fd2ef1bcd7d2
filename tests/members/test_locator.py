"""The map: places by the projection, marks that keep clear, one picture with words."""

from itertools import combinations
from math import hypot

import pytest

from members.locator import CLEAR, FURTHEST, MOST_NUMBERS, marks, place
from members.models import District
from members.services import import_districts
from tests.factories.members import make_district, make_membership, make_officer

pytestmark = pytest.mark.django_db
FOUNDERS = ["06633", "06634", "06635", "06636"]


def test_a_place_lies_where_the_outlines_expect_it():
    """Celle and Ravensburg as in the mock-up, to a tenth of a unit."""
    assert place(10.056, 52.694) == pytest.approx((267.5, 255.2), abs=0.1)
    assert place(9.778, 47.801) == pytest.approx((249.8, 741.9), abs=0.1)


def test_every_county_lies_on_the_map():
    import_districts()

    for mark in marks(District.objects.all()):
        assert 0 < mark.x < 586
        assert 0 < mark.y < 793
        assert mark.number is None


def test_neighbours_are_moved_apart_and_stay_near_their_places():
    import_districts()
    hessen = list(District.objects.filter(ags__in=FOUNDERS))
    found = marks(hessen)

    for mark in found:
        home = place(mark.district.longitude, mark.district.latitude)
        assert hypot(mark.x - home[0], mark.y - home[1]) <= FURTHEST + 0.1
    near = [hypot(a.x - b.x, a.y - b.y) for a, b in combinations(found, 2)]
    before = [
        hypot(a[0] - b[0], a[1] - b[1])
        for a, b in combinations([place(d.longitude, d.latitude) for d in hessen], 2)
    ]
    assert min(near) > min(before) or min(before) >= CLEAR
    assert [(m.x, m.y) for m in marks(hessen)] == [(m.x, m.y) for m in found]


def test_two_counties_at_the_same_place_are_told_apart(celle):
    twin = make_district("03352", "Zwilling")

    a, b = marks([celle, twin])

    assert hypot(a.x - b.x, a.y - b.y) == pytest.approx(2 * FURTHEST)


@pytest.mark.parametrize(("count", "numbered"), [(MOST_NUMBERS, True), (MOST_NUMBERS + 1, False)])
def test_numbers_stand_up_to_thirty_counties(count, numbered):
    import_districts()

    found = marks(District.objects.all()[:count])

    assert [mark.number for mark in found] == (
        list(range(1, count + 1)) if numbered else [None] * count
    )


def test_the_map_of_the_directory_says_in_words_what_it_shows(client, celle, coburg):
    client.force_login(make_officer("a@forum.example", celle))

    html = client.get("/mitglieder/").content.decode()

    assert "Karte: 2 Landkreise in 2 Ländern" in html
    assert 'aria-label="1 Landkreis Coburg"' in html
    assert 'aria-label="2 Landkreis Celle"' in html
    assert "Ring: Landkreis Celle." in html
    assert "MapSVG, @svg-maps/germany, CC BY 4.0" in html
    assert 'germany/germany.svg#ni" class="is-in"' in html
    assert 'germany/germany.svg#sn" />' in html
    assert " style=" not in html


@pytest.fixture
def forty(db):
    import_districts()
    found = list(District.objects.all()[:40])
    for district in found:
        make_membership(district)
    return found


def test_beyond_thirty_the_marks_are_points_and_the_states_are_links(client_of, forty):
    client = client_of(make_officer("celle@forum.example", forty[0]))

    html = client.get("/mitglieder/").content.decode()

    assert "Karte: 40 Landkreise" in html
    assert html.count("h0M") == 38  # the own county has its ring beside the other 39
    assert html.count('<g class="is-own"><circle cx=') == 1
    assert '<a href="?land=09" aria-label="Bayern: ' in html
    assert "Nummern wie in der Liste" not in html
    assert "fp-county__no" not in html


def test_a_map_of_points_shows_all_counties_and_the_list_a_page_of_them(client_of, office, forty):
    client = client_of(office)

    first, second = (client.get(f"/mitglieder/?page={page}") for page in (1, 2))

    assert [len(page.context["districts"]) for page in (first, second)] == [30, 10]
    assert first.context["page"].paginator.count == 40
    for page in (first, second):
        html = page.content.decode()
        assert "Karte: 40 Landkreise" in html
        assert "40 Landkreise, nach Land geordnet" in html
    for page in (first, second):
        for state in page.context["states"]:
            everywhere = [d for d in forty if d.federal_state == state["state"]]
            assert state["count"] == len(everywhere) >= len(state["districts"])
