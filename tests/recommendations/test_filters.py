from urllib.parse import quote

import pytest
from django.urls import reverse

from recommendations.stages import Addressee, Stage
from tests.factories.members import DAY, NOON, make_state
from tests.factories.recommendations import (
    DISTRICTS,
    FEDERAL,
    STATES,
    demand,
    make_recommendation,
    make_topic,
)

LIST = "/empfehlungen/"
DEMANDS = "/empfehlungen/forderungen/"


@pytest.fixture
def three(office):
    hessen, bayern = make_state("06"), make_state("09")
    make_recommendation(
        office,
        Stage.DRAFT,
        NOON - 400 * DAY,
        title="Alte",
        topics=[make_topic()],
        demands=[demand("An Hessen", [(Addressee.STATE, hessen), (Addressee.STATE, bayern)])],
    )
    make_recommendation(
        office,
        title="Mittlere",
        demands=[demand("An Kreise", [DISTRICTS]), demand("An alle", [STATES])],
    )
    make_recommendation(
        office,
        Stage.PUBLISHED,
        title="Neue",
        topics=[make_topic(), make_topic("Wohnraum")],
        demands=[demand("An Bund", [FEDERAL]), demand("Auch an Bund", [FEDERAL, DISTRICTS])],
    )


def titles(client, query="", path=LIST):
    page = client.get(f"{path}{query}").context["page"]
    return [getattr(found, "title", None) or found.text for found in page]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Neue", "Mittlere", "Alte"]),
        ("?stand=published", ["Neue"]),
        ("?stand=draft", ["Alte"]),
        ("?adressat=federal", ["Neue"]),
        ("?adressat=district", ["Neue", "Mittlere"]),
        ("?adressat=state", ["Mittlere", "Alte"]),
        ("?land=06", ["Mittlere", "Alte"]),
        ("?land=09", ["Mittlere", "Alte"]),
        ("?thema=sprachmittlung", ["Neue", "Alte"]),
        ("?thema=wohnraum&stand=published", ["Neue"]),
        ("?jahr=2025", ["Alte"]),
        ("?jahr=2026&adressat=district", ["Neue", "Mittlere"]),
    ],
)
def test_the_list_is_narrowed_by_what_stands_in_the_address(
    client_of, celle_officer, three, at_noon, query, expected
):
    assert titles(client_of(celle_officer), query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?land=06", ["An alle", "An Hessen"]),
        ("?adressat=federal", ["An Bund", "Auch an Bund"]),
        ("?stand=idea", ["An Kreise", "An alle"]),
        ("?thema=sprachmittlung&jahr=2025", ["An Hessen"]),
    ],
)
def test_the_list_of_demands_is_narrowed_in_the_same_way(
    client_of, celle_officer, three, at_noon, query, expected
):
    assert titles(client_of(celle_officer), query, DEMANDS) == expected


def test_all_demands_on_hessen_are_one_click_from_the_list(
    client_of, celle_officer, three, at_noon
):
    client = client_of(celle_officer)
    page = client.get(LIST)
    [count] = [count for count in page.context["counts"] if count.label == "Land Hessen"]

    assert f'href="{count.url}"' in page.content.decode()
    assert count.demands == 2
    assert titles(client, path=count.url) == ["An alle", "An Hessen"]


def test_every_count_is_the_length_of_the_list_that_it_leads_to(
    client_of, celle_officer, three, at_noon
):
    client = client_of(celle_officer)

    for count in client.get(LIST).context["counts"]:
        assert len(titles(client, path=count.url)) == count.demands, count.label


def test_strangers_count_and_filter_only_what_is_published(client, three, at_noon):
    page = client.get(LIST)

    assert {(count.label, count.demands) for count in page.context["counts"]} == {
        ("Bund", 2),
        ("Landkreise", 1),
    }
    assert "Jeder Stand" not in page.content.decode()
    assert titles(client, "?stand=draft") == ["Neue"]
    assert "2025" not in page.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "?land=99",
        "?land=%27",
        "?stand=unknown",
        "?adressat=" + "x" * 10_000,
        "?jahr=9999999999999",
        "?jahr=abc&jahr=2026",
        "?thema=" + quote("ä\u202e\ud83d".encode("utf-8", "replace")),
        "?page=0",
        "?page=x",
        "?page=99999999999999999999",
    ],
)
@pytest.mark.parametrize("path", [LIST, DEMANDS])
def test_a_filter_that_means_nothing_harms_nothing(client, three, at_noon, path, query):
    assert client.get(path + query).status_code == 200


def test_a_filter_without_result_says_so_and_leads_back(client_of, celle_officer, three, at_noon):
    page = client_of(celle_officer).get(f"{LIST}?stand=ballot").content.decode()

    assert "Keine Empfehlung passt zu diesem Filter." in page
    assert f'<a href="{reverse("recommendations:recommendations")}">Filter zurücksetzen</a>' in page
