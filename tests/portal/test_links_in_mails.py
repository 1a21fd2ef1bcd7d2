"""Mail gateways open every link in every mail; nothing may come of it."""

import re
from email import message_from_bytes
from email.policy import default
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client

from digests.services import set_preference
from mailroom import passes
from mailroom.models import Mail
from mailroom.registers import kinds
from meetings.representing import Coming
from meetings.services.minuting import decide_remark
from meetings.services.planning import cancel_meeting
from meetings.services.polling import add_poll_date, end_poll
from meetings.services.proposing import accept_proposal
from meetings.services.registering import decline, register
from meetings.stages import Mode
from members.services import delete_account, end_mandate, hand_over, want_new_link
from recommendations.stages import Stage
from tests.factories.invitations import send
from tests.factories.meetings import (
    THURSDAY,
    make_circulated,
    make_meeting,
    make_over,
    make_poll,
    make_proposal,
    make_registration,
    make_remark,
    move,
    poll_date,
)
from tests.factories.members import DAY, HOUR, NOON, make_member, make_officer, make_person
from tests.factories.recommendations import make_recommendation

FRIDAY = THURSDAY + DAY
SUBJECTS = {
    "Einladung: Sprachmittlung",
    "Verschoben: Sprachmittlung",
    "Abgesagt: Ehrenamt",
    "Erinnerung: Sprachmittlung",
    "Bitte antworten Sie bis",
    "Veröffentlicht: Sprachmittlung",
    "Barriere gemeldet",
    "Platz vor Ort: Fachtag",
    "Ihre Woche im Forum: ",
    "Ihr Tag im Forum: ",
    "Ihr Code zum Anmelden im Forum",
    "Ihr Code für ein neues Passwort im Forum",
    "Einladung ins Portal des Forums: Landkreis Celle",
    "Neue Einladung erbeten: Landkreis Celle",
    "Sie übernehmen für Landkreis Celle",
    "Landkreis Celle: Bitte bestimmen Sie, wer übernimmt",
    "Für Landkreis Waldshut handelt niemand mehr",
    "Ihr Konto wird am ",
    "Auf der Tagesordnung: Rufbus",
    "Protokoll: Klausur, Anmerkungen bis",
    "Anmerkung übernommen: Protokoll Klausur",
}
# Monday morning, the day after the answers' reminder, and two days before the meeting.
PASSES = [NOON + 6 * DAY, NOON + 7 * DAY, NOON + 15 * DAY]
LINK = re.compile(r'(?:href="|<|\s)(https?://[^"<>\s]+)')


@pytest.fixture
def readers(celle_officer, celle_lead, coburg_officer, office, partner):
    """Somebody in each role; of the two counties one has answered, and one has not."""
    return {p.email: p for p in (celle_officer, celle_lead, coburg_officer, office, partner)}


def leave(meeting, celle_lead, office):
    """Two were to come for Celle and leave; the lead takes over from one of them."""
    (celle,) = celle_lead.acts_for(NOON)
    leaving = [make_officer(f"geht{number}@forum.example", celle) for number in (1, 2)]
    coming = [Coming(Mode.ON_SITE, person) for person in leaving]
    registration = register(meeting, celle, coming=coming, by=celle_lead, now=NOON)
    first, second = (person.mandates.get() for person in leaving)
    successors = {f"meeting-{registration.pk}": celle_lead}
    deed = {"on": NOON.date() - DAY, "by": office, "now": NOON}
    hand_over(first, successors, **deed)
    end_mandate(second, **deed)


def move_up(meeting, celle_officer, coburg_officer):
    """Celle has the only seat, Coburg waits for it, and Celle declines."""
    held = make_registration(meeting, celle_officer)
    make_registration(meeting, coburg_officer)
    (celle,) = celle_officer.acts_for(NOON)
    decline(meeting, celle, seen=held.answered_at, by=celle_officer, now=NOON)


@pytest.fixture
def every_mail(readers, celle_officer, celle_lead, coburg_officer, office, relay, at_noon):
    """Each kind of mail that the portal knows, by real passes and a real mail server."""
    set_preference(celle_lead, rhythm="daily", weekday=0, hour=7, now=NOON - DAY)
    meeting, called_off = make_meeting(office), make_meeting(office, title="Ehrenamt")
    make_registration(meeting, celle_officer)
    accept_proposal(make_proposal(meeting, celle_lead), minutes=20, after=None, by=office, now=NOON)
    minutes = make_circulated(make_over(office, title="Klausur"), office)
    decide_remark(make_remark(minutes, celle_lead), accepted=True, by=office, now=NOON)
    poll, ending = make_poll(office), make_poll(office, title="Ohne Termin")
    leave(make_meeting(office, title="Wohnraum"), celle_lead, office)
    move_up(make_meeting(office, title="Fachtag", capacity=1), celle_officer, coburg_officer)
    delete_account(
        make_officer("geht3@forum.example", make_member("08337", "Waldshut")), by=None, now=NOON
    )
    make_person("frueher@forum.example", created_at=NOON - 1000 * DAY)
    invited, _ = send(celle_lead.acts_for(NOON)[0], by=celle_lead, address=coburg_officer.email)
    passes.run(NOON)
    extra = poll_date(FRIDAY + 7 * DAY)
    add_poll_date(poll, extra, by=office, now=NOON + HOUR)
    end_poll(ending, reason="Zu wenige", by=office, now=NOON + HOUR)
    cancel_meeting(called_off, reason="Zu wenige Anmeldungen", by=office, now=NOON + HOUR)
    move(meeting, office, now=NOON + HOUR, starts_on=FRIDAY, ends_on=FRIDAY)
    make_recommendation(office, Stage.PUBLISHED, NOON + HOUR)
    Client().post("/barrierefreiheit/", {"description": "Die Karte sagt mir nichts."})
    passes.run(NOON + HOUR)
    for moment in PASSES:
        passes.run(moment)
    at_noon.move_to(PASSES[-1])
    for path in ("/konto/login/code/", "/konto/password/reset/"):
        Client().post(path, {"email": celle_officer.email})
    want_new_link(invited, now=PASSES[-1])
    send(invited.district, by=celle_lead, now=PASSES[-1])
    passes.run(PASSES[-1])
    return [
        (stored.to, message_from_bytes(stored.message, policy=default)) for stored in relay.stored
    ]


def paths(message):
    texts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    texts += [message["List-Unsubscribe"] or ""]
    links = {link for text in texts for link in LINK.findall(text)}
    foreign = [link for link in links if not link.startswith("http://localhost:8000")]
    assert not foreign, "a mail points to another server"
    return {urlsplit(link).path or "/" for link in links}


def database():
    """Every row of every table, so that any change shows."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        contents = {}
        for table in tables:
            cursor.execute(f'SELECT md5(t::text) FROM "{table}" t ORDER BY 1')
            contents[table] = cursor.fetchall()
    return contents


def opened(client, path) -> set[int]:
    return {getattr(client, method)(path).status_code for method in ("get", "head")}


def test_each_kind_of_mail_that_the_portal_knows_is_among_them(every_mail):
    missing = {
        start
        for start in SUBJECTS
        if not any(message["Subject"].startswith(start) for _, message in every_mail)
    }

    assert missing == set()
    assert set(Mail.objects.filter(state="sent").values_list("kind", flat=True)) == {
        kind for kind in kinds() if not kind.startswith("test_")
    }


def test_opening_every_link_of_every_mail_changes_nothing(every_mail, readers, client_of):
    links = {(to, path) for to, message in every_mail for path in paths(message)}
    clients = {email: client_of(person) for email, person in readers.items()}
    before = database()

    for to, path in sorted(links):
        assert opened(Client(), path) <= {200, 302}, path
        assert opened(clients.get(to, Client()), path) <= {200, 302}, path

    assert database() == before


def test_opening_a_link_of_somebody_elses_mail_changes_nothing(every_mail, readers, client_of):
    links = {path for _, message in every_mail for path in paths(message)}
    clients = [client_of(person) for person in readers.values()]
    before = database()

    for path in sorted(links):
        for client in clients:
            assert opened(client, path) <= {200, 302, 403, 404}, path

    assert database() == before
