"""Mail gateways open every link in every mail; nothing may come of it."""

import re
from email import message_from_bytes
from email.policy import default
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client

from demo import network
from forum_portal import clock
from mailroom import passes
from meetings.models import Meeting
from meetings.services.planning import cancel_meeting, move_meeting
from members.models import Person
from members.services import import_districts
from tests.factories.members import DAY, NOON

KINDS = {
    "Einladung",
    "Verschoben",
    "Abgesagt",
    "Erinnerung",
    "Bitte antworten",
    "Ihre Woche",
    "Ihr",
}
LINK = re.compile(r'(?:href="|<|\s)(https?://[^"<>\s]+)')


@pytest.fixture
def every_mail(db, relay):
    """Each kind of mail that the demo network gives rise to within three weeks."""
    import_districts(now=NOON)
    network.build(NOON)
    passes.run(NOON)
    first, second = Meeting.objects.coming(NOON)
    office = Person.objects.office(NOON)[0]
    cancel_meeting(second, reason="Zu wenige Anmeldungen", by=office, now=NOON)
    move_meeting(
        first,
        starts_on=first.starts_on + DAY,
        starts_time=first.starts_time,
        ends_on=first.ends_on + DAY,
        ends_time=first.ends_time,
        answer_by=first.answer_by,
        by=office,
        now=NOON,
    )
    for day in range(20):
        passes.run(NOON + day * DAY)
    for path in ("/konto/login/code/", "/konto/password/reset/"):
        Client().post(path, {"email": "celle@forum.example"})
    passes.run(clock.now())
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


def test_opening_every_link_of_every_mail_changes_nothing(every_mail):
    links = {(to, path) for to, message in every_mail for path in paths(message)}
    assert {
        kind for kind in KINDS for _, mail in every_mail if mail["Subject"].startswith(kind)
    } == KINDS
    people = {person.email: person for person in Person.objects.all()}

    for signed_in in (False, True):
        clients = {email: Client() for email in people}
        for email, client in clients.items():
            if signed_in:
                client.force_login(people[email])
        before = database()
        for to, path in sorted(links):
            for method in ("get", "head"):
                response = getattr(clients[to], method)(path)
                assert response.status_code in (200, 302), path
        assert database() == before
