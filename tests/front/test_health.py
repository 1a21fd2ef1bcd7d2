"""/healthz/ for whoever watches the portal: words for its parts, no figures, no names."""

import pytest

from mailroom import passes
from mailroom.models import Heartbeat
from tests.factories.members import NOON

pytestmark = pytest.mark.django_db
PATH = "/healthz/"


def beat():
    passes.run(NOON)


def test_all_is_well_after_a_pass(client):
    beat()

    response = client.get(PATH)

    assert response.status_code == 200
    assert response.json() == {"database": "ok", "queue": "ok", "mail": "ok"}


@pytest.mark.parametrize("late", [False, True])
def test_a_mailer_that_does_not_beat_raises_an_alarm(client, late):
    if late:
        beat()
        Heartbeat.objects.update(at="2026-01-01T00:00Z")

    response = client.get(PATH)

    assert (response.status_code, response.json()["mail"]) == (200, "alarm")


def test_a_queue_that_is_down_raises_an_alarm_and_mail_still_leaves(client, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    beat()

    response = client.get(PATH)

    assert response.status_code == 200
    assert response.json() == {"database": "ok", "queue": "alarm", "mail": "ok"}


def test_only_without_the_database_it_answers_503(client, without_database):
    with without_database():
        response = client.get(PATH)

    assert response.status_code == 503
    assert response.json() == {"database": "alarm", "queue": "ok", "mail": "alarm"}


def test_it_tells_no_figures_names_or_versions(client):
    assert set(client.get(PATH).json().values()) <= {"ok", "alarm"}


def test_it_may_only_be_read_and_is_never_kept(client):
    assert "no-store" in client.get(PATH)["Cache-Control"]
    assert client.head(PATH).status_code == 200
    assert client.post(PATH).status_code == 405


def test_it_says_503_to_a_signed_in_browser_too(celle_officer, client_of, without_database):
    client = client_of(celle_officer, raise_request_exception=False)

    with without_database():
        assert client.get(PATH).status_code == 503
