"""Who acts for several counties chooses for which, and every page says so."""

import pytest

from members.stages import Function
from tests.factories.members import BYGONE, make_mandate, make_operator

CHOOSE = "/mitglieder/handeln/"
PAGES = ["/", "/mitglieder/", "/treffen/", "/konto/email/"]


@pytest.fixture
def both(celle_officer, coburg):
    """An officer of Celle who also leads Coburg."""
    make_mandate(celle_officer, coburg, Function.LEAD, title="Leitstelle")
    return celle_officer


def text(response) -> str:
    return response.content.decode().replace("\xa0", " ")


@pytest.mark.parametrize("path", PAGES)
def test_each_page_says_for_whom_one_acts_and_offers_the_other(client_of, both, path):
    page = text(client_of(both).get(path))

    assert "Sie handeln für <strong>Landkreis Celle</strong>." in page
    assert "Zu Landkreis Coburg wechseln" in page
    assert f'name="next" value="{path}"' in page


@pytest.mark.parametrize("path", PAGES)
def test_who_acts_for_one_county_is_not_asked(client_of, celle_officer, office, path):
    for person in (celle_officer, office):
        assert "Sie handeln für" not in text(client_of(person).get(path))


def test_the_choice_holds_on_every_page_and_names_the_function_there(client_of, both, coburg):
    client = client_of(both)

    told = text(client.post(CHOOSE, {"district": coburg.pk, "next": "/treffen/"}, follow=True))
    assert "Sie handeln jetzt für Landkreis Coburg." in told

    for path in PAGES:
        page = text(client.get(path))
        assert "Sie handeln für <strong>Landkreis Coburg</strong>." in page
        assert "Leitstelle" in page
        assert "Zu Landkreis Celle wechseln" in page


def test_a_choice_whose_mandate_has_ended_falls_back_and_says_so(
    client_of, both, coburg, nothing_is_written
):
    client = client_of(both)
    client.post(CHOOSE, {"district": coburg.pk}, follow=True)
    both.mandates.filter(district=coburg).update(ends_on=BYGONE)

    with nothing_is_written():
        page = text(client.get("/mitglieder/"))

    assert "Sie handeln jetzt für Landkreis Celle" in page
    assert "Ihre Zuständigkeit „Leitstelle, Landkreis Coburg“ hat am Mittwoch, 1. Januar" in page
    client.post(CHOOSE, {"district": "03351", "next": "/mitglieder/"})
    assert "hat am Mittwoch" not in text(client.get("/mitglieder/"))


def test_who_keeps_the_office_alone_acts_for_no_county(client_of, celle_officer, coburg, celle):
    make_mandate(celle_officer, coburg)
    make_mandate(celle_officer, make_operator(), Function.OFFICE)
    client = client_of(celle_officer)
    client.post(CHOOSE, {"district": coburg.pk})
    celle_officer.mandates.filter(district__isnull=False).update(ends_on=BYGONE)

    assert "Sie handeln jetzt für keinen Landkreis" in text(client.get("/treffen/"))
    client.post(CHOOSE)
    assert "Sie handeln jetzt" not in text(client.get("/treffen/"))


@pytest.mark.parametrize("key", ["05766", "00000", "\u202e", "x" * 300])
def test_a_county_that_is_not_the_persons_own_is_none(client_of, both, lippe, key):
    client = client_of(both)

    assert client.post(CHOOSE, {"district": key}).status_code == 404
    assert "<strong>Landkreis Celle</strong>" in text(client.get("/"))


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "/\\evil.example", ""])
def test_the_way_back_leads_nowhere_else(client_of, both, coburg, url):
    response = client_of(both).post(CHOOSE, {"district": coburg.pk, "next": url})

    assert response.url == "/"


def test_the_next_person_in_the_same_browser_has_chosen_nothing(client, both, coburg, celle_lead):
    client.force_login(both)
    client.post(CHOOSE, {"district": coburg.pk})
    client.post("/konto/logout/")
    client.force_login(celle_lead)

    assert "gibt es nicht mehr" not in text(client.get("/"))


def test_it_costs_no_query_to_say_for_whom_one_acts(
    client_of, celle_lead, both, django_assert_num_queries
):
    for person in (celle_lead, both):
        client = client_of(person)
        with django_assert_num_queries(3):
            client.get("/einstellungen/")
