"""The logs name routes and kinds of error, and never a person, a token or an address."""

import io
import json
import logging

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from forum_portal import logs

SECRET = "geheim0123456789"
MAIL = "celle@forum.example"


def fail(request, token):
    password = SECRET
    raise ValueError(f"{MAIL} {token} {password}")


def answer(request, token):
    logging.getLogger("somebody.else").warning("mail for %s is late", MAIL)
    return HttpResponse("ok")


urlpatterns = [path("fehler/<str:token>/", fail), path("gut/<str:token>/", answer)]
for view in (fail, answer):
    view.login_required = False


@pytest.fixture(params=[False, True], ids=["json", "demo"])
def written(request):
    """All that every logger writes, in the form of production or of the demo."""
    stream = io.StringIO()
    form = logs.configuration(readable=request.param)["formatters"]["line"]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(form["()"](**{k: v for k, v in form.items() if k != "()"}))
    root, requests = logging.getLogger(), logging.getLogger("forum_portal.requests")
    before = requests.level
    root.addHandler(handler)
    requests.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    requests.setLevel(before)


def knock(address):
    client = Client(raise_request_exception=False, HTTP_X_TOKEN=SECRET, HTTP_USER_AGENT=SECRET)
    client.cookies["session"] = SECRET
    client.get(f"{address}?next={SECRET}&mail={MAIL}")
    client.post(address, {"email": MAIL, "password": SECRET})


@pytest.mark.django_db
@pytest.mark.urls("tests.portal.test_logs")
@pytest.mark.parametrize("name", ["fehler", "gut", "gibt-es-nicht"])
def test_nothing_of_a_request_is_written_but_its_route(name, written):
    knock(f"/{name}/{SECRET}/")

    said = written.getvalue()
    assert "request" in said
    assert SECRET not in said
    assert MAIL not in said


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        f"/abbestellen/{SECRET}/",
        f"/treffen/kalender/{SECRET}.ics",
        f"/konto/einladung/{SECRET}/",
        f"/konto/einladung/{SECRET}/neu/",
        "/konto/login/",
        "/konto/login/code/",
    ],
)
def test_nothing_is_written_of_those_who_sign_in_or_unsubscribe(address, written):
    knock(address)

    said = written.getvalue()
    assert SECRET not in said
    assert MAIL not in said


@pytest.mark.django_db
@pytest.mark.urls("tests.portal.test_logs")
@pytest.mark.parametrize("written", [False], indirect=True)
def test_a_failure_is_one_line_with_its_kind_and_place(written):
    Client(raise_request_exception=False).get(f"/fehler/{SECRET}/")

    line = json.loads(written.getvalue().splitlines()[-1])
    assert line["route"] == "/fehler/<str:token>/"
    assert (line["method"], line["status"], line["kind"]) == ("GET", 500, "builtins.ValueError")
    assert line["where"][-1].endswith(" fail")
    assert len(line["request_id"]) == 32


def test_an_exception_anywhere_keeps_its_words_to_itself(written):
    try:
        raise RuntimeError(f"Key (email)=({MAIL}) already exists")
    except RuntimeError:
        logging.getLogger("mailroom").exception("notice %s failed", "members.notices")

    said = written.getvalue()
    assert "notice members.notices failed" in said
    assert "RuntimeError" in said
    assert MAIL not in said


def test_long_random_words_are_left_out(written):
    logging.getLogger("mailroom").warning("token %s", "Ab1-" * 12)

    assert "Ab1-" not in written.getvalue()
