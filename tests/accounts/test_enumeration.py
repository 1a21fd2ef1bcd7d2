"""Who tries addresses learns from no way in whether there is an account: neither by what the
answer is nor by what it costs."""

import re

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mailroom.models import Mail
from members.services import create_person
from tests.accounts.ways import (
    CODE,
    CONFIRM_CODE,
    CONFIRM_RESET,
    LOGIN,
    RESET,
    code_in,
    latest_mail,
)
from tests.factories.members import NOON, make_person

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
KNOWN, UNKNOWN = "celle@forum.example", "niemand@forum.example"
WAYS = {
    "password": lambda address: (LOGIN, {"login": address, "password": "falsch"}),
    "code": lambda address: (CODE, {"email": address}),
    "reset": lambda address: (RESET, {"email": address}),
    "sign-up": lambda address: (
        "/konto/signup/",
        {"email": address, "password1": "x" * 20, "password2": "x" * 20},
    ),
}


class CountingHasher(MD5PasswordHasher):
    """The hasher of the tests, which counts what it is asked."""

    done = 0

    def encode(self, password, salt):
        type(self).done += 1
        return super().encode(password, salt)


@pytest.fixture(autouse=True)
def hashing(settings):
    settings.PASSWORD_HASHERS = ["tests.accounts.test_enumeration.CountingHasher"]
    CountingHasher.done = 0


def page(response, address):
    return TOKEN.sub("", response.content.decode().replace(address, "ADRESSE"))


def tried(way, address):
    """What one try answers and costs, in a browser of its own."""
    path, data = WAYS[way](address)
    mails, hashes = Mail.objects.count(), CountingHasher.done
    client = Client(REMOTE_ADDR=f"203.0.113.{len(address)}")
    with CaptureQueriesContext(connection) as queries:
        first = client.post(path, data)
    work = {
        "status": first.status_code,
        "to": getattr(first, "url", ""),
        "mails": Mail.objects.count() - mails,
        "hashes": CountingHasher.done - hashes,
        "queries": len(queries),
    }
    followed = client.get(first.url) if first.status_code == 302 else first
    return work, page(followed, address)


@pytest.mark.parametrize("way", WAYS)
def test_known_and_unknown_are_answered_alike_at_the_same_cost(db, way):
    make_person(KNOWN)
    tried(way, "warm@forum.example")

    (known, known_page), (unknown, unknown_page) = tried(way, KNOWN), tried(way, UNKNOWN)

    assert known_page == unknown_page
    # What is not among the verified addresses is looked for among the accounts, by its index.
    assert 0 <= unknown.pop("queries") - known.pop("queries") <= 1
    assert known == unknown


@pytest.mark.parametrize("way", WAYS)
def test_so_are_those_without_a_password(db, way):
    create_person(KNOWN, by=None, now=NOON)
    tried(way, "warm@forum.example")

    assert tried(way, KNOWN)[1] == tried(way, UNKNOWN)[1]


@pytest.mark.parametrize("way", WAYS)
def test_and_closed_ones(db, way):
    make_person(KNOWN, is_active=False)
    tried(way, "warm@forum.example")

    (known, known_page), (unknown, unknown_page) = tried(way, KNOWN), tried(way, UNKNOWN)

    assert known_page == unknown_page
    assert (known["status"], known["to"]) == (unknown["status"], unknown["to"])
    assert (known["mails"], known["hashes"]) == (unknown["mails"], unknown["hashes"])


@pytest.mark.parametrize(("way", "confirm"), [("code", CONFIRM_CODE), ("reset", CONFIRM_RESET)])
def test_a_wrong_code_says_no_more(db, way, confirm):
    make_person(KNOWN)
    answers = []
    for address in (KNOWN, UNKNOWN):
        client = Client()
        client.post(*WAYS[way](address))
        tries = [client.post(confirm, {"code": "FALSCH"}) for _ in range(4)]
        answers.append([(r.status_code, getattr(r, "url", ""), page(r, address)) for r in tries])

    assert answers[0] == answers[1]


def test_whether_a_second_factor_waits_shows_only_after_the_first(celle_officer, app_secret):
    """A wrong password is answered alike with and without one."""
    with_factor = tried("password", celle_officer.email)
    make_person("ohne.faktor@forum.example")

    assert tried("password", "ohne.faktor@forum.example")[1] == with_factor[1]


def test_a_code_for_somebody_else_opens_nothing_here(db):
    """The code is good in the browser that asked for it."""
    make_person(KNOWN)
    asking, other = Client(), Client()
    asking.post(CODE, {"email": KNOWN})
    code = code_in(latest_mail()[1])
    other.post(CODE, {"email": UNKNOWN})

    other.post(CONFIRM_CODE, {"code": code})

    assert "_auth_user_id" not in other.session
