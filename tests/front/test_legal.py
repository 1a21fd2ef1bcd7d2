"""Impressum, Datenschutz, Barrierefreiheit: open to anyone, filled from settings, gaps visible."""

import os
import subprocess
import sys

import pytest
from celery import current_app
from django.core import checks

from front.legal import ENTRIES, missing
from front.models import BarrierReport
from tests.portal.test_settings import PRODUCTION

PAGES = ["/impressum/", "/datenschutz/", "/barrierefreiheit/"]
GAP = "Diese Angabe fehlt noch"
pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(settings):
    for entry in ENTRIES:
        setattr(settings, entry.setting, f"Angabe <{entry.setting}>\nzweite Zeile")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("who", [None, "stranger", "partner", "celle_officer"])
def test_anyone_reads_the_legal_pages(request, client, client_of, filled, path, who):
    client = client_of(request.getfixturevalue(who)) if who else client

    html = client.get(path).content.decode()

    assert "Angabe &lt;OPERATOR_NAME&gt;<br>zweite Zeile" in html
    assert GAP not in html


@pytest.mark.parametrize("path", PAGES)
def test_every_page_leads_to_the_legal_pages(client, path):
    for where in ("/", "/konto/login/", path, "/gibt-es-nicht/"):
        html = client.get(where, follow=True).content.decode()
        assert f'href="{path}"' in html, where
    assert 'href="/barrierefreiheit/#melden"' in client.get("/").content.decode()


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.setting)
def test_each_entry_stands_on_a_page_and_its_lack_is_seen(client, filled, settings, entry):
    value = f"Angabe &lt;{entry.setting}&gt;"
    pages = [path for path in PAGES if value in client.get(path).content.decode()]
    assert pages

    setattr(settings, entry.setting, "  ")

    for path in pages:
        assert (GAP in client.get(path).content.decode()) is not entry.is_optional


def test_the_deployment_check_names_what_is_empty(filled, settings):
    assert missing() == []
    settings.PRIVACY_OFFICER = ""

    found = checks.run_checks(tags=["security"], include_deployment_checks=True)

    [warning] = [message for message in found if message.id == "front.W001"]
    assert "PRIVACY_OFFICER ist leer" in warning.msg
    assert warning.level == checks.WARNING


def test_a_deployment_with_an_empty_legal_page_is_not_clean(tmp_path):
    environment = PRODUCTION | {"DATA_DIR": str(tmp_path), "PATH": os.environ["PATH"]}
    refused = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        env=environment,
        capture_output=True,
        text=True,
    )

    assert refused.returncode == 1
    assert "OPERATOR_NAME ist leer" in refused.stderr


def test_the_address_in_the_legal_notice_can_be_written_to(client, settings):
    settings.OPERATOR_EMAIL = "post@traeger.example"

    assert '<a href="mailto:post@traeger.example">' in client.get("/impressum/").content.decode()


def test_the_statement_says_when_it_was_made_and_last_looked_at(client, settings):
    settings.ACCESSIBILITY_CREATED = "3. März 2026"
    settings.ACCESSIBILITY_REVIEWED = "4. Mai 2026"

    html = client.get("/barrierefreiheit/").content.decode()

    assert "<dt>Erklärung erstellt am</dt><dd>3. März 2026</dd>" in html
    assert "<dt>Zuletzt überprüft am</dt><dd>4. Mai 2026</dd>" in html


# Reporting a barrier ---------------------------------------------------------------------

REPORT = {"page": "Karte", "description": "Ä<b> nicht lesbar", "reply_to": "a@buerger.example"}


def test_anybody_tells_the_office_of_a_barrier(client, office, admin_person, mailboxes, at_noon):
    answer = client.post("/barrierefreiheit/", REPORT, follow=True)

    assert "Danke für Ihre Meldung" in answer.content.decode()
    assert BarrierReport.objects.get().person is None
    mailboxes.deliver(BarrierReport.objects.get().at)
    assert mailboxes.addresses() == ["admin@forum.example", "geschaeftsstelle@forum.example"]
    [mail] = mailboxes.of("geschaeftsstelle@forum.example")
    assert mail["Subject"] == "Barriere gemeldet"
    text = mail.get_body(("plain",)).get_content()
    assert "Ä<b> nicht lesbar" in text
    assert "a@buerger.example" in text
    assert "<b> nicht" not in mail.get_body(("html",)).get_content()


def test_who_is_signed_in_need_not_say_who_it_is(client_of, celle_officer):
    client_of(celle_officer).post("/barrierefreiheit/", {"description": "Zu klein"})

    assert BarrierReport.objects.get().person == celle_officer


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"description": ""}, "Bitte beschreiben Sie, was nicht geht."),
        ({"reply_to": "niemand"}, "Bitte geben Sie eine vollständige E-Mail-Adresse an."),
        ({"reply_to": "a@b.example\nBcc: c@d.example"}, "vollständige E-Mail-Adresse"),
        ({"description": "x" * 5001}, "5000"),
        ({"page": "a\0b"}, "Null"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(client, wrong, words):
    answer = client.post("/barrierefreiheit/", REPORT | wrong)

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert "nicht lesbar" in answer.content.decode() or "description" in wrong
    assert not BarrierReport.objects.exists()


def test_what_is_missing_is_said_by_the_page_and_not_by_the_browser(client):
    html = client.get("/barrierefreiheit/").content.decode()

    assert "novalidate" in html.partition("<form")[2].partition(">")[0]


def test_nobody_floods_the_office(client):
    for _ in range(5):
        assert client.post("/barrierefreiheit/", REPORT).status_code == 302

    refused = client.post("/barrierefreiheit/", REPORT)

    assert refused.status_code == 429
    assert "Das waren viele Meldungen in kurzer Zeit" in refused.content.decode()
    assert "nicht lesbar" in refused.content.decode()
    assert BarrierReport.objects.count() == 5


def test_a_report_reaches_the_office_while_the_broker_is_dead(
    client, office, mailboxes, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(current_app.conf, "broker_url", "redis://127.0.0.1:9")

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/barrierefreiheit/", REPORT)

    assert answer.status_code == 302
    mailboxes.deliver(BarrierReport.objects.get().at)
    assert mailboxes.subjects(office.email) == ["Barriere gemeldet"]


def test_a_section_without_a_setting_that_may_be_empty_is_not_there(client, filled, settings):
    for entry in ENTRIES:
        if entry.is_optional:
            setattr(settings, entry.setting, "")

    text = "".join(client.get(path).content.decode() for path in PAGES)

    assert not [entry.label for entry in ENTRIES if entry.is_optional and entry.label in text]
    assert GAP not in text


MUST_SAY = {
    "/impressum/": ["§ 5 des Digitale-Dienste-Gesetzes", "§ 18 Absatz 2"],
    "/datenschutz/": [
        "Wer verantwortlich ist",
        "Wozu, und auf welcher Grundlage",
        "Woher die Angaben kommen",
        "Wer sie sieht",
        "Wie lange",
        "Cookies",
        "Ihre Rechte",
        "Einwilligung",
        "widersprechen",
        "Aufsichtsbehörde",
        "entscheidet nichts automatisch",
        "außerhalb der Europäischen Union",
        "zweiten Faktoren und Passkeys",
        "Liste der Mitglieder",
        "keine Zählpixel",
        'href="/konto/daten/"',
        'href="/konto/loeschen/"',
    ],
    "/barrierefreiheit/": [
        "Gilt für",
        "EN 301 549",
        "Stand der Vereinbarkeit",
        "Noch nicht barrierefrei",
        "Erklärung erstellt am",
        "Zuletzt überprüft am",
        "Barriere melden",
        "mailto:",
        "Durchsetzungsstelle",
    ],
}


@pytest.mark.parametrize(("path", "words"), MUST_SAY.items())
def test_each_page_says_what_the_law_asks_for(client, filled, path, words):
    """Art. 13 and 14 GDPR, § 5 DDG, Commission Implementing Decision (EU) 2018/1523."""
    page = client.get(path).content.decode()

    assert [word for word in words if word not in page] == []
