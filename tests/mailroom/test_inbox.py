import pytest

from mailroom.models import Mail
from mailroom.services import hand_in
from tests.factories.members import NOON

pytestmark = pytest.mark.django_db


def send(person, mailboxes, count=1, **payload):
    for number in range(count):
        hand_in(
            "test_note",
            occasion=f"probe:{number}",
            people=[person.pk],
            payload={"subject": f"Einladung {number}", **payload},
            now=NOON,
        )
    mailboxes.deliver(NOON)


def test_each_person_sees_only_what_was_sent_to_them(client, celle_lead, coburg_lead, mailboxes):
    send(celle_lead, mailboxes)

    client.force_login(coburg_lead)
    assert "Einladung 0" not in client.get("/einstellungen/post/").content.decode()
    client.force_login(celle_lead)
    assert "Einladung 0" in client.get("/einstellungen/post/").content.decode()


def test_a_subject_is_hidden_with_its_object(client, celle_lead, mailboxes):
    send(celle_lead, mailboxes, hidden=True)
    client.force_login(celle_lead)

    page = client.get("/einstellungen/post/").content.decode()

    assert "Einladung 0" not in page
    assert "Probemails" in page


def test_an_empty_inbox_says_what_will_come(client, celle_lead):
    client.force_login(celle_lead)

    assert "Noch keine Mail." in client.get("/einstellungen/post/").content.decode()


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_inbox_costs_the_same_queries_for_any_number_of_mails(
    client, celle_lead, mailboxes, count, django_assert_num_queries
):
    send(celle_lead, mailboxes, count=count)
    client.force_login(celle_lead)

    with django_assert_num_queries(6):
        client.get("/einstellungen/post/")


@pytest.mark.parametrize("suppressed", [True, False])
def test_what_could_not_be_delivered_stands_in_the_inbox_too(
    client, celle_lead, mailboxes, suppressed
):
    if suppressed:
        mailboxes.relay.on("RCPT", "550 5.1.1 no such user")
        send(celle_lead, mailboxes)
        hand_in("test_note", occasion="probe:9", people=[celle_lead.pk], payload={}, now=NOON)
        mailboxes.deliver(NOON)
    else:
        hand_in(
            "test_note",
            occasion="probe:9",
            people=[celle_lead.pk],
            payload={},
            now=NOON,
            valid_until=NOON,
        )
        mailboxes.deliver(NOON)
    client.force_login(celle_lead)

    page = client.get("/einstellungen/post/").content.decode()

    assert '<a href="/treffen/">Probemails</a>' in page


def test_mail_of_a_kind_that_is_gone_does_not_break_the_inbox(client, celle_lead, mailboxes):
    send(celle_lead, mailboxes)
    Mail.objects.update(kind="abgeschafft")
    client.force_login(celle_lead)

    assert client.get("/einstellungen/post/").status_code == 200
