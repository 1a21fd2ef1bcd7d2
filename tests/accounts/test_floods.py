"""Whoever tries much is stopped, and nobody is locked out by a stranger."""

import pytest
from django.test import Client

from mailroom.models import Mail
from tests.accounts.ways import (
    AUTHENTICATE,
    CODE,
    CONFIRM_CODE,
    LOGIN,
    PASSKEY_LOGIN,
    RESET,
    code_in,
    code_of,
    is_signed_in,
    latest_mail,
    log_in,
    log_in_by_code,
)
from tests.factories.members import make_person

STRANGER = {"REMOTE_ADDR": "203.0.113.9"}


def test_a_list_of_stolen_passwords_is_not_gone_through(db):
    """From one place ten tries in a minute, whatever the address."""
    people = [make_person(f"kreis{number}@forum.example") for number in range(20)]
    for person in people[:-1]:
        log_in(Client(), person, "geraten", **STRANGER)
    client = Client()

    log_in(client, people[-1], **STRANGER)

    assert not is_signed_in(client)


def test_many_places_that_try_one_address_do_not_lock_its_owner_out(client, celle_officer):
    for number in range(60):
        log_in(Client(), celle_officer, "geraten", REMOTE_ADDR=f"203.0.113.{number}")

    log_in(client, celle_officer)

    assert is_signed_in(client)


@pytest.mark.parametrize("path", [CODE, RESET])
def test_a_flood_of_mail_is_stopped_and_the_owner_still_gets_hers(celle_officer, path):
    for _ in range(70):
        Client().post(path, {"email": celle_officer.email}, **STRANGER)
    assert Mail.objects.count() <= 10

    before = Mail.objects.count()
    Client().post(path, {"email": celle_officer.email})
    assert Mail.objects.count() == before + 1


def test_codes_asked_for_by_a_stranger_do_not_make_hers_void(client, celle_officer):
    client.post(CODE, {"email": celle_officer.email})
    code = code_in(latest_mail()[1])
    for _ in range(5):
        other = Client()
        other.post(CODE, {"email": celle_officer.email}, **STRANGER)
        other.post(CONFIRM_CODE, {"code": "FALSCH"}, **STRANGER)

    client.post(CONFIRM_CODE, {"code": code})

    assert is_signed_in(client)


def test_three_wrong_codes_end_the_try(client, celle_officer):
    client.post(CODE, {"email": celle_officer.email})
    code = code_in(latest_mail()[1])
    for _ in range(3):
        client.post(CONFIRM_CODE, {"code": "FALSCH"})

    client.post(CONFIRM_CODE, {"code": code})

    assert not is_signed_in(client)


def test_a_flood_of_challenges_for_passkeys_is_stopped_where_it_comes_from(db):
    answers = [Client().post(PASSKEY_LOGIN, {"challenge": "1"}, **STRANGER) for _ in range(40)]

    assert [answer.status_code for answer in answers].count(429) == 10
    assert Client().post(PASSKEY_LOGIN, {"challenge": "1"}).status_code == 200


def test_whoever_has_the_mailbox_does_not_get_past_the_second_factor(celle_officer, app_secret):
    """Each code by mail is a first factor; six tries at the second, from wherever, are too many."""
    clients = [Client() for _ in range(6)]
    for client in clients:
        log_in_by_code(client, celle_officer)
        client.post(AUTHENTICATE, {"code": "000000"})

    clients[0].post(AUTHENTICATE, {"code": code_of(app_secret, step=1)})

    assert not is_signed_in(clients[0])


def test_a_limit_answers_with_words(client, celle_officer):
    for _ in range(12):
        response = log_in(client, celle_officer, "geraten")

    assert response.status_code == 200
    assert "Das waren zu viele Versuche." in response.content.decode()
    assert client.post(LOGIN, {}).status_code == 200
