"""A meeting of which mails say nothing: only that there is one, and the link."""

import re
from datetime import date, time
from email import message_from_bytes
from email.policy import default

import pytest
from django.urls import reverse

from mailroom.models import Mail
from meetings.ahead import open_answers
from meetings.models import Meeting
from meetings.news import news, news_for_members
from meetings.reminding import due_at
from meetings.services import planning
from tests.factories.meetings import SETTLE, agenda_item, make_draft, make_meeting, move
from tests.factories.meetings import make_registration as register
from tests.factories.members import DAY, HOUR, MINUTE, NOON, make_member

from .test_forms import SAVED
from .test_mails import calendar_of, text_of
from .test_offsets import change, html

CELLE, COBURG = "celle@forum.example", "coburg.koordination@forum.example"
SECRETS = {
    "title": "Quittenmus",
    "summary": "Ringelblume",
    "venue": "Mühlensaal",
    "travel_notes": "Schleusentor",
    "video_link": "https://geheim.example/Brückenbogen",
}
PLANTED = [
    *(value.rpartition("/")[2] for value in SECRETS.values()),
    "geheim.example",
    "Zwergenland",  # the host
    "Tannenzapfen",  # of the agenda
    "Wolkenbruch",
    "Nebelhorn",  # the reason of the cancellation
    "9:47",
    "15:53",
    "16:21",  # the time that it is moved to
    *("17. Dez", "18. Dez", "10. Dez", "23:59"),
    *("2026-12-17", "20261217", "BEGIN:VCALENDAR"),
]

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(office):
    """Unique words in every field."""
    host = make_member("16055", "Zwergenland")
    meeting = make_draft(
        office,
        **SECRETS,
        host=host,
        starts_time=time(9, 47),
        ends_time=time(15, 53),
        link_only=True,
        answer_reminders=["3d"],
    )
    item = agenda_item("Tannenzapfen", speaker="Wolkenbruch")
    return planning.change_agenda(meeting, [item], by=office, now=NOON)


@pytest.fixture
def every_mail(draft, office, celle_officer, coburg_lead, mailboxes):
    """Celle comes, Coburg does not answer; moved, reminded, cancelled; and a summary each week."""
    meeting = planning.announce_meeting(draft, by=office, now=NOON)
    mailboxes.deliver(NOON)
    register(meeting, celle_officer)
    friday, now = date(2026, 12, 18), due_at(meeting.answer_by, "3d")
    mailboxes.deliver(now)
    move(meeting, office, now=now, starts_on=friday, ends_on=friday, ends_time=time(16, 21))
    mailboxes.deliver(now + SETTLE)
    for offset in ("2d", "2h"):
        mailboxes.deliver(due_at(meeting.starts_at, offset))
    planning.cancel_meeting(meeting, reason="Nebelhorn", by=office, now=meeting.starts_at - HOUR)
    mailboxes.deliver(meeting.starts_at - HOUR)
    return mailboxes


def decoded(raw: bytes) -> str:
    """All headers and all parts of a message, as a reader or a gateway sees them."""
    message = message_from_bytes(raw, policy=default)
    parts = [str(p.get_content()) for p in message.walk() if not p.is_multipart()]
    headers = [f"{name}: {value}" for name, value in message.items()]
    return "\n".join([*headers, *parts]).replace("\N{NO-BREAK SPACE}", " ")


def test_each_kind_of_mail_about_a_meeting_is_among_them(every_mail):
    sent = Mail.objects.filter(state="sent", payload__has_key="meeting")

    assert set(sent.values_list("kind", flat=True)) == {
        "meeting_invited",
        "meeting_changed",
        "meeting_reminder",
        "answer_reminder",
        "meeting_cancelled",
    }
    assert [s for s in every_mail.subjects(CELLE) if "Woche" not in s] == [
        "Einladung zu einem Treffen des Forums",
        "Änderung an einem Treffen des Forums",
        "Erinnerung an ein Treffen des Forums",
        "Erinnerung an ein Treffen des Forums",
        "Absage eines Treffens des Forums",
    ]
    assert "Eine Antwort zu einem Treffen des Forums fehlt" in every_mail.subjects(COBURG)


def test_nothing_of_the_meeting_stands_in_any_mail_but_its_link(every_mail):
    about_the_meeting = [s for s in every_mail.relay.stored if b"\r\nReferences:" in s.message]

    link = f"http://localhost:8000{Meeting.objects.get().get_absolute_url()}"
    for stored in about_the_meeting:
        content = decoded(stored.message)
        assert [word for word in PLANTED if word in content] == []
        assert content.count(link) == 2  # as text and as HTML
        assert "text/calendar" not in content


def test_the_summary_of_who_has_answered_names_only_the_kind(every_mail):
    summaries = [
        decoded(stored.message).replace("\r", "")
        for stored in every_mail.relay.stored
        if b"\r\nReferences:" not in stored.message
    ]

    assert any("Vernetzungstreffen\n  Mehr dazu steht nur im Portal." in s for s in summaries)
    for content in summaries:
        assert [word for word in PLANTED if word in content] == []


def test_what_a_mail_may_say_of_news_and_tasks(draft, office, celle, celle_officer):
    meeting = planning.announce_meeting(draft, by=office, now=NOON)

    [by_mail] = news_for_members(NOON - DAY, NOON)
    [on_the_page] = news(celle_officer, NOON - DAY, NOON, NOON)
    assert (by_mail.title, by_mail.what) == (
        "Vernetzungstreffen",
        "Mehr dazu steht nur im Portal",
    )
    assert (by_mail.url, on_the_page.title) == (meeting.get_absolute_url(), "Quittenmus")
    [task] = open_answers([celle], NOON)
    assert task.title_in_mail == "Landkreis Celle zu einem Treffen anmelden"
    assert task.is_silent_in_mail


def test_the_inbox_shows_the_neutral_subject_with_the_link(every_mail, client_of, celle_officer):
    page = html(client_of(celle_officer).get("/einstellungen/post/"))

    assert "Einladung zu einem Treffen des Forums" in page
    assert Meeting.objects.get().get_absolute_url() in page
    assert "Quittenmus" not in page


def test_who_may_see_the_meeting_reads_everything_in_the_portal(
    draft, client_of, office, celle_officer
):
    meeting = planning.announce_meeting(draft, by=office, now=NOON)

    page = html(client_of(celle_officer).get(meeting.get_absolute_url()))

    for word in ("Quittenmus", "Mühlensaal", "Tannenzapfen", "9:47 bis 15:53 Uhr"):
        assert word in page


def test_without_it_mails_say_everything(office, celle_officer, mailboxes):
    make_meeting(office)

    mailboxes.deliver(NOON)

    [message] = mailboxes.of(CELLE)
    assert "Sprachmittlung" in message["Subject"]
    assert calendar_of(message).method.value == "REQUEST"


# Chosen later -----------------------------------------------------------------------


def test_what_was_written_before_and_waits_is_not_sent_any_more(mailboxes, office, celle_officer):
    meeting = make_meeting(office)
    mailboxes.relay.on("RCPT", "451 try later")
    mailboxes.deliver(NOON)
    change(meeting, office, link_only=True)

    for minutes in (2, 10):
        mailboxes.deliver(NOON + minutes * MINUTE)

    assert mailboxes.subjects(CELLE) == ["Einladung zu einem Treffen des Forums"]


def test_who_has_been_told_already_gets_no_mail_about_that(mailboxes, office, celle_officer):
    meeting = make_meeting(office)
    mailboxes.deliver(NOON)

    for link_only in (True, False):
        change(meeting, office, link_only=link_only)
        mailboxes.deliver(NOON + SETTLE)

    assert len(mailboxes.of(CELLE)) == 1


def test_a_later_change_is_told_without_what_it_is(mailboxes, office, celle_officer):
    meeting = make_meeting(office)
    mailboxes.deliver(NOON)
    change(meeting, office, link_only=True, venue="Mühlensaal")

    mailboxes.deliver(NOON + SETTLE)

    assert mailboxes.subjects(CELLE)[1:] == ["Änderung an einem Treffen des Forums"]
    assert "Mühlensaal" not in text_of(mailboxes.of(CELLE)[1])


# On the pages of the office ---------------------------------------------------------


def test_the_office_chooses_it_and_reads_it_in_the_history(client_of, office):
    meeting, client = make_meeting(office), client_of(office)
    url = reverse("meetings:change_meeting", args=[meeting.pk])
    assert re.search(r'name="link_only"[^>]*>', html(client.get(url)))

    client.post(url, SAVED | {"link_only": "on"})

    meeting.refresh_from_db()
    page = html(client.get(meeting.get_absolute_url()))
    assert meeting.link_only
    assert "In Mails steht nur noch ein Link" in page
    assert "nur ein Link" in page


def test_the_office_is_told_what_the_mails_will_hold(client_of, office):
    client, draft = client_of(office), make_draft(office, link_only=True)

    announcing = html(client.get(reverse("meetings:announce_meeting", args=[draft.pk])))
    cancelling = html(client.get(reverse("meetings:cancel_meeting", args=[draft.pk])))

    assert "eine Einladung, in der nur ein Link auf das Treffen steht" in announcing
    assert "in keiner Mail" in cancelling
