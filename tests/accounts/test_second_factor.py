"""A second factor is asked for on every way in, can be guessed on none, and does not go lost."""

import json
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client

from tests.accounts.ways import (
    ACTIVATE,
    ADD,
    AUTHENTICATE,
    COMPLETE_RESET,
    CONFIRM_RESET,
    DEACTIVATE,
    FACTORS,
    LONG,
    PASSKEY_LOGIN,
    RECOVERY_CODES,
    RESET,
    answer_with,
    challenge_of,
    code_in,
    code_of,
    is_signed_in,
    latest_mail,
    log_in,
    log_in_by_code,
    recovery_codes_of,
    set_up_app,
    set_up_passkey,
)
from tests.factories.members import HOUR
from tests.servers.authenticator import SoftAuthenticator


def log_in_by_reset(client, person):
    client.post(RESET, {"email": person.email})
    client.post(CONFIRM_RESET, {"code": code_in(latest_mail()[1])})
    return client.post(COMPLETE_RESET, {"password1": LONG, "password2": LONG})


@pytest.mark.parametrize("way", [log_in, log_in_by_code, log_in_by_reset])
def test_each_first_factor_leads_to_the_second(client, celle_officer, app_secret, way):
    response = way(client, celle_officer)

    assert response.url == AUTHENTICATE
    assert not is_signed_in(client)
    client.post(AUTHENTICATE, {"code": code_of(app_secret, step=1)})
    assert is_signed_in(client)


def test_no_page_behind_the_sign_in_opens_between_the_factors(client, celle_officer, app_secret):
    log_in(client, celle_officer)

    assert client.get("/treffen/").url.startswith("/konto/login/")
    assert client.get("/konto/").url.startswith("/konto/login/")
    assert client.get("/konto/login/").url == AUTHENTICATE


def test_a_passkey_signs_in_alone(client, passkey):
    response = answer_with(client, passkey, PASSKEY_LOGIN)

    assert response.url == "/"
    assert is_signed_in(client)


def test_a_passkey_is_the_second_factor_after_a_password(client, celle_officer, passkey):
    log_in(client, celle_officer)
    answer_with(client, passkey, AUTHENTICATE)

    assert is_signed_in(client)


def test_the_passkey_of_somebody_else_is_no_second_factor(
    client, celle_officer, passkey, coburg_officer
):
    other = Client()
    log_in(other, coburg_officer)
    theirs = set_up_passkey(other)

    log_in(client, celle_officer)
    answer_with(client, theirs, AUTHENTICATE)

    assert not is_signed_in(client)


def test_an_answer_to_an_older_challenge_opens_nothing(client, passkey):
    old = challenge_of(client, PASSKEY_LOGIN)["request_options"]
    challenge_of(client, PASSKEY_LOGIN)
    client.post(PASSKEY_LOGIN, {"credential": json.dumps(passkey.get(old))})
    assert not is_signed_in(client)


def test_an_answer_is_used_once(client, passkey):
    answer = json.dumps(passkey.get(challenge_of(client, PASSKEY_LOGIN)["request_options"]))
    client.post(PASSKEY_LOGIN, {"credential": answer})
    assert is_signed_in(client)
    client.post("/konto/logout/")

    client.post(PASSKEY_LOGIN, {"credential": answer})

    assert not is_signed_in(client)


def test_a_passkey_signs_in_alone_only_where_the_device_knows_its_owner(
    client, celle_officer, passkey
):
    """Touched by whoever has it, it is one factor: good after a password, and not alone."""
    passkey.verifies = False
    answer_with(client, passkey, PASSKEY_LOGIN)
    assert not is_signed_in(client)

    log_in(client, celle_officer)
    answer_with(client, passkey, AUTHENTICATE)
    assert is_signed_in(client)


def test_a_passkey_asked_for_by_another_site_opens_nothing(client, passkey):
    passkey.origin = "https://evil.example"

    answer_with(client, passkey, PASSKEY_LOGIN)

    assert not is_signed_in(client)


@pytest.mark.parametrize("host", ["127.0.0.1", "testserver"])
def test_a_passkey_is_for_the_public_address_whatever_the_host_header_says(client, passkey, host):
    options = client.post(PASSKEY_LOGIN, {"challenge": "1"}, headers={"host": host}).json()

    assert options["request_options"]["publicKey"]["rpId"] == "localhost"


def test_the_first_factor_of_a_closed_account_opens_nothing(client, celle_officer, passkey):
    celle_officer.is_active = False
    celle_officer.save()

    response = answer_with(client, passkey, PASSKEY_LOGIN)

    assert response.url == "/konto/inactive/"
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "null",
        "[]",
        "7",
        '"x"',
        "{}",
        "nonsense",
        '{"id": "\\u0000"}',
        '{"id": "eA", "rawId": "eA", "type": "public-key", "response": null}',
        '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {}}',
        '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"userHandle": "enp6"}}',
        "[" * 2000,
    ],
)
def test_odd_answers_of_a_browser_are_refused(client, celle_officer, passkey, answer):
    challenge_of(client, PASSKEY_LOGIN)
    assert client.post(PASSKEY_LOGIN, {"credential": answer}).status_code == 302
    log_in(client, celle_officer)
    challenge_of(client, AUTHENTICATE)
    assert client.post(AUTHENTICATE, {"credential": answer}).status_code == 200
    assert not is_signed_in(client)
    inside = Client()
    log_in(inside, celle_officer)
    answer_with(inside, passkey, AUTHENTICATE)
    challenge_of(inside, ADD)
    assert inside.post(ADD, {"name": "x", "credential": answer}).status_code == 200
    assert Authenticator.objects.filter(type="webauthn").count() == 1


def test_a_code_of_the_app_is_taken_once(client, celle_officer, app_secret):
    code = code_of(app_secret, step=1)
    log_in(client, celle_officer)
    client.post(AUTHENTICATE, {"code": code})
    assert is_signed_in(client)

    again = Client()
    log_in(again, celle_officer)
    with time_machine.travel(time.time() + 40, tick=False):
        again.post(AUTHENTICATE, {"code": code})

    assert not is_signed_in(again)


def test_a_code_holds_half_a_minute_longer_and_no_more(client, celle_officer, app_secret):
    log_in(client, celle_officer)
    late, too_late = code_of(app_secret, step=-1), code_of(app_secret, step=-2)

    client.post(AUTHENTICATE, {"code": too_late})
    assert not is_signed_in(client)
    client.post(AUTHENTICATE, {"code": late})
    assert is_signed_in(client)


def test_codes_cannot_be_guessed(client, celle_officer, app_secret):
    log_in(client, celle_officer)
    for _ in range(6):
        response = client.post(AUTHENTICATE, {"code": "000000"})
    right = client.post(AUTHENTICATE, {"code": code_of(app_secret, step=1)})

    assert "Das waren zu viele Versuche." in response.content.decode()
    assert right.status_code == 200
    assert not is_signed_in(client)


def test_whoever_guesses_slowly_is_stopped_for_the_day(celle_officer, app_secret):
    start = time.time()
    for turn in range(60):
        with time_machine.travel(start + turn * 301, tick=False):
            client = Client()
            log_in(client, celle_officer)
            client.post(AUTHENTICATE, {"code": "000000"})
    with time_machine.travel(start + 60 * 301, tick=False):
        client.post(AUTHENTICATE, {"code": code_of(app_secret)})
        assert not is_signed_in(client)
    with time_machine.travel(start + 25 * 3600 + 60 * 301, tick=False):
        client = Client()
        log_in(client, celle_officer)
        client.post(AUTHENTICATE, {"code": code_of(app_secret)})
        assert is_signed_in(client)


def test_a_stranger_cannot_use_up_the_tries_of_a_member(client, celle_officer, app_secret):
    """Without the first factor nobody is asked for the second."""
    stranger = Client()
    for _ in range(20):
        assert stranger.post(AUTHENTICATE, {"code": "000000"}).url == "/konto/login/"

    log_in(client, celle_officer)
    client.post(AUTHENTICATE, {"code": code_of(app_secret, step=1)})
    assert is_signed_in(client)


def test_a_recovery_code_stands_in_once(client, celle_officer, passkey):
    code = recovery_codes_of(celle_officer)[0]
    log_in(client, celle_officer)
    client.post(AUTHENTICATE, {"code": code})
    assert is_signed_in(client)

    again = Client()
    log_in(again, celle_officer)
    again.post(AUTHENTICATE, {"code": code})
    assert not is_signed_in(again)


def test_new_recovery_codes_replace_the_old_ones(client, celle_officer):
    log_in(client, celle_officer)
    set_up_app(client)
    old = recovery_codes_of(celle_officer)

    response = client.post(f"{RECOVERY_CODES}generate/")

    assert response.url == RECOVERY_CODES
    assert not set(old) & set(recovery_codes_of(celle_officer))
    shown = client.get(RECOVERY_CODES).content.decode()
    assert all(code in shown for code in recovery_codes_of(celle_officer))


def test_the_list_of_codes_comes_as_a_file(client, celle_officer):
    log_in(client, celle_officer)
    set_up_app(client)

    response = client.get(f"{RECOVERY_CODES}download/")

    assert response["Content-Disposition"] == 'attachment; filename="wiederherstellungscodes.txt"'
    assert "no-store" in response["Cache-Control"]
    assert all(code in response.content.decode() for code in recovery_codes_of(celle_officer))


def test_what_opens_an_account_is_not_readable_in_a_backup(celle_officer, app_secret):
    for factor in Authenticator.objects.filter(user=celle_officer):
        held = json.dumps(factor.data)
        assert app_secret not in held
        assert not any(code in held for code in recovery_codes_of(celle_officer))


def test_another_secret_key_makes_factors_unreadable_and_no_page_fails(
    client, celle_officer, app_secret, settings
):
    settings.SECRET_KEY = "another-secret-key-for-this-test-alone-0123456789"
    log_in(client, celle_officer)

    response = client.post(AUTHENTICATE, {"code": code_of(app_secret, step=1)})

    assert "lässt sich nicht mehr lesen" in response.content.decode()
    assert not is_signed_in(client)


def test_an_older_secret_key_still_reads_them(client, celle_officer, app_secret, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-secret-key-for-this-test-alone-0123456789"
    log_in(client, celle_officer)

    client.post(AUTHENTICATE, {"code": code_of(app_secret, step=1)})

    assert is_signed_in(client)


def test_looking_at_the_pages_keeps_nothing(client, celle_officer, nothing_is_written):
    log_in(client, celle_officer)
    set_up_app(client)
    client.get("/konto/")  # the messages of before are shown and gone

    for path in (FACTORS, ADD, RECOVERY_CODES, f"{RECOVERY_CODES}generate/", DEACTIVATE):
        with nothing_is_written():
            assert client.get(path).status_code == 200
            assert client.head(path).status_code == 200


def test_looking_at_the_page_of_the_app_keeps_nothing(client, celle_officer, nothing_is_written):
    log_in(client, celle_officer)
    client.get("/konto/")

    with nothing_is_written():
        first, second = (client.get(ACTIVATE).context["form"].secret for _ in range(2))
    assert first != second


@pytest.mark.parametrize("path", [ACTIVATE, ADD])
def test_the_secret_that_somebody_else_was_shown_sets_up_nothing(
    client, celle_officer, coburg_officer, path
):
    other = Client()
    log_in(other, coburg_officer)
    form = other.get(ACTIVATE).context["form"]

    log_in(client, celle_officer)
    sent = {"sealed": form.initial["sealed"], "code": code_of(form.secret)}
    response = client.post(ACTIVATE, sent)

    assert "zu lange offen" in response.content.decode()
    assert not Authenticator.objects.exists()


def test_a_wrong_code_keeps_the_secret_on_the_page(client, celle_officer):
    log_in(client, celle_officer)
    form = client.get(ACTIVATE).context["form"]

    again = client.post(ACTIVATE, {"sealed": form.initial["sealed"], "code": "000000"})

    assert again.context["form"].secret == form.secret
    assert "Der Code stimmt nicht." in again.content.decode()


def test_each_change_is_told_by_mail(client, celle_officer):
    log_in(client, celle_officer)
    set_up_app(client)
    assert "App mit Codes schützt" in latest_mail()[1]["Subject"]
    set_up_passkey(client)
    assert "Passkey" in latest_mail()[1]["Subject"]
    client.post(DEACTIVATE)
    assert "entfernt" in latest_mail()[1]["Subject"]


def test_a_passkey_is_renamed_and_removed_by_its_owner_alone(
    client, celle_officer, passkey, coburg_officer
):
    mine = Authenticator.objects.get(type="webauthn")
    other = Client()
    log_in(other, coburg_officer)
    for act in ("edit", "remove"):
        assert other.post(f"/konto/2fa/webauthn/keys/{mine.pk}/{act}/").status_code == 404

    log_in(client, celle_officer)
    answer_with(client, passkey, AUTHENTICATE)
    client.post(f"/konto/2fa/webauthn/keys/{mine.pk}/edit/", {"name": "Ä" * 60})
    mine.refresh_from_db()
    assert mine.wrap().name == "Ä" * 60
    client.post(f"/konto/2fa/webauthn/keys/{mine.pk}/remove/")
    assert not Authenticator.objects.exists()


def test_a_session_of_before_must_show_again_who_it_is(client, celle_officer):
    with time_machine.travel(time.time() - HOUR.total_seconds(), tick=False):
        log_in(client, celle_officer)

    response = client.get(ADD)

    assert response.url.startswith("/konto/reauthenticate/")
    client.post(response.url, {"password": "landkreis-forum-test"})
    assert client.get(ADD).status_code == 200


def test_an_unknown_passkey_is_answered_like_a_wrong_one(passkey):
    """Whether there is an account with this number is told to nobody."""
    stranger, wrong = SoftAuthenticator(), SoftAuthenticator()
    wrong.handle, stranger.handle = passkey.handle, "enp6enp6"
    answers = []
    for device in (wrong, stranger):
        client = Client()
        response = answer_with(client, device, PASSKEY_LOGIN)
        page = client.get(response.url).content.decode()
        answers.append((response.status_code, response.url, "stimmt nicht" in page))

    assert answers[0] == answers[1] == (302, "/konto/login/", True)
