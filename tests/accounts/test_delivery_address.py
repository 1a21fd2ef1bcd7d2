"""A delivery address counts once its code has come back, and never signs anybody in."""

import time

import pytest
import time_machine
from django.test import Client

from mailroom.models import Mail
from tests.accounts.ways import CODE, code_in, is_signed_in, latest_mail, log_in_by_code

PAGE, CONFIRM = "/konto/zustelladresse/", "/konto/zustelladresse/bestaetigen/"
AGAIN, REMOVE = "/konto/zustelladresse/code/", "/konto/zustelladresse/entfernen/"
SHARED = "integration@forum.example"


@pytest.fixture
def client(client_of, celle_officer):
    return client_of(celle_officer)


def ask(client, address=SHARED):
    response = client.post(PAGE, {"address": address})
    assert response.status_code == 302
    return code_in(latest_mail()[1])


def where_mail_goes(person):
    person.refresh_from_db()
    return person.address_for_mail


def test_mail_goes_there_once_the_code_is_typed_in(client, celle_officer):
    code = ask(client, " Integration@Forum.Example ")
    mail, message = latest_mail()
    assert (mail.envelope_to, mail.sealed, mail.recipient) == (SHARED, True, celle_officer)
    assert celle_officer.email in message.get_body(("plain",)).get_content()
    assert where_mail_goes(celle_officer) == celle_officer.email

    client.post(CONFIRM, {"code": code.lower()})

    assert where_mail_goes(celle_officer) == SHARED
    told, message = latest_mail()
    assert told.envelope_to == celle_officer.email
    assert SHARED in message.get_body(("plain",)).get_content()


def test_looking_confirms_nothing(client, celle_officer, nothing_is_written):
    code = ask(client)

    with nothing_is_written():
        for path in (PAGE, CONFIRM, f"{CONFIRM}?code={code}"):
            assert client.get(path).status_code == 200
            assert client.head(path).status_code == 200

    assert where_mail_goes(celle_officer) == celle_officer.email
    client.post(CONFIRM, {"code": code})
    assert where_mail_goes(celle_officer) == SHARED


def test_another_address_waits_again_and_mail_goes_where_one_signs_in(client, celle_officer):
    client.post(CONFIRM, {"code": ask(client)})

    ask(client, "anders@forum.example")

    assert where_mail_goes(celle_officer) == celle_officer.email


def test_it_can_be_taken_away_and_twice_is_as_good(client, celle_officer):
    client.post(CONFIRM, {"code": ask(client)})
    client.post(REMOVE)
    count = Mail.objects.count()
    client.post(REMOVE)

    assert where_mail_goes(celle_officer) == celle_officer.email
    assert celle_officer.delivery_address == ""
    assert Mail.objects.count() == count


def test_several_people_share_one_mailbox(client, celle_officer, coburg_officer, client_of):
    client.post(CONFIRM, {"code": ask(client)})
    other = client_of(coburg_officer)
    other.post(CONFIRM, {"code": ask(other)})

    assert where_mail_goes(celle_officer) == where_mail_goes(coburg_officer) == SHARED


def test_three_wrong_codes_make_the_right_one_void(client, celle_officer):
    code = ask(client)
    for _ in range(3):
        client.post(CONFIRM, {"code": "FALSCH"})

    response = client.post(CONFIRM, {"code": code}, follow=True)

    assert "Dieser Code gilt nicht mehr" in response.content.decode()
    assert where_mail_goes(celle_officer) == celle_officer.email


def test_a_code_is_good_for_ten_minutes(client, celle_officer):
    code = ask(client)

    with time_machine.travel(time.time() + 601, tick=False):
        client.post(CONFIRM, {"code": code})

    assert where_mail_goes(celle_officer) == celle_officer.email


def test_the_code_of_an_address_confirms_no_other(client, celle_officer):
    code = ask(client)
    ask(client, "anders@forum.example")

    client.post(CONFIRM, {"code": code})

    assert where_mail_goes(celle_officer) == celle_officer.email


def test_the_code_of_somebody_else_confirms_nothing(
    client, celle_officer, coburg_officer, client_of
):
    other = client_of(coburg_officer)
    theirs = ask(other)
    ask(client)

    client.post(CONFIRM, {"code": theirs})

    assert where_mail_goes(celle_officer) == celle_officer.email


def test_a_code_is_sent_once_more_and_the_older_is_void(client, celle_officer):
    old = ask(client)
    client.post(AGAIN)
    new = code_in(latest_mail()[1])

    client.post(CONFIRM, {"code": old})
    assert where_mail_goes(celle_officer) == celle_officer.email
    client.post(CONFIRM, {"code": new})
    assert where_mail_goes(celle_officer) == SHARED


def test_nobody_is_flooded(client):
    for _ in range(8):
        client.post(PAGE, {"address": "opfer@forum.example"})
    for _ in range(3):
        client.post(AGAIN)

    assert Mail.objects.filter(envelope_to="opfer@forum.example").count() == 5


def test_codes_to_sign_in_never_go_there(client, celle_officer):
    client.post(CONFIRM, {"code": ask(client)})

    log_in_by_code(Client(), celle_officer)
    assert not Mail.objects.filter(subject__contains="anmelden", envelope_to=SHARED).exists()
    stranger = Client()
    stranger.post(CODE, {"email": SHARED})

    assert "Kein Konto" in latest_mail()[1]["Subject"]
    assert not is_signed_in(stranger)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", "Bitte geben Sie die Adresse ein"),
        ("celle@forum.example", "Post kommt schon"),
        ("integration", "die ganze E-Mail-Adresse"),
        ("jörg@forum.example", "ohne Umlaute"),
        ("a\r\nBcc: b@forum.example", "Bitte geben Sie"),
        ("a\0@forum.example", ""),
        ("x" * 300 + "@forum.example", "höchstens 254 Zeichen"),
    ],
)
def test_an_address_that_will_not_do_is_refused_in_words(client, address, sentence):
    response = client.post(PAGE, {"address": address})

    assert response.status_code == 200
    assert sentence in " ".join(response.context["form"].errors["address"])
    assert not Mail.objects.exists()


def test_the_office_and_the_administration_see_it(
    client, client_of, office, admin_person, celle_officer
):
    client.post(CONFIRM, {"code": ask(client)})

    path = f"/einstellungen/post/zustellung/personen/{celle_officer.pk}/"
    assert SHARED in client_of(office).get(path).content.decode()
    path = f"/verwaltung/members/person/{celle_officer.pk}/change/"
    assert SHARED in client_of(admin_person).get(path).content.decode()


def test_it_can_be_found_on_the_page_of_the_account(client):
    ask(client)
    assert "Noch nicht bestätigt" in client.get("/konto/").content.decode()
