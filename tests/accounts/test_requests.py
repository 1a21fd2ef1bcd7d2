"""What every POST under /konto/ needs, what a Host header can do, and how cookies are set."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client

from tests.access.table import ROLES, rows
from tests.accounts.ways import (
    ACTIVATE,
    ADD,
    CODE,
    DEACTIVATE,
    LOGIN,
    PASSKEY_LOGIN,
    RESET,
    latest_mail,
    log_in,
    set_up_app,
)
from tests.portal.test_settings import PRODUCTION

OWN = [row for row in rows() if row.address.startswith("/konto/") and "{" not in row.address]


def test_each_post_of_the_account_needs_its_token(db, celle_officer):
    stranger, person = (Client(enforce_csrf_checks=True) for _ in range(2))
    person.force_login(celle_officer)
    officer = ROLES.index("officer")

    for row in OWN:
        for client, letter in ((stranger, row.post[0]), (person, row.post[officer])):
            if letter in ".R":
                assert client.post(row.address).status_code == 403, row.address


def test_so_do_the_pages_that_open_after_a_fresh_sign_in(celle_officer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(celle_officer)

    for path in (ACTIVATE, ADD, DEACTIVATE, "/konto/2fa/recovery-codes/generate/"):
        assert client.post(path, {"challenge": "1"}).status_code == 403, path


@pytest.mark.parametrize("row", OWN, ids=lambda row: row.address)
def test_a_host_that_is_not_ours_is_refused_everywhere(client, celle_officer, row):
    client.force_login(celle_officer)

    for method in ("get", "post"):
        assert (
            getattr(client, method)(row.address, headers={"host": "evil.example"}).status_code
            == 400
        )


@pytest.mark.parametrize("path", [CODE, RESET])
def test_no_mail_leads_elsewhere_than_to_the_portal(client, celle_officer, path):
    headers = {"x-forwarded-host": "evil.example", "x-forwarded-server": "evil.example"}
    client.post(path, {"email": celle_officer.email}, headers=headers)
    text = latest_mail()[1].as_string()

    assert "evil.example" not in text
    assert settings.PUBLIC_URL in text


def test_no_page_of_the_account_leads_elsewhere(client, celle_officer):
    log_in(client, celle_officer)
    set_up_app(client)

    for path in ("/konto/", "/konto/2fa/", ADD, "/konto/email/", "/konto/zustelladresse/"):
        answer = client.get(path, headers={"x-forwarded-host": "evil.example"})
        assert "evil.example" not in answer.content.decode()


@pytest.mark.parametrize(
    "there", ["https://evil.example/", "//evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_to_no_other_site(client, celle_officer, there):
    response = client.post(
        f"{LOGIN}?next={there}",
        {"login": celle_officer.email, "password": "landkreis-forum-test", "next": there},
    )

    assert response.url == "/"


def test_challenges_are_kept_by_no_cache(db):
    response = Client().post(PASSKEY_LOGIN, {"challenge": "1"})

    assert "no-store" in response["Cache-Control"]


def test_the_cookies_of_production(tmp_path):
    """As a process with the settings of production sets them at the sign-in page."""
    show = (
        "import django, json; django.setup();"
        "from django.conf import settings as s;"
        "print(json.dumps([s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY,"
        " s.SESSION_COOKIE_SAMESITE, s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_PATH,"
        " s.SESSION_COOKIE_DOMAIN, s.CSRF_COOKIE_SECURE, s.CSRF_COOKIE_HTTPONLY,"
        " s.CSRF_COOKIE_SAMESITE, s.SECOND_FACTOR_DEMANDED, s.SECOND_FACTOR_FOR]))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", show],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "forum_portal.settings"}
        | PRODUCTION
        | {"DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    session = [True, True, "Lax", "__Host-session", "/", None]
    demand = [True, ["office", "administration"]]
    assert json.loads(answer.stdout) == [*session, True, True, "Lax", *demand]


def test_the_session_cookie_says_to_the_browser_what_it_is(client, celle_officer):
    cookie = log_in(client, celle_officer).cookies["session"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["domain"]
