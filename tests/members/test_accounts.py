"""Signing in: with a password or a code by mail, and nothing that a stranger can use."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from mailroom.models import Mail
from members.models import Person
from members.services import change_person, create_person, record_login
from tests.factories.members import HOUR, NOON, PASSWORD, make_person

LOGIN, CODE, RESET = "/konto/login/", "/konto/login/code/", "/konto/password/reset/"
CONFIRM_CODE, CONFIRM_RESET = "/konto/login/code/confirm/", "/konto/password/reset/confirm/"
FROM_ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}


def log_in(client, email, password=PASSWORD, **where):
    return client.post(LOGIN, {"login": email, "password": password}, **where)


def latest_mail():
    """The newest row of the ledger and its message."""
    mail = Mail.objects.latest("pk")
    return mail, message_from_bytes(bytes(mail.raw), policy=policy.default)


def code_in(message):
    """The code that stands on a line of its own."""
    text = message.get_body(("plain",)).get_content()
    return re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]*)\s*$", text, re.MULTILINE)[1]


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_a_person_signs_in_with_address_and_password(client, celle_officer):
    response = log_in(client, "celle@forum.example")

    assert (response.status_code, response.url) == (302, "/")
    assert is_signed_in(client)


def test_the_case_of_the_address_does_not_matter(client, celle_officer):
    log_in(client, " Celle@Forum.Example ")

    assert is_signed_in(client)


def test_a_code_by_mail_signs_in(client, celle_officer):
    client.post(CODE, {"email": "celle@forum.example"})
    mail, message = latest_mail()
    response = client.post(CONFIRM_CODE, {"code": code_in(message)})

    assert (mail.kind, mail.recipient, mail.sealed) == ("account", celle_officer, True)
    assert message["To"] == "celle@forum.example"
    assert response.status_code == 302
    assert is_signed_in(client)


def test_a_login_code_never_goes_to_the_delivery_address(client, celle_officer):
    celle_officer.delivery_address = "alle@forum.example"
    celle_officer.delivery_verified_at = NOON
    celle_officer.save()

    client.post(CODE, {"email": "celle@forum.example"})
    Client().post(CODE, {"email": "alle@forum.example"})

    to_her, to_all = Mail.objects.order_by("pk")
    assert (to_her.recipient, to_her.envelope_to) == (celle_officer, "celle@forum.example")
    assert (to_all.recipient, to_all.envelope_to) == (None, "alle@forum.example")
    assert "Kein Konto" in message_from_bytes(bytes(to_all.raw), policy=policy.default)["Subject"]


def test_a_code_dies_with_the_mail_that_carries_it(client, celle_officer):
    client.post(CODE, {"email": "celle@forum.example"})
    mail, _ = latest_mail()

    assert mail.valid_until - mail.created_at == timedelta(minutes=10)


def test_a_code_sets_a_new_password(client, celle_officer):
    client.post(RESET, {"email": "celle@forum.example"})
    _, message = latest_mail()
    client.post(CONFIRM_RESET, {"code": code_in(message)})
    new = "eine lange neue Losung"
    client.post("/konto/password/reset/complete/", {"password1": new, "password2": new})
    mail, told = latest_mail()

    celle_officer.refresh_from_db()
    assert celle_officer.check_password(new)
    assert "Passwort" in told["Subject"]
    assert "code" not in mail.occasion


@pytest.mark.parametrize(
    "password", ["zu kurz", "x" * 14, "celle@forum.example", "yfdbufnjh10305070"]
)
def test_a_weak_password_is_refused(client, celle_officer, password):
    client.force_login(celle_officer)
    client.post(
        "/konto/password/change/",
        {"oldpassword": PASSWORD, "password1": password, "password2": password},
    )

    celle_officer.refresh_from_db()
    assert celle_officer.check_password(PASSWORD)


@pytest.mark.parametrize("path", [CODE, RESET])
def test_an_unknown_address_gets_the_same_answer_and_the_same_work(celle_officer, path):
    known = Client().post(path, {"email": "celle@forum.example"}, follow=True)
    unknown = Client().post(path, {"email": "coburg@forum.example"}, follow=True)

    def page(response, address):
        text = response.content.decode().replace(address, "ADRESSE")
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)

    assert known.redirect_chain == unknown.redirect_chain
    assert page(known, "celle@forum.example") == page(unknown, "coburg@forum.example")
    assert Mail.objects.count() == 2


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, celle_officer):
    wrong = log_in(client, "celle@forum.example", "falsch")
    unknown = log_in(client, "niemand@forum.example", "falsch")

    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_nobody_signs_up(client, db):
    page = client.get("/konto/signup/")
    data = {"email": "neu@forum.example", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/konto/signup/", data)

    assert page.status_code == 200
    assert "form" not in (page.context or {})
    assert not Person.objects.exists()


def test_wrong_passwords_from_elsewhere_lock_nobody_out(client, celle_officer):
    for _ in range(30):
        log_in(client, "celle@forum.example", "falsch", **FROM_ELSEWHERE)

    assert not is_signed_in(client)
    log_in(client, "celle@forum.example", **FROM_ELSEWHERE)
    assert not is_signed_in(client)
    log_in(client, "celle@forum.example")
    assert is_signed_in(client)


@pytest.mark.parametrize("path", [CODE, RESET])
def test_a_flood_of_codes_is_stopped_and_locks_nobody_out(celle_officer, path):
    for _ in range(15):
        Client().post(path, {"email": "celle@forum.example"}, **FROM_ELSEWHERE)
    sent = Mail.objects.count()
    Client().post(path, {"email": "celle@forum.example"})

    assert sent <= 10
    assert Mail.objects.count() == sent + 1


def test_a_forged_host_is_refused_and_links_lead_to_the_portal(client, celle_officer, settings):
    forged = client.post(CODE, {"email": "x@forum.example"}, headers={"host": "evil.example"})
    client.post(CODE, {"email": "x@forum.example"}, headers={"X-Forwarded-Host": "evil.example"})
    _, message = latest_mail()

    assert forged.status_code == 400
    assert Mail.objects.count() == 1
    assert "evil.example" not in message.as_string()
    assert settings.PUBLIC_URL in message.get_body(("plain",)).get_content()


def test_a_session_changes_its_key_when_somebody_signs_in(client, celle_officer):
    client.get(LOGIN)
    session = client.session
    session["marker"] = 1
    session.save()
    before = session.session_key

    log_in(client, "celle@forum.example")

    assert client.session.session_key != before


def test_a_closed_account_does_not_open(client, db):
    make_person("zu@forum.example", is_active=False)

    log_in(client, "zu@forum.example")
    client.post(CODE, {"email": "zu@forum.example"})

    assert not is_signed_in(client)
    assert "Kein Konto" in latest_mail()[1]["Subject"]


def test_the_first_code_verifies_the_address_of_a_new_account(client, db):
    create_person("Neu@Forum.example", by=None, now=NOON)

    client.post(CODE, {"email": "neu@forum.example"})
    client.post(CONFIRM_CODE, {"code": code_in(latest_mail()[1])})

    assert is_signed_in(client)
    assert EmailAddress.objects.get(email="neu@forum.example").verified


def test_a_new_address_counts_once_its_code_has_been_typed(client, celle_officer):
    client.force_login(celle_officer)
    client.post("/konto/email/", {"action_add": "", "email": "Neue.Adresse@Forum.example"})
    asked, message = latest_mail()
    celle_officer.refresh_from_db()
    assert celle_officer.email == "celle@forum.example"
    assert asked.envelope_to == "neue.adresse@forum.example"

    client.post("/konto/confirm-email/", {"code": code_in(message)})
    told, _ = latest_mail()

    celle_officer.refresh_from_db()
    address = EmailAddress.objects.get(user=celle_officer)
    assert celle_officer.email == address.email == "neue.adresse@forum.example"
    assert address.verified
    assert told.envelope_to == "celle@forum.example"


def test_an_address_that_somebody_else_signs_in_with_cannot_be_taken(client, celle_officer):
    other = create_person("geteilt@forum.example", by=None, now=NOON)
    client.force_login(celle_officer)

    client.post("/konto/email/", {"action_add": "", "email": "geteilt@forum.example"})
    response = client.post("/konto/confirm-email/", {"code": code_in(latest_mail()[1])})

    celle_officer.refresh_from_db()
    other.refresh_from_db()
    assert response.status_code < 500
    assert celle_officer.email == "celle@forum.example"
    assert other.email == "geteilt@forum.example"


def test_the_sign_in_before_this_one_is_remembered(celle_officer):
    record_login(celle_officer, now=NOON)
    record_login(celle_officer, now=NOON + HOUR)

    celle_officer.refresh_from_db()
    assert celle_officer.previous_login == NOON
    assert celle_officer.last_login == NOON + HOUR


def test_signing_in_moves_the_last_sign_in_to_the_one_before(client, celle_officer):
    Person.objects.update(last_login=NOON)

    log_in(client, "celle@forum.example")

    celle_officer.refresh_from_db()
    assert celle_officer.previous_login == NOON
    assert abs(celle_officer.last_login - timezone.now()) < timedelta(minutes=1)


def test_signing_out_needs_a_post(client, celle_officer):
    client.force_login(celle_officer)

    client.get("/konto/logout/")
    assert is_signed_in(client)
    client.post("/konto/logout/")
    assert not is_signed_in(client)


@pytest.mark.parametrize("text", ["\0", "x" * 100_000, "a\r\nBcc: b@forum.example", "ü@ö.example"])
def test_odd_input_is_answered_in_words(client, db, text):
    for path, field in ((LOGIN, "login"), (CODE, "email"), (RESET, "email")):
        response = client.post(path, {field: text, "password": text})
        assert response.status_code < 500
    assert "Bcc" not in "".join(Mail.objects.values_list("envelope_to", flat=True))


@pytest.mark.parametrize("address", ["x@müller.example", "jörg@forum.example"])
@pytest.mark.parametrize("path", [CODE, RESET])
def test_an_address_that_no_mail_can_reach_is_refused_for_its_form_alone(client, path, address):
    """Without a database: nothing is looked up."""
    (error,) = client.post(path, {"email": address}).context["form"].errors["email"]

    assert "Bitte geben Sie die Adresse ohne Umlaute" in error


@pytest.mark.parametrize(
    "address", ['"\x1cb"@x.example', '"a b"@x.example', f"{'a' * 250}@x.example"]
)
@pytest.mark.parametrize("path", [CODE, RESET])
def test_an_address_of_an_odd_form_is_refused(client, path, address):
    (error,) = client.post(path, {"email": address}).context["form"].errors["email"]

    assert "Bitte geben Sie eine Adresse" in error


@pytest.mark.parametrize(
    ("path", "sent", "sentence"),
    [
        (LOGIN, {}, "Bitte geben Sie Ihre E-Mail-Adresse ein."),
        (LOGIN, {"login": "celle"}, "Bitte geben Sie die ganze E-Mail-Adresse ein"),
        (LOGIN, {}, "Bitte geben Sie Ihr Passwort ein."),
        (CODE, {}, "Bitte geben Sie Ihre E-Mail-Adresse ein."),
        (CODE, {"email": "celle"}, "Bitte geben Sie die ganze E-Mail-Adresse ein"),
        (RESET, {"email": "celle"}, "Bitte geben Sie die ganze E-Mail-Adresse ein"),
    ],
)
def test_an_error_says_what_to_type(client, db, path, sent, sentence):
    text = client.post(path, sent).content.decode()

    assert sentence in text
    assert "zwingend" not in text


def test_an_empty_code_is_asked_for(client, celle_officer):
    client.post(CODE, {"email": celle_officer.email})

    answer = client.post("/konto/login/code/confirm/", {"code": ""})

    assert "Bitte geben Sie den Code aus der Mail ein." in answer.content.decode()


@pytest.mark.parametrize("address", ["x@müller.example", "jörg@forum.example"])
def test_nobody_changes_to_an_address_that_no_mail_can_reach(client, celle_officer, address):
    client.force_login(celle_officer)
    response = client.post("/konto/email/", {"action_add": "", "email": address})

    (error,) = response.context["form"].errors["email"]
    assert "Bitte geben Sie die Adresse ohne Umlaute" in error
    assert not Mail.objects.exists()


def test_an_address_that_the_administration_has_replaced_opens_nothing(client, celle_officer):
    EmailAddress.objects.create(user=celle_officer, email="neu@forum.example")
    celle_officer.email = "neu@forum.example"
    change_person(celle_officer, by=None, now=NOON)

    log_in(client, "celle@forum.example")
    client.post(CODE, {"email": "celle@forum.example"})

    assert not is_signed_in(client)
    assert "Kein Konto" in latest_mail()[1]["Subject"]


def test_a_refusal_says_what_to_do(client, celle_officer):
    text = log_in(client, "celle@forum.example", "falsch").content.decode()

    assert "E-Mail-Adresse oder Passwort stimmt nicht." in text
    assert "Sie können sich auch einen Code schicken lassen." in text


def test_too_many_resets_are_refused_in_german(db):
    for _ in range(6):
        response = Client().post(RESET, {"email": "celle@forum.example"})

    assert response.status_code == 429
    assert 'lang="de"' in response.content.decode()
