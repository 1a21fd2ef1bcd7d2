"""Without a running mandate only public pages and the account are open."""

import pytest

from members.models import Mandate, Membership
from members.stages import Function
from tests.factories.members import (
    BYGONE,
    LONG_AGO,
    make_mandate,
    make_operator,
    make_person,
)


@pytest.fixture
def former(celle):
    """Somebody whose mandate at Celle ended a year ago."""
    person = make_person("celle@forum.example")
    make_mandate(person, celle, ends_on=BYGONE)
    return person


def test_a_page_says_since_when_the_mandate_has_ended_and_whom_to_ask(client, former, office):
    client.force_login(former)

    response = client.get("/mitglieder/")

    text = response.content.decode().replace("\xa0", " ")
    assert response.status_code == 403
    assert "Ihre Zuständigkeit hat am Mittwoch, 1. Januar 2025 geendet." in text
    assert "mailto:geschaeftsstelle@forum.example" in text
    assert "Landkreis Celle" not in text


def test_without_an_office_the_page_names_the_address_of_the_portal(client, stranger):
    client.force_login(stranger)

    text = client.get("/mitglieder/").content.decode()

    assert "Für Ihr Konto ist keine Zuständigkeit eingetragen." in text
    assert "mailto:portal@forum.example" in text


@pytest.mark.parametrize("path", ["/konto/email/", "/konto/password/change/", "/konto/logout/"])
def test_the_account_stays_open(client, former, path):
    client.force_login(former)

    assert client.get(path).status_code == 200


def test_public_pages_stay_open(client, former):
    client.force_login(former)

    assert client.get("/").status_code == 200


def test_the_administration_is_closed_with_the_mandate(client, admin_person):
    client.force_login(admin_person)
    assert client.get("/verwaltung/").status_code == 200

    Mandate.objects.update(ends_on=BYGONE)

    assert client.get("/verwaltung/").status_code == 403


def test_the_mandate_of_a_county_that_left_ends_with_the_next_request(client, celle_officer):
    client.force_login(celle_officer)
    assert client.get("/mitglieder/").status_code == 200

    Membership.objects.update(left_on=BYGONE)

    response = client.get("/mitglieder/")
    assert response.status_code == 403
    assert "1.\xa0Januar\xa02025" in response.content.decode()


def test_an_open_form_is_refused_in_plain_words(client, former):
    client.force_login(former)

    page = client.post("/mitglieder/", {"x": "y"})
    part = client.post("/mitglieder/", {"x": "y"}, headers={"HX-Request": "true"})

    assert page.status_code == part.status_code == 403
    assert "wurde nicht gespeichert" in page.content.decode()
    assert part["HX-Refresh"] == "true"


def test_a_mandate_to_come_is_announced(client, celle):
    person = make_person("neu@forum.example")
    make_mandate(person, make_operator(), Function.OFFICE, starts_on=LONG_AGO.replace(year=2099))
    client.force_login(person)

    text = client.get("/mitglieder/").content.decode().replace("\xa0", " ")

    assert "beginnt am Donnerstag, 1. Januar 2099" in text


def test_who_is_not_signed_in_is_asked_to(client, db):
    response = client.get("/mitglieder/")

    assert (response.status_code, response.url) == (302, "/konto/login/?next=/mitglieder/")


@pytest.mark.parametrize("path", ["/mitglieder/", "/konto/login/", "/konto/email/", "/verwaltung/"])
def test_no_cache_keeps_a_personal_page(client, admin_person, path):
    client.force_login(admin_person)

    assert client.get(path)["Cache-Control"] == "no-store, private"


def test_no_cache_keeps_a_form_with_a_token(client, db):
    assert client.get("/konto/login/")["Cache-Control"] == "no-store, private"
