"""Figures for whoever watches the portal: from the ledger and by route, with nobody in them."""

import pytest
import time_machine

from forum_portal import metrics
from mailroom import passes, pausing
from mailroom.services import hand_in
from mailroom.stages import State
from tests.factories.mailroom import make_mail
from tests.factories.members import HOUR, MINUTE, NOON

pytestmark = pytest.mark.django_db
PATH = "/metrics"


def figures(client):
    lines = client.get(PATH).content.decode().splitlines()
    return dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))


def owe(person, occasion):
    hand_in("test_note", occasion=occasion, people=[person.pk], payload={}, now=NOON)


def test_the_ledger_is_counted_by_state(client, celle_lead, mailboxes):
    owe(celle_lead, "probe:1")
    mailboxes.deliver(NOON)
    owe(celle_lead, "probe:2")

    now = figures(client)

    assert now['portal_mails{state="sent"}'] == "1.0"
    assert now['portal_mails{state="queued"}'] == "1.0"
    assert now['portal_mails{state="failed"}'] == "0.0"
    assert 0 <= float(now["portal_mail_heartbeat_seconds"]) < 60
    assert "portal_mail_oldest_queued_seconds" in now


def test_before_the_first_pass_there_is_no_heartbeat(client):
    assert figures(client)["portal_mail_heartbeat_seconds"] == "NaN"


def test_what_waits_or_is_uncertain_is_told_in_seconds(client, celle_lead, coburg_lead):
    make_mail(celle_lead, state=State.QUEUED)
    make_mail(coburg_lead, state=State.UNCERTAIN, next_try=NOON + MINUTE)

    with time_machine.travel(NOON + HOUR, tick=False):
        now = figures(client)

    assert now["portal_mail_oldest_queued_seconds"] == "3600.0"
    assert now["portal_mail_uncertain_oldest_seconds"] == "3540.0"
    assert now['portal_mails{state="uncertain"}'] == "1.0"


def test_a_pause_is_seen(client):
    assert figures(client)["portal_mail_paused"] == "0.0"

    pausing.pause("von Hand", NOON)

    assert figures(client)["portal_mail_paused"] == "1.0"


@pytest.mark.parametrize("count", [1, 3])
def test_six_queries_whatever_is_in_the_ledger(
    count, client, celle_lead, django_assert_num_queries
):
    for number in range(count):
        owe(celle_lead, f"probe:{number}")

    with django_assert_num_queries(6):
        client.get(PATH)


def test_requests_are_counted_by_route_and_never_by_address(client):
    client.get("/abbestellen/geheim-0123456789/?wort=geheim")
    client.get("/gibt/es/nicht/geheim/")

    text = client.get(PATH).content.decode()

    assert 'route="abbestellen/<str:token>/"' in text or "abbestellen/<" in text
    assert "geheim" not in text


def test_a_made_up_method_makes_no_new_row():
    metrics.count("BREW", "-", 405, 0.1)

    assert metrics.REGISTRY.get_sample_value(
        "portal_request_seconds_count", {"method": "other", "route": "-", "status": "405"}
    )


def test_it_is_read_only_and_never_kept(client):
    assert client.post(PATH).status_code == 405
    assert "no-store" in client.get(PATH)["Cache-Control"]


def test_a_paused_mailroom_raises_the_alarm(client):
    passes.run(NOON)
    pausing.pause("von Hand", NOON)

    assert client.get("/healthz/").json()["mail"] == "alarm"
