"""The table of ``tests.access.table`` holds for every role and method, and misses no address."""

import copy
import re
from urllib.parse import urlsplit

import pytest
import time_machine
from django.db import connection, reset_queries, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, resolve
from django.urls.resolvers import URLResolver

from tests.access.crawl import Browser, close, text_of
from tests.access.table import ROLES, Row, rows
from tests.access.world import World
from tests.factories.members import NOON
from tests.fixtures.pages import READS

pytestmark = pytest.mark.django_db

STATUS = {".": 200, "L": 302, "R": 302, "3": 403, "4": 404, "5": 405}
# The admin leads to its own address first, and that one to the sign-in.
SIGN_IN = {"/konto/login/", "/verwaltung/login/"}
LOOKING = ["get", "head", "options"]
NOT_WRITING = (*READS, "ROLLBACK TO SAVEPOINT")
TOLD = 'UPDATE "django_session"'
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')


@pytest.fixture
def world(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with time_machine.travel(NOON, tick=False):
        yield World(tmp_path)


@pytest.fixture(params=ROLES)
def role(request):
    return request.param


@pytest.fixture
def client(world, role):
    client = Browser()
    if person := world.people[role]:
        client.force_login(person)
    return client


def letter(row: Row, role: str, method: str) -> str:
    if method == "options":
        return "."
    return (row.post if method == "post" else row.get)[ROLES.index(role)]


def ask(client, method: str, address: str):
    """The answer to one request; what it wrote is taken back, in the database and the browser."""
    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic():
        response = getattr(client, method)(address)
        close(response)
        transaction.set_rollback(True)
    client.cookies = cookies
    return response


def is_as_expected(response, expected: str) -> bool:
    if response.status_code != STATUS[expected]:
        return False
    if expected in "LR":
        to_sign_in = urlsplit(response.url).path in SIGN_IN and "next=" in response.url
        return to_sign_in is (expected == "L")
    return True


def test_every_address_answers_each_role_as_the_table_says(world, role, client):
    """And looking writes nothing, and no cache keeps a page behind the sign-in."""
    wrong = []
    for number, row in enumerate(rows()):
        address = row.address.format(**world.names)
        for method in methods(number, role):
            reset_queries()  # Django keeps the latest 9000, and the table asks more
            with CaptureQueriesContext(connection) as queries:
                response = ask(client, method, address)
            wrong += [
                f"{method} {address}: {complaint}"
                for complaint in complaints(row, role, method, response, queries)
            ]

    assert not wrong, "\n".join(wrong)


def methods(number, role):
    """HEAD runs the same view as GET: each address is asked so by two of the roles, by turns."""
    turn = number % 4 == ROLES.index(role) % 4
    return ["get", *(["head"] if turn else []), "options", "post"]


def complaints(row, role, method, response, queries):
    expected = letter(row, role, method)
    if not is_as_expected(response, expected):
        yield f"{response.status_code} {getattr(response, 'url', '')}, expected {expected}"
    if method in LOOKING:
        # Why one was led on is kept in the session for the next page.
        harmless = (*NOT_WRITING, TOLD) if expected == "R" else NOT_WRITING
        yield from (q["sql"][:120] for q in queries if not q["sql"].startswith(harmless))
    is_personal = role != "stranger" and letter(row, "stranger", "get") not in ".4"
    if method == "get" and is_personal and "no-store" not in response.headers["Cache-Control"]:
        yield "a cache may keep it"


def test_every_address_of_the_portal_has_a_row_and_each_row_its_name(world):
    found = {row: resolve(urlsplit(row.address.format(**world.names)).path) for row in rows()}

    assert {match.route for match in found.values()} == set(routes(get_resolver()))
    named = {row.name: match.view_name for row, match in found.items() if match.url_name}
    assert all(name == view_name for name, view_name in named.items())


def routes(resolver, before=""):
    """The whole route of every address, as ``resolve`` tells it."""
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        else:
            yield route


@pytest.mark.parametrize("role", ["officer"], indirect=True)
@pytest.mark.parametrize("place", ["path", "body"])
def test_another_countys_id_answers_like_one_that_does_not_exist(world, client, place):
    path = f"/treffen/{world.names['announced']}/anmeldung/"

    def answer(district):
        if place == "path":
            return ask(client, "get", f"{path}?district={district}")
        with transaction.atomic():
            response = client.post(path, {"district": district, "reply": "declined"})
            transaction.set_rollback(True)
        return response

    theirs, unknown = answer("09473"), answer("00000")
    assert (theirs.status_code, unknown.status_code) == (404, 404)
    assert TOKEN.sub(b"", theirs.content) == TOKEN.sub(b"", unknown.content)


@pytest.mark.parametrize("role", ["partner"], indirect=True)
def test_a_partner_reads_nothing_of_what_is_not_shared(world, client):
    for row in rows():
        if "/demo/" in row.address or row.name == "meetings:calendar_feed":
            continue  # the demo is for whoever sits at this machine; a secret address is the right
        text = text_of(ask(client, "get", row.address.format(**world.names)))
        for hidden in ("Angekündigtes Treffen", "Geheimer Entwurf", "Geheime Idee", "Koordination"):
            assert hidden not in text, row.address


def test_a_post_without_its_token_is_refused_everywhere(world, role):
    client = Browser(enforce_csrf_checks=True)
    if person := world.people[role]:
        client.force_login(person)

    for row in rows():
        if letter(row, role, "post") == "." and "/abbestellen/" not in row.address:
            response = ask(client, "post", row.address.format(**world.names))
            assert response.status_code == 403, row.address
