"""Passwords are taken as they are, and a code is for one sign-in, in one browser, once."""

import re

import pytest
from django.test import Client
from django.utils.crypto import get_random_string

from tests.factories.members import HOUR, MINUTE, NOON, PASSWORD
from tests.members.test_accounts import (
    CODE,
    CONFIRM_CODE,
    CONFIRM_RESET,
    RESET,
    code_in,
    is_signed_in,
    latest_mail,
    log_in,
)

pytestmark = pytest.mark.django_db
CHANGE = "/konto/password/change/"
WRONG = "ZZZZ-ZZZZ"


def change(client, new, old=PASSWORD):
    return client.post(CHANGE, {"oldpassword": old, "password1": new, "password2": new})


@pytest.mark.parametrize(
    "password",
    [
        "nur kleine buchstaben",
        "4815162342481516",
        "  Leerzeichen am Rand zählen mit  ",
        "Ünïcødé 🌳 und Umlaute äöü",
        "x1" * 64 + " ist lang",
    ],
)
def test_a_password_of_any_letters_is_taken_exactly_as_typed(client, celle_officer, password):
    client.force_login(celle_officer)
    change(client, password)

    for wrong in (password.strip() + "x", password.swapcase() + "x", password[:64]):
        if wrong != password:
            log_in(other := Client(), celle_officer.email, wrong)
            assert not is_signed_in(other)
    log_in(other := Client(), celle_officer.email, password)
    assert is_signed_in(other)


def test_a_password_is_changed_by_whoever_knows_the_present_one(client, celle_officer):
    client.force_login(celle_officer)
    change(client, "eine lange neue Losung", old="falsch geraten")
    celle_officer.refresh_from_db()
    assert celle_officer.check_password(PASSWORD)

    change(client, "eine lange neue Losung")
    celle_officer.refresh_from_db()
    assert celle_officer.check_password("eine lange neue Losung")


@pytest.mark.parametrize("path", ["/konto/login/", CHANGE])
def test_a_password_is_hidden_and_a_password_manager_may_fill_it_in(client, celle_officer, path):
    if path == CHANGE:
        client.force_login(celle_officer)
    html = client.get(path).content.decode()

    fields = re.findall(r"<input[^>]*name=\"(?:old)?password\d?\"[^>]*>", html)
    assert fields
    for field in fields:
        assert 'type="password"' in field
        assert re.search(r'autocomplete="(current|new)-password"', field)
        assert "onpaste" not in field
        assert "maxlength" not in field


@pytest.mark.parametrize(("ask", "confirm"), [(CODE, CONFIRM_CODE), (RESET, CONFIRM_RESET)])
def test_after_three_wrong_codes_the_right_one_is_dead_too(client, celle_officer, ask, confirm):
    client.post(ask, {"email": celle_officer.email})
    right = code_in(latest_mail()[1])
    for _ in range(3):
        client.post(confirm, {"code": WRONG})

    answer = client.post(confirm, {"code": right})

    assert not is_signed_in(client)
    assert answer.status_code == 302
    assert "complete" not in answer.url


def test_a_code_opens_nothing_in_another_browser(client, celle_officer):
    client.post(CODE, {"email": celle_officer.email})
    code = code_in(latest_mail()[1])
    elsewhere = Client()
    elsewhere.post(CODE, {"email": celle_officer.email})

    elsewhere.post(CONFIRM_CODE, {"code": code})

    assert not is_signed_in(elsewhere)


def test_a_code_opens_the_door_once(client, celle_officer):
    client.post(CODE, {"email": celle_officer.email})
    code = code_in(latest_mail()[1])
    client.post(CONFIRM_CODE, {"code": code})
    client.post("/konto/logout/")

    client.post(CONFIRM_CODE, {"code": code})

    assert not is_signed_in(client)


def test_a_code_cannot_be_guessed(celle_officer):
    """Eight letters of twenty are 34 bits; six digits would be 20."""
    codes = set()
    for _ in range(5):
        Client().post(CODE, {"email": celle_officer.email})
        codes.add(code_in(latest_mail()[1]).replace("-", ""))

    assert len(codes) == 5
    assert {len(code) for code in codes} == {8}


def test_a_session_that_was_ended_opens_nothing_any_more(client, celle_officer):
    log_in(client, celle_officer.email)
    kept = client.cookies["session"].value
    client.post("/konto/logout/")

    client.cookies["session"] = kept

    assert client.get("/mitglieder/").status_code == 302


def test_a_session_ends_twelve_hours_after_the_sign_in_however_busy_it_is(
    client, celle_officer, at_noon
):
    client.get("/konto/logout/")  # leaves a session of nobody behind
    at_noon.move_to(NOON + 11 * HOUR)
    log_in(client, celle_officer.email)
    for hours in (14, 18, 22):
        at_noon.move_to(NOON + hours * HOUR)
        form = {"rhythm": "daily", "weekday": 0, "hour": hours}
        client.post("/einstellungen/benachrichtigungen/", form)
        assert client.get("/mitglieder/").status_code == 200

    at_noon.move_to(NOON + 23 * HOUR + MINUTE)

    assert client.get("/mitglieder/").status_code == 302


def test_a_made_up_session_key_opens_nothing_and_is_not_taken_over(client, celle_officer):
    client.cookies["session"] = made_up = get_random_string(32)
    assert client.get("/mitglieder/").status_code == 302

    log_in(client, celle_officer.email)

    assert client.cookies["session"].value != made_up
    assert len(client.cookies["session"].value) == 32


def test_a_new_password_ends_the_sessions_in_other_browsers(client, celle_officer):
    log_in(client, celle_officer.email)
    log_in(elsewhere := Client(), celle_officer.email)

    change(client, "eine lange neue Losung")

    assert client.get("/mitglieder/").status_code == 200
    assert elsewhere.get("/mitglieder/").status_code == 302


def test_closing_an_account_ends_its_sessions(client, celle_officer):
    log_in(client, celle_officer.email)
    celle_officer.is_active = False
    celle_officer.save()

    assert client.get("/mitglieder/").status_code == 302
