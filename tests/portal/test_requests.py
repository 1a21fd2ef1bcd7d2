"""Requests that no browser sends, and those that only look."""

import io

import pytest
from django.db import connection

from forum_portal.wsgi import application
from tests.factories.members import PASSWORD

pytestmark = pytest.mark.django_db


def rows_in_cache():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_cache")
        return cursor.fetchone()[0]


@pytest.mark.parametrize("method", ["get", "head", "options"])
@pytest.mark.parametrize("path", ["login", "signup", "password/reset", "login/code"])
def test_looking_at_the_way_in_is_never_counted(client, celle_lead, method, path):
    for _ in range(40):
        getattr(client, method)(f"/konto/{path}/")

    assert rows_in_cache() == 0
    response = client.post("/konto/login/", {"login": celle_lead.email, "password": PASSWORD})
    assert response.status_code == 302


@pytest.mark.parametrize("path", ["/", "/treffen/", "/konto/login/"])
def test_a_cookie_with_a_nul_is_refused(client, path):
    response = client.get(path, headers={"cookie": 'session="abcdefghijkl\\000mnop"'})

    assert response.status_code == 400


@pytest.mark.parametrize("charset", ["rot13", "hex", "idna", "undefined", "utf-16"])
def test_a_request_in_another_encoding_is_refused_in_plain_words(charset):
    answered = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/",
        "QUERY_STRING": "x=1",
        "CONTENT_TYPE": f"text/plain; charset={charset}",
        "wsgi.input": io.BytesIO(),
    }

    body = application(environ, lambda status, headers: answered.append(status))

    assert answered == ["400 Bad Request"]
    assert "UTF-8" in b"".join(body).decode()


def test_there_is_no_cookie_beyond_session_and_csrf(client, celle_lead):
    client.post("/konto/login/", {"login": celle_lead.email, "password": PASSWORD})
    client.get("/")
    client.post("/einstellungen/benachrichtigungen/", {"rhythm": "daily", "weekday": 0, "hour": 7})

    assert set(client.cookies) <= {"session", "csrf"}
