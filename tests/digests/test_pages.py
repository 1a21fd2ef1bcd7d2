"""The summary as a page, and the page on which one chooses how often it comes."""

import re

import pytest

from digests.models import DigestPreference
from digests.preferences import Scope, wish_of
from digests.rhythm import Schedule
from mailroom.models import Mail, Preference
from mailroom.services import unsubscribe
from members.services import change_person, record_login
from tests.factories.meetings import make_draft, make_meeting, make_registration
from tests.factories.members import DAY, HOUR, MINUTE, NOON, make_state
from tests.factories.recommendations import make_topic

pytestmark = pytest.mark.django_db

NBSP = "\N{NO-BREAK SPACE}"
NEWS, PREFERENCE = "/neu/", "/einstellungen/benachrichtigungen/"


@pytest.fixture(autouse=True)
def noon(at_noon):
    """The pages are looked at where the factories make their meetings: at noon."""


def read(client, path=NEWS):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode().replace(NBSP, " ")


def sign_in_at(person, *moments):
    for moment in moments:
        record_login(person, now=moment)


def choose(client, **fields):
    data = {"rhythm": "weekly", "weekday": "0", "hour": "7"} | fields
    return client.post(PREFERENCE, data, follow=True)


def test_a_first_sign_in_sees_the_last_two_weeks(office, celle_officer, client_of):
    make_meeting(office, now=NOON - 13 * DAY, title="Neulich")
    make_meeting(office, now=NOON - 15 * DAY, title="Früher", answer_by=None)

    html = read(client_of(celle_officer))

    assert "Neu seit Dienstag, 17. November 2026" in html
    assert ". Mi, 18. Nov.</span>" in html
    assert html.count("angekündigt für") == 1


def test_new_counts_from_the_sign_in_before_this_one(office, celle_officer, client_of):
    make_meeting(office, now=NOON - 4 * DAY, title="Schon gesehen")
    make_meeting(office, now=NOON - 2 * DAY, title="Ganz neu")
    client = client_of(celle_officer)
    sign_in_at(celle_officer, NOON - 3 * DAY, NOON - HOUR)

    html = read(client)

    assert html.count("angekündigt für") == 1
    assert "Neu seit Samstag, 28. November 2026" in html


def test_looking_twice_shows_the_same(office, celle_officer, client_of):
    make_meeting(office, now=NOON - DAY)
    client = client_of(celle_officer)

    assert read(client).count("angekündigt für") == read(client).count("angekündigt für") == 1


def test_an_answered_invitation_is_no_longer_a_task(office, celle_officer, client_of):
    meeting = make_meeting(office, now=NOON - DAY)
    make_registration(meeting, celle_officer, now=NOON - HOUR)

    html = read(client_of(celle_officer))

    assert "Zurzeit ist keine Antwort und keine Aufgabe offen." in html
    assert "angekündigt für" in html


def test_drafts_are_news_to_nobody(office, celle_officer, client_of):
    make_draft(office, now=NOON - DAY, title="Geheimer Entwurf")

    assert "Geheimer Entwurf" not in read(client_of(celle_officer))
    assert "Geheimer Entwurf" not in read(client_of(office))


def test_a_partner_sees_no_news_of_the_members(office, partner, client_of):
    make_meeting(office, now=NOON - DAY, title="Wohnraum")

    assert "Wohnraum" not in read(client_of(partner))


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_news_costs_the_same_for_three_meetings(
    office, celle_officer, client_of, count, django_assert_num_queries
):
    for _ in range(count):
        make_meeting(office, now=NOON - DAY)
    client = client_of(celle_officer)

    with django_assert_num_queries(12):
        read(client)


def test_the_page_of_settings_shows_the_default(celle_officer, client_of):
    html = read(client_of(celle_officer), PREFERENCE)

    assert 'value="weekly"' in html
    assert "nie" in html


def test_choosing_daily_at_six_in_the_evening_says_when_the_next_one_comes(
    celle_officer, client_of
):
    html = choose(client_of(celle_officer), rhythm="daily", hour="18").content.decode()

    assert wish_of(celle_officer).schedule.rhythm == "daily"
    assert "täglich um 18:00 Uhr" in html.replace(NBSP, " ")
    assert "Dienstag, 1. Dezember 2026" in html.replace(NBSP, " ")


def test_choosing_an_hour_that_is_over_today_names_the_day_on_which_a_mail_really_comes(
    office, celle_officer, client_of, mailboxes, at_noon
):
    mailboxes.deliver(NOON)
    make_meeting(office)
    html = choose(client_of(celle_officer), weekday="1", hour="9").content.decode()
    assert "Zum nächsten Mal am Dienstag, 8. Dezember 2026" in html.replace(NBSP, " ")

    for day in range(8):
        mailboxes.deliver(NOON + day * DAY - MINUTE)

    digests = Mail.objects.filter(recipient=celle_officer, kind="digest")
    assert [mail.created_at.date() for mail in digests] == [(NOON + 7 * DAY).date()]


def test_never_is_an_unsubscription_and_keeps_the_rhythm(celle_officer, client_of):
    client = client_of(celle_officer)
    choose(client, rhythm="daily", hour="18")

    html = choose(client, rhythm="never", hour="18").content.decode()

    assert "Sie erhalten keine Zusammenfassung mehr" in html
    assert wish_of(celle_officer).wants_none
    assert DigestPreference.objects.get(person=celle_officer).rhythm == "daily"


def test_who_unsubscribed_by_the_link_in_a_mail_finds_never_on_the_page(celle_officer, client_of):
    unsubscribe(celle_officer, "digest", now=NOON)

    form = client_of(celle_officer).get(PREFERENCE).context["form"]

    assert form.initial["rhythm"] == "never"


def test_choosing_a_rhythm_again_ends_the_unsubscription(celle_officer, client_of):
    unsubscribe(celle_officer, "digest", now=NOON)

    choose(client_of(celle_officer))

    assert not wish_of(celle_officer).wants_none


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("rhythm", "yearly"),
        ("rhythm", ""),
        ("weekday", "7"),
        ("weekday", "x"),
        ("hour", "24"),
        ("hour", "-1"),
        ("hour", "7\0"),
    ],
)
def test_a_wrong_choice_is_told_at_its_field_and_nothing_is_saved(
    celle_officer, client_of, field, value
):
    response = choose(client_of(celle_officer), **{field: value})

    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not DigestPreference.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"), [("topics", "999999"), ("topics", "x"), ("states", "99"), ("states", "\0")]
)
def test_what_nobody_can_have_ticked_is_told_at_its_field(celle_officer, client_of, field, value):
    response = choose(client_of(celle_officer), **{field: [value]})

    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert "<details" in response.content.decode()
    assert not DigestPreference.objects.exists()


def test_topics_states_and_kinds_are_kept_and_shown(celle_officer, client_of):
    topic, state = make_topic(), make_state("09")
    client = client_of(celle_officer)

    choose(
        client,
        topics=[topic.pk],
        states=[state.pk],
        kind_answer_reminder="digest",
        kind_recommendation_moved="off",
    )

    wish = wish_of(celle_officer)
    assert wish.scope == Scope({topic.pk}, {"09"}, {"recommendation_moved"})
    assert wish.waiting == {"answer_reminder"}
    html = read(client, PREFERENCE)
    for name, value in {
        "topics": topic.pk,
        "states": "09",
        "kind_answer_reminder": "digest",
        "kind_recommendation_moved": "off",
        "kind_meeting_reminder": "at_once",
    }.items():
        assert re.search(f'name="{name}" value="{value}"[^>]* checked', html), name


def test_a_kind_of_which_nothing_is_sent_stays_as_it_is(celle_officer, client_of):
    client = client_of(celle_officer)
    choose(client, kind_answer_reminder="digest")

    choose(client, rhythm="daily")

    assert wish_of(celle_officer).waiting == {"answer_reminder"}


def test_formal_mail_is_named_and_leaves_no_choice(celle_officer, client_of):
    client = client_of(celle_officer)
    html = read(client, PREFERENCE)

    for words in ("Immer sofort", "Einladungen zu Treffen", "lassen sie sich nicht abstellen"):
        assert words in html
    assert "kind_meeting_invited" not in html
    choose(client, kind_meeting_invited="off", kind_digest="off", kind_account="off")

    assert not Preference.objects.exists()


def test_without_a_summary_nothing_can_stand_in_it(celle_officer, client_of):
    response = choose(client_of(celle_officer), rhythm="never", kind_answer_reminder="digest")

    assert "Sie möchten keine Zusammenfassung" in response.content.decode()
    assert not Preference.objects.exists()


def test_the_old_address_is_gone(celle_officer, client_of):
    assert client_of(celle_officer).get("/einstellungen/zusammenfassung/").status_code == 404


def test_saving_the_profile_changes_no_choice(celle_officer, office, client_of):
    choose(
        client_of(celle_officer),
        rhythm="monthly",
        weekday="4",
        topics=[make_topic().pk],
        kind_answer_reminder="off",
    )
    before = wish_of(celle_officer)
    celle_officer.name, celle_officer.delivery_address = "Fachstelle", "post@celle.example"
    celle_officer.email = "neu@celle.example"

    change_person(celle_officer, by=office, now=NOON + HOUR)
    sign_in_at(celle_officer, NOON + DAY)

    assert wish_of(celle_officer) == before
    assert before.schedule == Schedule("monthly", 4, 7)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_settings_costs_the_same_for_three_topics(
    celle_officer, client_of, count, django_assert_num_queries
):
    topics = [make_topic(f"Thema {number}").pk for number in range(count)]
    client = client_of(celle_officer)
    choose(client, topics=topics, kind_answer_reminder="off")

    with django_assert_num_queries(8):
        read(client, PREFERENCE)


def test_the_choice_of_one_person_is_nobody_elses(celle_officer, celle_lead, client_of):
    choose(client_of(celle_officer), rhythm="never")

    assert not wish_of(celle_lead).wants_none


def test_choosing_sends_no_mail(office, celle_officer, client_of):
    choose(client_of(celle_officer), rhythm="daily", hour="11")

    assert not Mail.objects.exists()
