from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailroom.message import build, one_line
from mailroom.models import Mail
from mailroom.registers import Calendar, Letter
from mailroom.services import hand_in, post_sealed
from tests.factories.members import MINUTE, NOON

pytestmark = pytest.mark.django_db


def post(person, letter, mailboxes):
    post_sealed(
        "account",
        occasion="probe:1",
        address=person.email,
        person=person,
        letter=letter,
        now=NOON,
        valid_until=NOON + MINUTE,
    )
    mailboxes.deliver(NOON)
    return mailboxes.of(person.email)[0]


def test_a_mail_says_that_it_is_automatic_and_wants_no_answer(celle_lead, mailboxes):
    message = post(celle_lead, Letter(subject="Grüße", text="Straße\n"), mailboxes)

    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Content-Language"] == "de"
    assert message["To"] == celle_lead.email
    assert message["Subject"] == "Grüße"
    assert message["Bcc"] is None
    assert message.get_content() == "Straße\r\n"


def test_text_html_and_calendar_are_three_forms_of_one_mail(celle_lead, mailboxes):
    letter = Letter(
        subject="Einladung",
        text="Text\n",
        html="<p>Text</p>\n",
        calendar=Calendar("REQUEST", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),
    )

    message = post(celle_lead, letter, mailboxes)

    assert message.get_content_type() == "multipart/alternative"
    parts = list(message.iter_parts())
    assert [part.get_content_type() for part in parts] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    assert parts[2].get_param("method") == "REQUEST"
    assert parts[2].get_payload(decode=True) == b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


@pytest.mark.parametrize(
    "title",
    ["Titel\r\nBcc: alle@forum.example", "Titel\x00\u202eBcc: alle@forum.example", "Ä" * 300],
)
def test_no_title_adds_a_header(celle_lead, mailboxes, title):
    message = post(celle_lead, Letter(subject=title, text="Text"), mailboxes)

    assert message["Bcc"] is None
    assert message["Subject"] == one_line(title)
    assert len(message["Subject"]) <= 255


def test_mails_about_one_thing_stand_together(celle_lead, mailboxes):
    message = post(celle_lead, Letter(subject="Probe", text="Text", thread="meeting-17"), mailboxes)

    assert message["References"] == "<meeting-17@forum.example>"


def test_what_can_be_unsubscribed_says_how(celle_lead, mailboxes):
    for kind in ("test_note", "test_bulletin"):
        hand_in(kind, occasion=kind, people=[celle_lead.pk], payload={}, now=NOON)
    mailboxes.deliver(NOON)

    note, bulletin = mailboxes.of(celle_lead.email)
    assert note["List-Unsubscribe"] is None
    assert bulletin["List-Unsubscribe"].startswith("<http://localhost:8000/abbestellen/")
    assert bulletin["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


WORDS = (
    "Einladung: 9. Vernetzungstreffen: Größe für Ämter Mi, Dez. (Spreewald) „Fläche“ Straße".split()
)


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=30).map(" ".join))
def test_every_subject_arrives_as_written(subject):
    mail = Mail(message_id="<1@forum.example>")

    raw = build(Letter(subject=subject, text="Text"), mail, "celle@forum.example", NOON)

    assert message_from_bytes(raw, policy=default)["Subject"] == one_line(subject)
    assert max(map(len, raw.partition(b"\r\n\r\n")[0].split(b"\r\n"))) <= 200


@pytest.mark.parametrize("text", ["ohne Zeilenende", "mit Zeilenende\n", "mit CRLF\r\n", "."])
def test_a_message_ends_with_a_whole_line_so_that_the_dot_stands_alone(celle_lead, mailboxes, text):
    post(celle_lead, Letter(subject="Ihr Code", text=text), mailboxes)

    [message] = mailboxes.of(celle_lead.email)
    assert message.get_content().splitlines() == text.splitlines()
