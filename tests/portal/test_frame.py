"""The frame around every page: header, navigation, account menu, footer."""

import re

import pytest

from mailroom.addresses import sender

HOME = "/"
SETTINGS = "/einstellungen/"


def navigation(response):
    html = response.content.decode()
    block = re.search(r'<nav class="fp-nav".*?</nav>', html, re.DOTALL)
    return re.findall(r'<a href="([^"]+)"(?: aria-current="(\w+)")?>', block.group())


def test_who_is_not_signed_in_finds_the_way_in(client, db):
    assert navigation(client.get(HOME)) == [
        ("/", "page"),
        ("/empfehlungen/", ""),
        ("/konto/login/", ""),
    ]
    assert navigation(client.get("/konto/login/"))[-1] == ("/konto/login/", "page")


AREAS = ["/", "/mitglieder/", "/treffen/", "/empfehlungen/", "/neu/"]


@pytest.mark.parametrize(
    ("path", "current"),
    [
        (HOME, {"/": "page"}),
        ("/treffen/", {"/treffen/": "page"}),
        ("/mitglieder/landkreis-celle/", {"/mitglieder/": "true"}),
        (SETTINGS, {}),
    ],
)
def test_the_navigation_says_where_one_is(client, celle_officer, celle, path, current):
    client.force_login(celle_officer)
    if "landkreis" in path:
        path = celle.get_absolute_url()

    entries = navigation(client.get(path))

    assert [url for url, _ in entries] == AREAS
    assert {url: mark for url, mark in entries if mark} == current


def test_a_partner_is_not_led_to_what_is_closed_to_partners(client, partner):
    client.force_login(partner)

    assert [path for path, _ in navigation(client.get(HOME))] == [
        "/",
        "/mitglieder/",
        "/empfehlungen/",
    ]


def test_the_office_finds_every_area(client, office):
    client.force_login(office)

    paths = [path for path, _ in navigation(client.get(HOME))]
    assert paths == AREAS


def test_a_stranger_reads_the_address_of_the_portal_and_a_member_those_of_the_office(
    client, office, celle_officer
):
    sign_in = client.get("/konto/login/").content.decode()
    client.force_login(celle_officer)
    refused = client.get("/verwaltung/").content.decode()

    assert f'href="mailto:{sender()}"' in sign_in
    assert office.email not in sign_in
    assert f'href="mailto:{office.email}"' in refused


def test_the_header_names_the_county_one_acts_for(client, celle_officer):
    client.force_login(celle_officer)
    html = client.get(SETTINGS).content.decode()

    assert "<strong>Landkreis Celle</strong>" in html
    assert "celle@forum.example" in html
    assert "/verwaltung/" not in html


def test_an_administrator_finds_the_admin(client, admin_person):
    client.force_login(admin_person)
    assert 'href="/verwaltung/"' in client.get(SETTINGS).content.decode()


def test_without_a_mandate_there_is_only_the_way_out(client, stranger):
    client.force_login(stranger)
    html = client.get("/treffen/").content.decode()

    assert 'class="fp-nav"' not in html
    assert 'action="/konto/logout/"' in html
    assert f'href="{SETTINGS}"' not in html


def test_signing_out_is_a_button_and_not_a_link(client, celle_officer):
    client.force_login(celle_officer)
    html = client.get(SETTINGS).content.decode()

    assert 'href="/konto/logout/"' not in html
    form = r'<form method="post" action="/konto/logout/" data-signs-out>.*csrfmiddlewaretoken'
    assert re.search(form, html)


def test_htmx_runs_without_styles_or_code_of_its_own_and_keeps_no_page(client, db):
    html = client.get("/konto/login/").content.decode()
    assert '{"includeIndicatorStyles":false,"allowEval":false,"historyCacheSize":0}' in html


def test_a_page_that_does_not_exist_says_what_to_do(client, celle_officer):
    client.force_login(celle_officer)
    response = client.get("/gibt-es-nicht/")

    assert response.status_code == 404
    assert "Diese Seite gibt es nicht" in response.content.decode()
