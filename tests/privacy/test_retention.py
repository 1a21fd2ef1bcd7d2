"""What is no longer needed is forgotten: by rules that all can read, once a day, in slices."""

import re
from time import monotonic

import pytest
from django.conf import settings as real
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from digests.models import Digest
from front.models import BarrierReport
from front.services import report_barrier
from mailroom import passes
from mailroom.models import Mail, Suppression
from members import retention, services
from members.models import Mandate, Person, RetentionRun
from members.retention import Rule, go_round, in_words, last_done, rules
from tests.factories.mailroom import make_suppression
from tests.factories.members import (
    DAY,
    HOUR,
    NOON,
    WEEK,
    make_mandate,
    make_membership,
    make_person,
)
from tests.portal.test_settings import check
from tests.races import at_once

pytestmark = pytest.mark.django_db
YEAR = 365 * DAY


# One table, three places -------------------------------------------------------------------


def test_the_page_and_the_docs_say_what_the_code_does(client):
    text = (real.BASE_DIR / "docs" / "security.md").read_text()
    text = text.partition("## How long what is kept")[2].partition("\n## ")[0]
    page = client.get("/datenschutz/").content.decode()

    documented = re.findall(r"^\| `(\w+)` \| (.+) \| (.+) \| (.+) \|$", text, re.MULTILINE)
    assert documented == [(rule.key, rule.what, rule.period, rule.why) for rule in rules()]
    for rule in rules():
        assert rule.what in page
        assert rule.period in page
        assert rule.why in page


@pytest.mark.parametrize(
    ("days", "words"),
    [(1, "1 Tag"), (30, "30 Tage"), (365, "1 Jahr"), (730, "2 Jahre"), (400, "400 Tage")],
)
def test_periods_read_as_people_say_them(days, words):
    assert in_words(days) == words


def test_another_period_is_told_as_it_is(client, settings):
    settings.KEEP_LOG_DAYS = 100

    assert "100 Tage" in client.get("/datenschutz/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"KEEP_MAIL_CONTENT_DAYS": "29"}, "KEEP_MAIL_CONTENT_DAYS muss mindestens 30"),
        ({"KEEP_MAIL_ROWS_DAYS": "29"}, "KEEP_MAIL_CONTENT_DAYS muss mindestens 30"),
        ({"TELL_FORMER_ACCOUNTS_DAYS": "730"}, "TELL_FORMER_ACCOUNTS_DAYS muss größer als 0"),
    ],
)
def test_periods_that_break_a_promise_refuse_to_start(tmp_path, wrong, words):
    assert words in check(tmp_path, **wrong).stderr


# Each rule ---------------------------------------------------------------------------------


def test_the_log_goes_after_two_years(celle_officer, office):
    services.change_person(celle_officer, by=office, now=NOON)

    go_round(NOON + 2 * YEAR - HOUR)
    assert LogEntry.objects.exists()
    go_round(NOON + 2 * YEAR + DAY)

    assert not LogEntry.objects.exists()


def test_of_a_chain_of_digests_the_last_link_stays(celle_officer, coburg_officer):
    for person in (celle_officer, coburg_officer):
        for number in range(3):
            slot = NOON + number * WEEK
            Digest.objects.create(person=person, slot=slot, since=slot - WEEK, until=slot)

    go_round(NOON + 2 * YEAR)

    assert {digest.slot for digest in Digest.objects.all()} == {NOON + 2 * WEEK}


def test_reports_suppressions_and_sessions_go_when_their_time_is_over(client, celle_officer):
    report_barrier(page="", description="Zu klein", reply_to="", by=None, now=NOON)
    make_suppression(celle_officer)
    client.force_login(celle_officer)
    key = client.session.session_key
    Session.objects.create(session_key="alt", session_data="", expire_date=timezone.now() - HOUR)
    cache.set("alt", "x", timeout=-1)

    go_round(NOON + YEAR - DAY)
    assert BarrierReport.objects.exists()
    assert Suppression.objects.exists()
    go_round(NOON + YEAR + DAY)

    assert not BarrierReport.objects.exists()
    assert not Suppression.objects.exists()
    assert [session.pk for session in Session.objects.all()] == [key]


# Accounts that nobody needs ------------------------------------------------------------------


@pytest.fixture
def former(celle):
    """Whose last mandate ended on the day of NOON."""
    person = make_person("frueher@forum.example", name="Kim Muster")
    make_mandate(person, celle, ends_on=NOON.date())
    return person


def go_on(mailboxes, now):
    go_round(now)
    mailboxes.deliver(now)


def is_there(person) -> bool:
    return Person.objects.known().filter(pk=person.pk).exists()


def test_a_former_account_is_told_a_month_before_and_then_deleted(former, mailboxes):
    go_on(mailboxes, NOON + 699 * DAY)
    assert mailboxes.relay.stored == []

    told_at = NOON + 702 * DAY
    go_on(mailboxes, told_at)
    go_on(mailboxes, told_at + DAY)
    go_on(mailboxes, told_at + 29 * DAY)

    [mail] = mailboxes.of("frueher@forum.example")
    assert mail["Subject"].startswith("Ihr Konto wird am ")
    assert "/konto/daten/" in mail.get_body(("plain",)).get_content()
    assert is_there(former)

    go_on(mailboxes, told_at + 30 * DAY)

    assert not is_there(former)
    assert str(Person.objects.get(pk=former.pk)) == "ehemals Fachkraft, Landkreis Celle"
    assert len(mailboxes.relay.stored) == 1
    assert LogEntry.objects.get().change_message == "Konto nach Ablauf der Frist gelöscht"


def test_whoever_is_needed_again_stays(former, celle, mailboxes):
    go_on(mailboxes, NOON + 702 * DAY)
    again = make_mandate(former, celle, starts_on=(NOON + 720 * DAY).date())
    go_on(mailboxes, NOON + 732 * DAY)
    assert is_there(former)

    Mandate.objects.filter(pk=again.pk).update(ends_on=(NOON + 730 * DAY).date())
    go_on(mailboxes, NOON + 740 * DAY)

    assert is_there(former)
    assert Person.objects.get(pk=former.pk).deletion_told_at is None


def test_nobody_is_deleted_who_was_not_told_long_enough(former, mailboxes):
    """Also where no pass ran for years."""
    go_on(mailboxes, NOON + 3 * YEAR)
    assert is_there(former)

    go_on(mailboxes, NOON + 3 * YEAR + 29 * DAY)
    assert is_there(former)

    go_on(mailboxes, NOON + 3 * YEAR + 30 * DAY)
    assert not is_there(former)


def test_a_county_that_left_ends_the_time_of_its_people_too(celle, coburg):
    left, stays = make_person("weg@forum.example"), make_person("da@forum.example")
    celle.memberships.update(left_on=NOON.date())
    make_mandate(left, celle)
    make_mandate(stays, coburg)
    make_person("neu@forum.example", created_at=NOON + 2 * DAY)
    former = Person.objects.former(NOON + DAY, NOON + 2 * YEAR)

    assert list(former) == [left]

    make_membership(celle, joined_on=(NOON + YEAR).date())
    assert list(former.all()) == []


# The round -----------------------------------------------------------------------------------


def only(monkeypatch, *functions):
    told = {"what": "", "how_long": "", "why": ""}
    some = {f.__name__: Rule(f.__name__, forget=f, **told) for f in functions}
    monkeypatch.setattr(retention, "_rules", some)


def test_a_round_is_made_once_a_day(monkeypatch):
    asked = []
    only(monkeypatch, lambda now: asked.append(now) or 0)

    for now in (NOON, NOON + HOUR, NOON + DAY):
        go_round(now)

    assert asked == [NOON, NOON + DAY]
    assert last_done() == (NOON + DAY).date()


def test_a_rule_that_fails_stops_no_other_and_keeps_the_day_open(monkeypatch, caplog):
    asked = []

    def fails(now):
        raise ValueError

    def works(now):
        asked.append(now)
        return 0

    only(monkeypatch, fails, works)

    go_round(NOON)
    go_round(NOON + HOUR)

    assert asked == [NOON, NOON + HOUR]
    assert last_done() is None
    assert "retention rule fails failed" in caplog.text


def test_a_long_queue_is_left_to_the_next_pass(monkeypatch):
    left = [1] * 30
    only(monkeypatch, lambda now: left.pop() if left else 0)

    go_round(NOON)
    assert (len(left), last_done()) == (10, None)
    go_round(NOON + HOUR)

    assert (len(left), last_done()) == (0, NOON.date())
    assert RetentionRun.objects.get().forgotten == {"<lambda>": 30}


def test_each_pass_of_the_mailroom_looks_after_it_and_tick_is_one(at_noon, celle_officer):
    passes.hand_in_due(NOON)
    assert last_done() == NOON.date()

    RetentionRun.objects.all().delete()
    call_command("tick")

    assert last_done() == NOON.date()


LOG = """
INSERT INTO django_admin_log (action_time, user_id, object_repr, action_flag, change_message)
SELECT %s, %s, 'Zeile', 2, '' FROM generate_series(1, %s)
"""
MAILS = """
INSERT INTO mailroom_mail (occasion, kind, payload, recipient_key, envelope_to, subject, policy,
       priority, sealed, state, why, created_at, next_try, settled_at, retries, errors_raised,
       resent, worker, message_id, return_token, raw)
SELECT 'viel:' || n, 'test_note', '{}', 'person:0', '', '', 'routine', 5, false, 'sent', '', %s, %s,
       %s, 0, 0, false, '', n, '', 'Inhalt' FROM generate_series(1, %s) AS n
"""


@pytest.mark.parametrize("count", [3000, pytest.param(100_000, marks=pytest.mark.long)])
def test_many_rows_go_without_a_long_transaction(celle_officer, count):
    with connection.cursor() as cursor:
        cursor.execute(LOG, [NOON, celle_officer.pk, count])
        cursor.execute(MAILS, [NOON, NOON, NOON, count])
    longest = 0
    for rule in [rule for rule in rules() if rule.key in ("log", "mail_content", "mail_rows")]:
        left = 1
        while left:
            began = monotonic()
            left = rule.forget(NOON + 3 * YEAR)
            longest = max(longest, monotonic() - began)
            assert left <= 2000

    assert longest < 2
    assert not LogEntry.objects.exists()
    assert not Mail.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_rounds_at_once_are_as_good_as_one(celle, office):
    former = make_person("frueher@forum.example")
    make_mandate(former, celle, ends_on=NOON.date())
    for _ in range(20):
        services.change_person(former, by=office, now=NOON)
    now = NOON + 3 * YEAR

    at_once(lambda: go_round(now), lambda: go_round(now))
    at_once(lambda: go_round(now + 30 * DAY), lambda: go_round(now + 30 * DAY))

    assert Mail.objects.filter(kind="account_ending").count() <= 1
    assert LogEntry.objects.count() == 1
    assert not is_there(former)
