"""The directory narrowed by what stands in its address."""

import pytest

from members.models import Person, Profile, Topic
from members.stages import Function
from tests.factories.members import (
    BYGONE,
    make_lead,
    make_mandate,
    make_member,
    make_officer,
    make_person,
)

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
    make_mandate(
        make_person("d@forum.example", name="Müster-Łódź"), waldeck, Function.DEPARTMENT_HEAD
    )
    topic = Topic.objects.create(name="Wohnraum", slug="wohnraum")
    celle.topics.add(topic)
    muenchen.topics.add(topic)
    told = Profile.objects.create(
        person=celle_officer,
        experience="Sprachmittlerpool; Förderanträge (AMIF)\nIT-Verfahren, Große Anfragen",
        languages=["uk", "kmr"],
    )
    told.topics.add(Topic.objects.create(name="Ehrenamt", slug="ehrenamt"))


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
        ("?suche=Werra-Meissner", ["Werra-Meißner-Kreis"]),
        ("?suche=bayern", ["Coburg", "München"]),
        ("?suche=Wohnraum", ["München", "Celle"]),
        ("?suche=wohnraum+bayern", ["München"]),
        ("?suche=wer+hat+Erfahrung+mit+Wohnraum", ["München", "Celle"]),
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
        ("?suche=sprachmittler", []),
        ("?sprache=uk", ["Coburg", "München", "Werra-Meißner-Kreis", "Celle"]),
        ("?funktion=lead", ["Coburg", "München", "Werra-Meißner-Kreis", "Celle"]),
    ],
)
def test_a_partner_finds_nobody_by_contacts_that_are_hidden(
    client_of, partner, network, query, expected
):
    assert found(client_of(partner), query) == expected
    html = client_of(partner).get(LIST + query).content.decode()
    for words in ("Funktion", "Sprache", "Personen", "Person,"):
        assert words not in html


def test_only_states_with_members_can_be_chosen(client_of, celle_officer, network):
    html = client_of(celle_officer).get(LIST).content.decode()

    choices = html.partition('name="land"')[2].partition("</select>")[0]
    assert "Bayern" in choices
    assert "Saarland" not in html


def test_nothing_found_says_so_and_leads_back(client_of, celle_officer, network):
    html = client_of(celle_officer).get(f"{LIST}?suche=gibtesnicht").content.decode()

    assert "Kein Landkreis passt zu diesem Filter." in html
    assert "Niemand passt zu diesem Filter." in html
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
        "?sprache=xx",
        "?sprache=uk&sprache=ar",
        "?personen=99&page=-1&suche=a",
        "?personen=x&page=y&suche=a",
        "?suche=%",
        "?suche=und",
        "?suche=---",
        "?suche=_\\%25",
    ],
)
def test_a_filter_that_means_nothing_harms_nothing(client_of, celle_officer, network, query):
    assert client_of(celle_officer).get(LIST + query).status_code == 200


def people(client, query):
    return [person.email.partition("@")[0] for person in client.get(LIST + query).context["people"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?suche=Sprachmittler", ["celle"]),
        ("?suche=mittlerpool", ["celle"]),
        ("?suche=Foerderantraege", ["celle"]),
        ("?suche=förderanträge", ["celle"]),
        ("?suche=FORDERANTRAGE", ["celle"]),
        ("?suche=grosse+anfragen", ["celle"]),
        ("?suche=GROẞE", ["celle"]),
        ("?suche=amif", ["celle"]),
        ("?suche=it", ["celle"]),
        ("?suche=ver", ["celle"]),
        ("?suche=mit", []),  # is not the middle of Sprachmittlerpool
        ("?suche=ehrenamt", ["celle"]),
        ("?suche=ukrainisch", ["celle"]),
        ("?suche=Kurdisch", ["celle"]),
        ("?suche=Ukrainisch+Ehrenamt+Celle", ["celle"]),
        ("?suche=Ukrainisch+Coburg", []),
        ("?suche=wer+hat+Erfahrung+mit+AMIF%3F", ["celle"]),
        ("?suche=Fachkraft", ["celle"]),
        ("?suche=stabsstelle", ["l"]),
        ("?suche=bayern", ["l"]),
        ("?suche=Beispielstiftung", ["landkreistag"]),
        ("?thema=ehrenamt", ["celle"]),
        ("?sprache=uk", ["celle"]),
        ("?sprache=uk&land=09", []),
        ("?funktion=lead", ["l"]),
        ("?funktion=lead&land=03", []),
        ("?funktion=department_head&suche=werra", ["d"]),
        ("?suche=Muster", ["d"]),
        ("?suche=muester", ["d"]),
        ("?suche=lodz", ["d"]),
    ],
)
def test_members_find_people_by_what_they_know_and_are(
    client_of, celle_officer, partner, network, query, expected
):
    assert people(client_of(celle_officer), query) == expected


def test_without_a_question_about_people_none_are_listed(client_of, celle_officer, network):
    for query in ("", "?land=09", "?suche=", "?page=1"):
        assert client_of(celle_officer).get(LIST + query).context["people"] is None


def test_the_languages_to_choose_are_those_that_somebody_speaks(
    client_of, celle_officer, celle, network
):
    former = make_person("frueher@forum.example")
    make_mandate(former, celle, ends_on=BYGONE)
    Profile.objects.create(person=former, languages=["ja"])

    html = client_of(celle_officer).get(LIST).content.decode()

    assert "Ukrainisch" in html
    assert "Japanisch" not in html


def test_who_has_left_is_not_found(client_of, celle, celle_officer, network):
    former = make_person("frueher@forum.example", name="Frühere Person")
    make_mandate(former, celle, title="Ehemalige", ends_on=BYGONE)
    Profile.objects.create(person=former, experience="Ausländerrecht")

    for word in ("frueher", "ehemalige", "ausländerrecht"):
        assert people(client_of(celle_officer), f"?suche={word}") == []


def test_people_come_in_the_order_of_their_counties_and_in_pages(
    client_of, celle, coburg, celle_officer
):
    for number in range(30):
        make_officer(f"k{number}@forum.example", coburg if number % 2 else celle)
    client = client_of(celle_officer)

    first = client.get(f"{LIST}?funktion=officer")
    second = client.get(f"{LIST}?funktion=officer&personen=2")

    both = [*first.context["people"], *second.context["people"]]
    assert (len(first.context["people"]), len(both), len(set(both))) == (25, 31, 31)
    counties = [person.contacts[0].district.name for person in both]
    assert counties == sorted(counties)
    html = first.content.decode()
    assert "31 Personen" in html
    assert "?funktion=officer&amp;personen=2#personen" in html


def test_an_entry_that_changes_is_found_by_its_new_words(client_of, celle_officer, network):
    """The folded words follow by themselves, also where rows are written in bulk."""
    Profile.objects.update(experience="Härtefälle")
    Person.objects.filter(pk=celle_officer.pk).update(name="Jürgen Beispiel")
    client = client_of(celle_officer)

    assert people(client, "?suche=haertefaelle") == ["celle"]
    assert people(client, "?suche=juergen") == ["celle"]
    assert people(client, "?suche=sprachmittler") == []
