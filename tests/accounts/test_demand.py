"""Who must have a second factor works with none of the pages before there is one."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from members import second_factor
from tests.access.table import ROLES, rows
from tests.access.world import World
from tests.accounts.ways import (
    AUTHENTICATE,
    DEACTIVATE,
    FACTORS,
    answer_with,
    log_in,
    set_up_app,
    set_up_passkey,
)
from tests.factories.members import NOON
from tests.portal.test_open_pages import OPEN

LEFT_OPEN = ("/konto/", "/impressum/", "/datenschutz/", "/barrierefreiheit/", "/abbestellen/")
MACHINES = ("/healthz/", "/metrics", "/demo/")


@pytest.mark.parametrize("role", ["office", "administrator"])
def test_every_page_but_the_account_and_what_is_the_same_for_all_leads_to_set_one_up(
    db, demanded, at_noon, settings, tmp_path, role
):
    settings.DATA_DIR = tmp_path
    world = World(tmp_path)
    client = Client()
    client.force_login(world.people[role])

    for number, row in enumerate(rows()):
        address = row.address.format(**world.names)
        if address.startswith((*LEFT_OPEN, *MACHINES)):
            continue
        look = client.head if number % 4 else client.get
        assert look(address).url == FACTORS, address
        assert client.post(address).status_code == 403, address


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"office", "administrator"}))
def test_nobody_else_is_led_anywhere(db, demanded, at_noon, settings, tmp_path, role):
    settings.DATA_DIR = tmp_path
    world = World(tmp_path)
    client = Client()
    if person := world.people[role]:
        client.force_login(person)

    assert client.get("/").status_code == 200


def test_what_stays_open_needs_no_sign_in():
    names = {row.name for row in rows() if row.address.startswith(LEFT_OPEN[1:] + MACHINES)}

    assert names <= OPEN


def test_what_was_sent_is_not_lost_silently(client_of, office, demanded):
    response = client_of(office).post("/treffen/neu/", {"title": "Sprachmittlung"})

    assert response.status_code == 403
    assert "wurde nicht gespeichert" in response.content.decode()
    assert FACTORS in response.content.decode()


def test_a_part_of_a_page_leads_the_whole_page_there(client_of, office, demanded):
    client = client_of(office)
    response = client.post("/treffen/neu/", headers={"HX-Request": "true"})

    assert response.headers["HX-Redirect"] == FACTORS
    assert "wurde nicht gespeichert" in client.get(FACTORS).content.decode()


def test_signing_in_leads_there_and_setting_one_up_opens_everything(client, office, demanded):
    log_in(client, office)
    assert client.get("/", follow=True).redirect_chain == [(FACTORS, 302)]
    assert (
        "Bitte richten Sie jetzt einen zweiten Faktor ein" in client.get(FACTORS).content.decode()
    )

    set_up_app(client)

    assert client.get("/").status_code == 200
    assert client.get("/treffen/neu/").status_code == 200


def test_no_way_leads_into_the_administration_around_it(client, admin_person, demanded):
    log_in(client, admin_person)
    for path in ("/verwaltung/", "/verwaltung/login/", "/verwaltung/members/person/"):
        assert client.get(path).url == FACTORS
    client.post("/verwaltung/members/person/add/", {"email": "neu@forum.example"})

    assert not type(admin_person).objects.filter(email="neu@forum.example").exists()


def test_a_passkey_will_do(client, admin_person, demanded):
    log_in(client, admin_person)
    passkey = set_up_passkey(client)
    client.post("/konto/logout/")

    log_in(client, admin_person)
    answer_with(client, passkey, AUTHENTICATE)

    assert client.get("/verwaltung/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(office, client_of, demanded):
    Authenticator.objects.create(user=office, type="recovery_codes", data={})

    assert client_of(office).get("/").url == FACTORS


def test_the_last_factor_of_somebody_who_needs_one_stays(client, office, demanded):
    log_in(client, office)
    set_up_app(client)
    refused = client.post(DEACTIVATE)
    assert "Bitte richten Sie zuerst einen anderen ein." in refused.content.decode()

    set_up_passkey(client)
    client.post(DEACTIVATE)
    assert not Authenticator.objects.filter(type="totp").exists()
    (passkey,) = Authenticator.objects.filter(type="webauthn")
    path = f"/konto/2fa/webauthn/keys/{passkey.pk}/remove/"
    assert "Bitte richten Sie zuerst einen anderen ein." in client.get(path).content.decode()
    refused = client.post(path)

    assert "Bitte richten Sie zuerst einen anderen ein." in refused.content.decode()
    assert second_factor.has_one(office)


def test_it_can_go_where_nobody_demands_it(client, office):
    log_in(client, office)
    set_up_app(client)

    client.post(DEACTIVATE)

    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ([], []),
        (["office"], ["office", "admin_person"]),
        (["administration"], ["admin_person"]),
        (["lead"], ["celle_lead"]),
    ],
)
def test_the_setting_names_who_needs_one(request, settings, demanded, groups, expected):
    settings.SECOND_FACTOR_FOR = groups
    names = ["celle_officer", "celle_lead", "partner", "office", "admin_person", "stranger"]
    people = {name: request.getfixturevalue(name) for name in names}

    found = [n for n, person in people.items() if second_factor.is_demanded(person, NOON)]

    assert found == expected


def test_in_the_demo_nobody_must_and_the_page_says_so(client_of, office):
    client = client_of(office)

    assert client.get("/").status_code == 200
    for path in ("/konto/", FACTORS):
        assert "in der demo aus" in client.get(path).content.decode().lower()


def test_setting_one_up_ends_every_session_that_had_none(client, office, demanded):
    elsewhere = Client()
    log_in(elsewhere, office)
    log_in(client, office)

    set_up_app(client)

    assert elsewhere.get("/konto/").url.startswith("/konto/login/")
    assert client.get("/konto/").status_code == 200
