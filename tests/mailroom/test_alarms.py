"""What is wrong with the mail, on the start page of the office: nothing when all is well."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from mailroom import passes, pausing
from mailroom.alarms import alarms
from mailroom.models import Announcement, Heartbeat, Mail, RestingDomain
from mailroom.services import resend
from mailroom.stages import State
from tests.factories.mailroom import make_attempt, make_mail, make_suppression
from tests.factories.members import DAY, HOUR, MINUTE, NOON

pytestmark = pytest.mark.django_db
PAGES = "/einstellungen/post/zustellung/"


@pytest.fixture(autouse=True)
def beating(db):
    """A pass has just ended."""
    Heartbeat.objects.create(pk=1, at=Now())


def titles(now=NOON):
    return [alarm.title for alarm in alarms(now)]


def test_when_all_is_well_there_is_nothing(celle_lead, coburg_lead, client_of, office, at_noon):
    make_mail(celle_lead)
    make_mail(coburg_lead, state=State.QUEUED)
    make_mail(coburg_lead, "probe:2", State.UNCERTAIN)

    assert titles(NOON + 10 * MINUTE) == []
    assert "Störung" not in client_of(office).get("/").content.decode()


def test_mail_that_waits_for_over_ten_minutes(celle_lead, coburg_lead):
    make_mail(celle_lead, state=State.QUEUED)
    make_mail(coburg_lead, state=State.QUEUED, created_at=NOON + MINUTE)

    [alarm] = alarms(NOON + 35 * MINUTE)

    assert alarm.title == "Seit 35 Minuten wartet eine Mail auf den Versand"
    assert alarm.text == "Es warten 2 Mails. Woran es liegt, steht bei jeder."
    assert alarm.url == f"{PAGES}?stand=on_its_way"


def test_mail_that_is_uncertain_for_over_half_an_hour_until_it_was_sent_again(office, celle_lead):
    mail = make_mail(celle_lead, state=State.UNCERTAIN)
    make_attempt(mail, code=None, phase="DOT", at=NOON + MINUTE)

    assert titles(NOON + 30 * MINUTE) == []
    assert titles(NOON + 31 * MINUTE) == [
        "Seit über 30 Minuten ist bei einer Mail ungewiss, ob sie ankam"
    ]
    resend(mail, by=office, now=NOON + 31 * MINUTE)
    assert titles(NOON + 32 * MINUTE) == []


@pytest.mark.parametrize("fields", [{"valid_until": NOON + HOUR}, {"created_at": NOON - 8 * DAY}])
def test_what_nobody_can_mend_is_no_alarm(celle_lead, fields):
    make_mail(celle_lead, state=State.UNCERTAIN, **fields)

    assert titles(NOON + HOUR) == []


def test_mail_that_cannot_be_written(celle_lead):
    make_mail(celle_lead, state=State.POISON)

    [alarm] = alarms(NOON)

    assert alarm.title == "Eine Mail ließ sich nicht schreiben"
    assert alarm.url == f"{PAGES}?stand=held"
    assert titles(NOON + 8 * DAY) == []


@pytest.mark.parametrize(
    ("late", "words"),
    [
        (timedelta(minutes=2), []),
        (timedelta(minutes=4), ["Seit 4 Minuten wurde die Post nicht mehr durchgesehen"]),
        (timedelta(hours=5), ["Seit 5 Stunden wurde die Post nicht mehr durchgesehen"]),
    ],
)
def test_no_pass_for_three_minutes_by_the_clock_of_the_database(late, words):
    Heartbeat.objects.update(at=Now() - late)

    assert titles(NOON + 900 * DAY) == words


def test_no_pass_at_all():
    Heartbeat.objects.all().delete()

    assert titles() == ["Die Post wurde noch nie durchgesehen"]


def test_a_pause_says_why():
    pausing.pause("Umzug", NOON - DAY)

    [alarm] = alarms(NOON)

    assert alarm.title == "Der Postausgang ist angehalten"
    assert "Grund: Umzug." in alarm.text


def test_an_announcement_that_cannot_be_fanned_out(celle_lead):
    Announcement.objects.create(occasion="probe:1", kind="abgeschafft", created_at=NOON)
    passes.fan_out(NOON)

    assert titles(NOON + 9 * MINUTE) == []
    assert titles(NOON + 10 * MINUTE) == [
        "Eine Mitteilung ließ sich nicht an die Einzelnen verteilen"
    ]


def test_mail_servers_that_refuse_the_forum_itself(celle_lead, coburg_lead):
    make_attempt(make_mail(celle_lead, state=State.FAILED), 554, "5.7.1 blocked")
    make_attempt(make_mail(coburg_lead, state=State.FAILED), 550, "5.1.1 unknown")

    assert titles() == ["Ein Mailserver lässt eine Mail des Forums nicht durch"]
    assert titles(NOON + DAY) == []


def test_a_domain_that_rests_for_over_an_hour():
    rests = {"domain": "langsam.example", "since": NOON, "until": NOON + 3 * HOUR}
    RestingDomain.objects.create(**rests)

    assert titles(NOON + 59 * MINUTE) == []
    assert titles(NOON + 2 * HOUR) == ["langsam.example nimmt seit 2 Stunden keine Post an"]
    assert titles(NOON + 3 * HOUR) == []


def test_a_suppressed_address_is_a_notice_while_its_mandate_runs(celle_lead, coburg_lead):
    make_suppression(celle_lead)

    [notice] = alarms(NOON)

    assert notice.title == "Eine Person erhält keine Post, weil ihre Adresse sie ablehnt"
    assert (notice.is_notice, notice.words) == (True, "Hinweis")
    celle_lead.mandates.update(ends_on=NOON - DAY)
    assert titles() == []


def test_the_office_reads_them_first_and_is_led_to_the_rows(office, celle_lead, client_of, at_noon):
    make_mail(celle_lead, state=State.POISON)
    client = client_of(office)

    page = client.get("/").content.decode()

    link = f'<a href="{PAGES}?stand=held">Eine Mail ließ sich nicht schreiben</a>'
    assert link in page
    assert page.index(link) < page.index("Entwürfe, noch nicht angekündigt")
    assert "anlass/probe:1/?stand=held" in client.get(f"{PAGES}?stand=held").content.decode()


def test_members_are_not_told(celle_lead, client_of, at_noon):
    make_mail(celle_lead, state=State.POISON)

    assert "ließ sich nicht schreiben" not in client_of(celle_lead).get("/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_they_cost_the_same_for_one_and_for_three(
    office, celle_lead, coburg_lead, lippe_lead, count, django_assert_num_queries
):
    for person in [celle_lead, coburg_lead, lippe_lead][:count]:
        for number, state in enumerate((State.QUEUED, State.UNCERTAIN, State.POISON)):
            make_attempt(make_mail(person, f"probe:{number}", state))
        make_suppression(person)
    Mail.objects.filter(state=State.POISON).update(settled_at=NOON)

    with django_assert_num_queries(10):
        alarms(NOON + HOUR)
