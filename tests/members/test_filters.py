"""The directory narrowed by what stands in its address."""

import pytest

from members.models import Topic
from members.stages import Function
from tests.factories.members import make_lead, make_mandate, make_member, make_person

pytestmark = pytest.mark.django_db
LIST = "/mitglieder/"


@pytest.fixture
def network(celle, coburg, celle_officer):
    waldeck = make_member("06635", "Werra-Meißner-Kreis", full_name="Werra-Meißner-Kreis")
    waldeck.slug, waldeck.sort_key = "werra-meissner-kreis", "werra meissner kreis landkreis"
    waldeck.save()
    muenchen = make_member("09184", "München", slug="muenchen", sort_key="munchen landkreis")
    lead = make_lead("l@forum.example", coburg)
    lead.mandates.update(title="Leitung Stabsstelle Migration")
    make_mandate(make_person("d@forum.example"), waldeck, Function.DEPARTMENT_HEAD)
    topic = Topic.objects.create(name="Wohnraum", slug="wohnraum")
    celle.topics.add(topic)
    muenchen.topics.add(topic)


def found(client, query=""):
    return [district.name for district in client.get(LIST + query).context["districts"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Coburg", "München", "Werra-Meißner-Kreis", "Celle"]),
        ("?suche=celle", ["Celle"]),
        ("?suche=CELLE", ["Celle"]),
        ("?suche=meissner", ["Werra-Meißner-Kreis"]),
        ("?suche=Meißner+werra", ["Werra-Meißner-Kreis"]),
        ("?suche=München", ["München"]),
        ("?suche=Muenchen", ["München"]),
        ("?suche=munchen", ["München"]),
        ("?suche=stabsstelle", ["Coburg"]),
        ("?suche=Dezernat", ["Werra-Meißner-Kreis"]),
        ("?land=09", ["Coburg", "München"]),
        ("?thema=wohnraum", ["München", "Celle"]),
        ("?thema=wohnraum&land=03", ["Celle"]),
        ("?funktion=lead", ["Coburg"]),
        ("?funktion=officer", ["Celle"]),
        ("?suche=gibtesnicht", []),
    ],
)
def test_members_find_a_county_by_name_function_state_and_topic(
    client_of, celle_officer, network, query, expected
):
    assert found(client_of(celle_officer), query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?suche=celle", ["Celle"]),
        ("?suche=stabsstelle", []),
        ("?suche=Dezernat", []),
        ("?funktion=lead", ["Coburg", "München", "Werra-Meißner-Kreis", "Celle"]),
    ],
)
def test_a_partner_finds_nobody_by_contacts_that_are_hidden(
    client_of, partner, network, query, expected
):
    assert found(client_of(partner), query) == expected
    assert "Funktion" not in client_of(partner).get(LIST).content.decode()


def test_only_states_with_members_can_be_chosen(client_of, celle_officer, network):
    html = client_of(celle_officer).get(LIST).content.decode()

    choices = html.partition('name="land"')[2].partition("</select>")[0]
    assert "Bayern" in choices
    assert "Saarland" not in html


def test_nothing_found_says_so_and_leads_back(client_of, celle_officer, network):
    html = client_of(celle_officer).get(f"{LIST}?suche=gibtesnicht").content.decode()

    assert "Kein Landkreis passt zu diesem Filter." in html
    assert f'<a href="{LIST}">Filter zurücksetzen</a>' in html
    assert 'value="gibtesnicht"' in html


@pytest.mark.parametrize(
    "query",
    [
        "?suche=" + "x" * 10_000,
        "?suche=%25_%27%22",
        "?suche=%F0%9F%98%80+%E2%80%AE",
        "?land=99",
        "?land=03&land=09",
        "?thema=unknown",
        "?funktion=office",
    ],
)
def test_a_filter_that_means_nothing_harms_nothing(client_of, celle_officer, network, query):
    assert client_of(celle_officer).get(LIST + query).status_code == 200
