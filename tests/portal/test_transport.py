"""What every answer carries, and what production asks of browsers and connections."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client

from tests.access.table import rows
from tests.factories.members import PASSWORD
from tests.portal.test_settings import PRODUCTION

pytestmark = pytest.mark.django_db
ASKED = """
DEBUG SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS SECURE_HSTS_INCLUDE_SUBDOMAINS SECURE_HSTS_PRELOAD
SESSION_COOKIE_NAME SESSION_COOKIE_SECURE SESSION_COOKIE_HTTPONLY SESSION_COOKIE_SAMESITE
SESSION_COOKIE_DOMAIN SESSION_COOKIE_PATH SESSION_COOKIE_AGE
CSRF_COOKIE_NAME CSRF_COOKIE_SECURE CSRF_COOKIE_HTTPONLY CSRF_COOKIE_SAMESITE
CSRF_COOKIE_DOMAIN CSRF_COOKIE_PATH
PASSWORD_HASHERS INSTALLED_APPS SESSION_SERIALIZER
""".split()


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    """The settings of a production, as a process of its own reads them."""
    show = (
        "import json; from django.conf import settings; "
        f"print(json.dumps({{name: getattr(settings, name) for name in {ASKED}}}))"
    )
    environment = PRODUCTION | {"DATA_DIR": str(tmp_path_factory.mktemp("production"))}
    answer = subprocess.run(
        [sys.executable, "-c", show],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "forum_portal.settings"}
        | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(answer.stdout)


@pytest.mark.parametrize("cookie", ["SESSION", "CSRF"])
def test_cookies_are_of_this_host_alone_and_out_of_reach_of_scripts(production, cookie):
    asked = {name: production[f"{cookie}_COOKIE_{name}"] for name in ("SECURE", "HTTPONLY")}

    assert asked == {"SECURE": True, "HTTPONLY": True}
    assert production[f"{cookie}_COOKIE_NAME"].startswith("__Host-")
    assert production[f"{cookie}_COOKIE_SAMESITE"] == "Lax"
    assert (production[f"{cookie}_COOKIE_DOMAIN"], production[f"{cookie}_COOKIE_PATH"]) == (
        None,
        "/",
    )


def test_browsers_come_by_https_only_for_a_year(production):
    assert production["SECURE_SSL_REDIRECT"]
    assert production["SECURE_HSTS_SECONDS"] >= 365 * 24 * 60 * 60
    assert production["SECURE_HSTS_INCLUDE_SUBDOMAINS"]


def test_production_shows_no_faults_and_has_nothing_of_demo_and_tests(production):
    assert production["DEBUG"] is False
    assert not {"demo", "tests.probe"} & set(production["INSTALLED_APPS"])


def test_passwords_are_kept_by_argon2_and_sessions_as_json(production):
    assert production["PASSWORD_HASHERS"] == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert production["SESSION_SERIALIZER"].endswith("JSONSerializer")


def test_a_secret_key_can_be_changed_and_what_the_former_one_signed_still_holds(
    client, celle_officer, settings
):
    client.post("/konto/login/", {"login": celle_officer.email, "password": PASSWORD})
    token = signing.dumps([celle_officer.pk, "digest"], salt="mailroom.unsubscribe")
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another-secret-key-0123456789-abcdefghijkl"

    assert client.get(f"/abbestellen/{token}/").status_code == 404
    settings.SECRET_KEY_FALLBACKS = [former]
    assert client.get("/mitglieder/").status_code == 200
    assert client.get(f"/abbestellen/{token}/").status_code == 200


def test_pages_lead_to_https_and_what_machines_ask_does_not(settings):
    settings.SECURE_SSL_REDIRECT = True
    client = Client()

    assert client.get("/konto/login/").url == "https://testserver/konto/login/"
    assert client.get("/healthz/").status_code == 200
    assert client.get("/metrics").status_code == 200


@pytest.fixture
def administrator(client, admin_person):
    client.force_login(admin_person)
    return client


PAGES = sorted({row.address for row in rows() if "{" not in row.address})


@pytest.mark.parametrize(
    "address", [*PAGES, "/static/css/portal.css", "/static/js/account_menu.js"]
)
def test_every_answer_tells_the_browser_what_it_may_not(administrator, address):
    answer = administrator.get(address)
    answer.close()

    policy = answer["Content-Security-Policy"].split("; ")
    assert {
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    } <= set(policy)
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in answer
    kind = answer["Content-Type"].replace('"', "")
    assert "charset=utf-8" in kind or kind == "application/json"


@pytest.mark.parametrize("method", ["TRACE", "PUT", "PATCH", "DELETE", "CONNECT"])
@pytest.mark.parametrize(
    "address", ["/", "/konto/login/", "/konto/password/change/", "/verwaltung/"]
)
def test_a_method_that_the_portal_does_not_use_is_refused(administrator, method, address):
    assert administrator.generic(method, address).status_code == 405


@pytest.mark.parametrize(
    "address", ["/static/", "/static/css/", "/.git/config", "/files/", "/.env"]
)
def test_no_folder_is_listed_and_no_file_of_the_code_is_served(administrator, address):
    assert administrator.get(address).status_code == 404


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_who_signs_in_is_led_to_no_other_host(client, celle_officer, away):
    form = {"login": celle_officer.email, "password": PASSWORD, "next": away}

    assert client.post("/konto/login/", form).url == "/"


def test_of_a_value_that_is_sent_twice_one_counts_and_an_address_is_no_form(client, celle_officer):
    form = {
        "login": ["niemand@forum.example", celle_officer.email],
        "password": PASSWORD,
    }

    assert (
        client.post(f"/konto/login/?login={celle_officer.email}&password=x", {}).status_code == 200
    )
    assert client.post("/konto/login/", form).status_code == 302
