"""When something goes wrong: one plain German sentence, what to do next, no stack trace."""

import re

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.urls import path

from front import views
from tests.factories.meetings import make_draft

pytestmark = pytest.mark.django_db


def fault(request):
    raise RuntimeError("geheimes Detail")


def lost_database(request):
    raise OperationalError("geheimes Detail")


def suspicious(request):
    raise SuspiciousOperation("geheimes Detail")


urlpatterns = [
    path("fault/", fault),
    path("lost/", lost_database),
    path("suspicious/", suspicious),
]
for view in (fault, lost_database, suspicious):
    view.login_required = False
handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.server_error


def without_tokens(response):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


@pytest.fixture
def browser():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/fault/", 500, "Hier ist uns ein Fehler passiert"),
        ("/lost/", 503, "Das Forum ist kurz nicht erreichbar"),
        ("/suspicious/", 400, "Diese Anfrage hat der Server nicht verstanden"),
    ],
)
def test_a_fault_is_told_in_plain_words_without_its_details(
    browser, settings, address, status, words
):
    settings.ROOT_URLCONF = __name__

    response = browser.get(address)

    assert response.status_code == status
    assert words in response.content.decode()
    assert "geheimes Detail" not in response.content.decode()


@pytest.mark.parametrize("view", [views.server_error, lambda r: views.bad_request(r, None)])
def test_pages_about_faults_do_not_ask_the_database(view, django_assert_num_queries):
    with django_assert_num_queries(0):
        view(RequestFactory().get("/"))


def test_a_database_that_is_away_is_a_page_that_says_so(celle_officer, client_of, without_database):
    client = client_of(celle_officer, raise_request_exception=False)

    with without_database():
        response = client.get("/neu/")

    assert response.status_code == 503
    assert "Das Forum ist kurz nicht erreichbar" in response.content.decode()


def test_an_unknown_address_while_the_database_is_away_says_so_too(
    celle_officer, client_of, without_database
):
    client = client_of(celle_officer, raise_request_exception=False)

    with without_database():
        response = client.get("/gibt-es-nicht/")

    assert response.status_code == 503


def test_a_refusal_says_why(celle_officer):
    request = RequestFactory().get("/")
    request.user = celle_officer
    refusal = PermissionDenied("Planen kann die Geschäftsstelle\nBitte schreiben Sie ihr.")

    response = views.forbidden(request, refusal)

    html = response.content.decode()
    assert response.status_code == 403
    assert "Planen kann die Geschäftsstelle" in html
    assert "Bitte schreiben Sie ihr." in html


def test_an_unknown_and_a_hidden_page_answer_the_same(office, celle_officer, client_of):
    draft = make_draft(office)
    client = client_of(celle_officer)

    unknown, hidden = client.get("/treffen/999999/"), client.get(draft.get_absolute_url())

    assert unknown.status_code == hidden.status_code == 404
    assert "Diese Seite gibt es nicht" in unknown.content.decode()
    assert without_tokens(unknown) == without_tokens(hidden)


def test_an_address_that_only_takes_forms_says_so(client_of, celle_officer):
    answer = client_of(celle_officer).get("/konto/sitzungen/beenden/")

    assert answer.status_code == 405
    assert "Hier gibt es nichts anzusehen" in answer.content.decode()
    assert answer["Allow"] == "POST"


def test_who_sends_a_form_without_a_session_comes_back_to_its_page(client, celle):
    answer = client.post(
        "/konto/sitzungen/beenden/", headers={"referer": "http://testserver/konto/?x=1"}
    )

    assert answer["Location"] == "/konto/login/?next=/konto/%3Fx%3D1"


def test_another_sites_page_is_no_place_to_come_back_to(client, celle):
    answer = client.post(
        "/konto/sitzungen/beenden/", headers={"referer": "https://anderswo.example/konto/"}
    )

    assert answer["Location"] == "/konto/login/?next=/konto/sitzungen/beenden/"
