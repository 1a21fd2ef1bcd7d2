from urllib.parse import urlsplit

import pytest
from django.core import signing

from mailroom.models import Mail, Preference
from mailroom.services import hand_in, prefer, unsubscribe
from mailroom.stages import Delivery, State
from mailroom.unsubscribing import SALT, unsubscribe_url
from tests.factories.members import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(celle_lead, mailboxes):
    """The path behind List-Unsubscribe of a mail that has arrived."""
    hand_in("test_bulletin", occasion="rund:1", people=[celle_lead.pk], payload={}, now=NOON)
    mailboxes.deliver(NOON)
    link = mailboxes.of(celle_lead.email)[0]["List-Unsubscribe"].strip("<>")
    return urlsplit(link).path


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_opening_the_address_changes_nothing(client, address, method):
    response = getattr(client, method)(address)

    assert response.status_code == 200
    assert not Preference.objects.exists()


def test_one_click_needs_no_cookie_and_logs_nobody_in(client, address, celle_lead):
    client.handler.enforce_csrf_checks = True

    response = client.post(address, {"List-Unsubscribe": "One-Click"})

    assert response.status_code == 200
    assert not response.cookies
    assert celle_lead.email not in response.content.decode()
    assert [(u.person, u.kind) for u in Preference.objects.all()] == [(celle_lead, "test_bulletin")]


def test_only_that_kind_ends_for_only_that_person(client, address, coburg_lead, mailboxes):
    client.post(address)
    for kind in ("test_note", "test_bulletin"):
        people = [coburg_lead.pk, Preference.objects.get().person_id]
        hand_in(kind, occasion=f"{kind}:2", people=people, payload={}, now=NOON)
    before = len(mailboxes.relay.stored)

    mailboxes.deliver(NOON)

    after = [stored.to for stored in mailboxes.relay.stored[before:]]
    assert sorted(after) == [
        "celle.koordination@forum.example",
        "coburg.koordination@forum.example",
        "coburg.koordination@forum.example",
    ]


def test_what_waits_is_not_sent_any_more(celle_lead):
    hand_in("test_bulletin", occasion="rund:1", people=[celle_lead.pk], payload={}, now=NOON)

    unsubscribe(celle_lead, "test_bulletin", now=NOON)

    assert Mail.objects.get().state == State.CANCELLED


def test_a_made_up_token_is_not_found(client, db):
    assert client.get("/abbestellen/erfunden/").status_code == 404
    assert client.post("/abbestellen/erfunden/").status_code == 404


def test_what_cannot_be_unsubscribed_is_not_found_by_its_token_either(client, celle_lead):
    token = signing.dumps([celle_lead.pk, "test_note"], salt=SALT)

    assert client.post(f"/abbestellen/{token}/").status_code == 404
    assert not Preference.objects.exists()


def test_one_click_turns_off_what_was_left_to_the_summary_too(client, address, celle_lead):
    prefer(celle_lead, "test_bulletin", Delivery.DIGEST, now=NOON)

    client.post(address)

    assert Preference.objects.get().delivery == Delivery.OFF


def test_what_is_left_to_the_summary_is_not_shown_as_turned_off(client, celle_lead):
    prefer(celle_lead, "test_bulletin", Delivery.DIGEST, now=NOON)
    client.force_login(celle_lead)

    assert "Rundbriefe" not in client.get("/einstellungen/post/").content.decode()
    response = client.post("/einstellungen/post/test_bulletin/wieder/")

    assert response.status_code == 404
    assert Preference.objects.exists()


def test_who_ends_the_summary_reads_what_else_ends_with_it(client, celle_lead):
    mail = Mail(recipient=celle_lead, kind="digest")
    path = urlsplit(unsubscribe_url(mail)).path

    for response in (client.get(path), client.post(path)):
        assert "nur in der Zusammenfassung" in response.content.decode()


def test_the_inbox_shows_what_is_turned_off_and_takes_it_back(client, address, celle_lead):
    client.post(address)
    client.force_login(celle_lead)

    page = client.get("/einstellungen/post/").content.decode()
    assert "Rundbriefe" in page
    client.post("/einstellungen/post/test_bulletin/wieder/")

    assert not Preference.objects.exists()
