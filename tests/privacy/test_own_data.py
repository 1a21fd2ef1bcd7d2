"""One's own data as a file: whole, for oneself alone, asked for once more, in few queries."""

import json
import tracemalloc

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from digests.models import Digest
from digests.services import set_preference
from front.services import report_barrier
from mailroom.models import Mail
from mailroom.services import unsubscribe
from mailroom.stages import Policy, Priority, State
from members import own_data_file, services
from members.own_data import parts
from tests.factories.mailroom import make_bounce, make_mail, make_suppression
from tests.factories.meetings import make_meeting, make_registration
from tests.factories.members import DAY, MINUTE, NOON, PASSWORD, WEEK
from tests.factories.recommendations import make_recommendation
from tests.members.test_accounts import CONFIRM_CODE, code_in, latest_mail

pytestmark = pytest.mark.django_db
JSON, HTML = "/konto/daten/json/", "/konto/daten/html/"


def proven(client, person):
    """The browser of somebody who has just given the password."""
    client.post("/konto/login/", {"login": person.email, "password": PASSWORD})
    client.post("/konto/reauthenticate/", {"password": PASSWORD})
    return client


def taken(person, now=NOON) -> dict:
    with own_data_file.as_json(person, now) as file:
        return json.load(file)


def text_of(person, write=own_data_file.as_json) -> str:
    with write(person, NOON) as file:
        return file.read().decode().replace("\N{NO-BREAK SPACE}", " ")


def rows(person, key) -> list[dict]:
    return taken(person)["parts"][key]["rows"]


def test_everything_about_somebody_is_in_the_file(celle_officer, office, celle):
    meeting = make_meeting(office, host=celle)
    make_registration(meeting, celle_officer)
    mail = make_mail(celle_officer, kind="meeting_invited", payload={"meeting": meeting.pk})
    make_bounce(mail)
    make_suppression(celle_officer)
    unsubscribe(celle_officer, "meeting_reminder", now=NOON)
    set_preference(celle_officer, rhythm="daily", weekday=0, hour=8, now=NOON)
    Digest.objects.create(person=celle_officer, slot=NOON, since=NOON - WEEK, until=NOON)
    told = {"page": "Karte", "description": "Zu klein.", "reply_to": ""}
    report_barrier(**told, by=celle_officer, now=NOON)
    celle_officer.name = "Kim Muster"
    services.change_person(celle_officer, by=office, now=NOON)

    file = taken(celle_officer)

    held = {key: len(part["rows"]) for key, part in file["parts"].items() if part["rows"]}
    assert held == {
        "account": 1,
        "addresses": 1,
        "mandates": 1,
        "mails": 1,
        "bounces": 1,
        "suppressions": 1,
        "mail_preferences": 1,
        "history": 2,
        "log_about_you": 1,
        "mandate_history": 1,
        "registrations": 1,
        "attendances": 1,
        "meeting_events": 1,
        "meeting_namings": 1,
        "digest_preference": 1,
        "digests": 1,
        "barrier_reports": 1,
    }
    assert file["format"] == "forum-portal/own-data/1"
    assert file["parts"]["account"]["rows"][0]["name"] == "Kim Muster"
    assert file["parts"]["mandates"]["rows"][0]["function"] == "officer"
    assert file["parts"]["mails"]["rows"][0]["subject"] == "Probe"
    assert file["parts"]["registrations"]["rows"][0] == {
        "meeting": meeting.title,
        "district": "Landkreis Celle",
        "reply": "attends",
        "answered_at": "2026-12-01T11:00:00+00:00",
    }


def test_what_the_office_did_is_in_its_file(office, celle_officer):
    meeting = make_meeting(office)
    make_recommendation(office)
    services.close_account(celle_officer, by=office, now=NOON)
    first = make_mail(celle_officer)
    make_mail(celle_officer, "probe:1:resend", resend_of=first, ordered_by=office)

    parts_of_office = taken(office)["parts"]

    assert [row["verb"] for row in parts_of_office["meeting_events"]["rows"]] == [
        "created",
        "announced",
    ]
    assert parts_of_office["meetings_planned"]["rows"] == [{"meeting": meeting.title}]
    assert len(parts_of_office["recommendations_begun"]["rows"]) == 1
    assert [row["what"] for row in parts_of_office["recommendation_events"]["rows"]] == [
        "Als Idee angelegt"
    ]
    assert [row["of"] for row in parts_of_office["log_by_you"]["rows"]] == ["Person"]
    assert parts_of_office["mails_ordered"]["rows"] == [
        {"kind": "test_note", "label": "Probemails", "at": "2026-12-01T11:00:00+00:00"}
    ]


def test_of_others_the_file_tells_function_and_place_alone(celle_officer, office, coburg_officer):
    office.name = "Alex Beispiel"
    office.save()
    services.change_person(celle_officer, by=office, now=NOON)
    make_registration(make_meeting(office), coburg_officer)

    [entry] = rows(celle_officer, "log_about_you")
    assert entry["by"] == "Geschäftsstelle, Träger des Forums"
    for write in (own_data_file.as_json, own_data_file.as_html):
        text = text_of(celle_officer, write)
        assert "Alex Beispiel" not in text
        assert office.email not in text
        assert coburg_officer.email not in text


def test_a_subject_is_told_only_while_it_may_be_seen(celle_officer, office):
    meeting = make_meeting(office)
    make_mail(celle_officer, kind="meeting_invited", payload={"meeting": meeting.pk})
    make_registration(meeting, celle_officer)
    celle_officer.mandates.update(ends_on=NOON.date() - DAY)
    celle_officer.refresh_from_db()

    assert rows(celle_officer, "mails")[0]["subject"] == ""
    assert rows(celle_officer, "registrations")[0]["meeting"] == (
        "Treffen vom 17.\N{NO-BREAK SPACE}Dez.\N{NO-BREAK SPACE}2026"
    )


def test_no_bytes_and_no_password_leave(celle_officer):
    make_mail(celle_officer, raw=b"Geheimnis der Mail", return_token="a" * 32)

    text = text_of(celle_officer)

    assert "Geheimnis" not in text
    assert "a" * 32 not in text
    assert celle_officer.password not in text


# The pages -------------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "kind"), [(JSON, "application/json"), (HTML, "text/html")])
def test_the_file_comes_after_the_password_and_as_a_download(client, celle_officer, path, kind):
    client.post("/konto/login/", {"login": celle_officer.email, "password": PASSWORD})

    with time_machine.travel(timezone.now() + 6 * MINUTE):
        asked = client.post(path)
        given = client.post(asked.url, {"password": PASSWORD})

    assert asked.status_code == 302
    assert asked.url.startswith("/konto/reauthenticate/")
    assert given.status_code == 200
    assert given["Content-Type"].startswith(kind)
    assert given["Content-Disposition"].startswith('attachment; filename="eigene-daten-')
    assert "no-store" in given["Cache-Control"]
    assert celle_officer.email in given.getvalue().decode()


def test_a_get_makes_no_file(client, celle_officer):
    proven(client, celle_officer)

    for path in (JSON, HTML):
        assert client.get(path).url == "/konto/daten/"


@pytest.mark.parametrize("who", ["celle_officer", "stranger", "partner", "office"])
def test_whoever_has_an_account_finds_the_page(request, client_of, who):
    page = client_of(request.getfixturevalue(who)).get("/konto/daten/")

    assert page.status_code == 200
    assert "Zuständigkeiten" in page.content.decode()


def test_who_signs_in_with_codes_alone_has_just_done_so(celle_officer):
    celle_officer.set_unusable_password()
    celle_officer.save()
    client = Client()
    client.force_login(celle_officer)

    refused = client.post(JSON)

    assert refused.status_code == 403
    assert "Bitte melden Sie sich noch einmal an" in refused.content.decode()

    leaving = "/konto/login/code/?next=/konto/daten/json/"
    assert f'value="{leaving}"' in refused.content.decode()
    assert client.post("/konto/logout/", {"next": leaving}).url == leaving
    client.post(leaving, {"email": celle_officer.email, "next": JSON})
    back = client.post(CONFIRM_CODE, {"code": code_in(latest_mail()[1]), "next": JSON})

    assert back.url == JSON
    assert client.get(back.url).url == "/konto/daten/"
    assert client.post(JSON).getvalue()


def test_the_readable_file_stands_alone(celle_officer, office):
    make_registration(make_meeting(office), celle_officer)

    html = text_of(celle_officer, own_data_file.as_html)

    assert '<html lang="de">' in html
    assert "src=" not in html
    assert "<link" not in html
    assert "<script" not in html
    assert html.count("<table>") == html.count("</table>") == html.count("<thead>")
    assert html.count("<h2") == len(parts())
    assert html.count("<div") == html.count("</div>")
    assert "nimmt teil" in html
    assert "1. Dez. 2026, 12:00 Uhr" in html


def test_what_was_typed_becomes_no_markup(celle_officer):
    celle_officer.name = "</td><script>alert(1)</script>"
    celle_officer.save()

    html = text_of(celle_officer, own_data_file.as_html)

    assert "<script>" not in html
    assert json.loads(text_of(celle_officer))


# Much of it ------------------------------------------------------------------------------


def owe(person, count):
    Mail.objects.bulk_create(
        Mail(
            occasion=f"viel:{number}",
            kind="meeting_invited",
            payload={"meeting": 0},
            recipient=person,
            recipient_key=f"person:{person.pk}",
            policy=Policy.ROUTINE,
            priority=Priority.DIGEST,
            state=State.SENT,
            created_at=NOON,
            next_try=NOON,
            settled_at=NOON,
            subject=f"Nummer {number}",
            message_id=f"<{number}@viel.example>",
        )
        for number in range(count)
    )


@pytest.mark.parametrize("count", [1, 3, 900])
@pytest.mark.parametrize("write", [own_data_file.as_json, own_data_file.as_html])
def test_a_file_costs_the_same_for_little_and_for_much(
    celle_officer, office, django_assert_num_queries, count, write
):
    for number in range(min(count, 3)):
        make_registration(make_meeting(office, title=f"Treffen {number}"), celle_officer)
        services.change_person(celle_officer, by=office, now=NOON)
    owe(celle_officer, count)

    with django_assert_num_queries(56):
        write(celle_officer, NOON).close()


def test_ten_thousand_mails_are_written_in_little_memory(celle_officer):
    owe(celle_officer, 10_000)
    own_data_file.as_json(celle_officer, NOON).close()

    tracemalloc.start()
    with own_data_file.as_json(celle_officer, NOON) as file:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        mails = json.load(file)["parts"]["mails"]["rows"]

    assert peak < 12 << 20
    assert len(mails) == 10_000


def test_the_page_costs_the_same_for_little_and_for_much(
    celle_officer, client_of, django_assert_num_queries
):
    client = client_of(celle_officer)
    owe(celle_officer, 3000)

    with django_assert_num_queries(56):
        client.get(reverse("members:own_data"))
