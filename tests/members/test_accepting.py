"""The link in an invitation: a page for everyone who opens it, and a way in for one."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mailroom.models import Announcement, Mail
from members import services
from members.models import Invitation, Mandate, Membership, Person, SignIn
from members.stages import Function
from tests.factories.invitations import ADDRESS, path_of, send
from tests.factories.members import (
    DAY,
    NOON,
    PASSWORD,
    YESTERDAY,
    make_lead,
    make_mandate,
    make_person,
)
from tests.fixtures.pages import READS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

NEW = "fünf Wörter sind leicht gemerkt"
FORM = {"name": "Neue Kraft", "password1": NEW, "password2": NEW}
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


@pytest.fixture
def invited(celle, celle_lead):
    """An invitation by the lead of Celle, and its path."""
    return send(celle, by=celle_lead)


@pytest.fixture
def path(invited):
    return invited[1]


def text(response) -> str:
    return response.content.decode().replace("\xa0", " ")


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_a_stranger_reads_to_what_by_whom_and_until_when(client, path):
    page = text(client.get(path))

    for words in (
        "Landkreis Celle",
        "Fachkraft",
        "Koordination, Landkreis Celle",
        "Dienstag, 15. Dezember 2026, 12:00 Uhr",
        "mailto:celle.koordination@forum.example",
        ADDRESS,
    ):
        assert words in page


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_changes_nothing(client, path, method):
    with CaptureQueriesContext(connection) as queries:
        for _ in range(2):
            assert getattr(client, method)(path).status_code == 200

    assert [q["sql"] for q in queries if not q["sql"].startswith(READS)] == []
    assert "sessionid" not in client.cookies


def test_no_cache_keeps_the_page_and_no_referrer_passes_it_on(client, path):
    for response in (client.get(path), client.post(path, FORM)):
        assert response["Cache-Control"] == "no-store, private"
        assert response["Referrer-Policy"] == "strict-origin"


def test_a_stranger_accepts_with_a_password_and_is_signed_in(client, path, celle):
    client.get(path)
    session = client.session
    session["marker"] = 1
    session.save()

    response = client.post(path, FORM)

    assert (response.status_code, response.url) == (302, "/")
    assert is_signed_in(client)
    assert client.session.session_key != session.session_key
    person = Person.objects.get(email=ADDRESS)
    assert person.name == "Neue Kraft"
    assert person.check_password(NEW)
    assert EmailAddress.objects.get(user=person).verified
    assert person.acts_for(NOON) == [celle]
    assert person.last_login == NOON
    assert SignIn.objects.filter(person=person).exists()
    assert "Willkommen im Forum" in text(client.get("/"))
    assert Client().post("/konto/login/", {"login": ADDRESS, "password": NEW}).url == "/"


def test_who_has_just_accepted_need_not_prove_it_again(client, path):
    client.post(path, FORM)

    assert client.get("/konto/2fa/totp/activate/").status_code == 200


def test_a_stranger_accepts_without_a_password_and_sets_up_a_passkey(client, path):
    response = client.post(path, {"name": "", "way": "passkey", "password1": "kurz"})

    assert response.url == "/konto/2fa/webauthn/add/"
    assert is_signed_in(client)
    assert not Person.objects.get(email=ADDRESS).has_usable_password()
    assert client.get(response.url).status_code == 200


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Bitte geben Sie ein neues Passwort ein."),
        ({"password1": NEW, "password2": NEW + "x"}, "zweimal dasselbe Passwort"),
        ({"password1": "zu kurz", "password2": "zu kurz"}, "mindestens 15 Zeichen"),
        ({"password1": ADDRESS, "password2": ADDRESS}, "ähnelt Ihrer Adresse"),
        ({"name": "x" * 201, "password1": NEW, "password2": NEW}, "200 Zeichen"),
        ({"name": "\0", "password1": NEW, "password2": NEW}, "Nullzeichen"),
    ],
)
def test_what_is_missing_or_weak_is_said_and_nothing_is_made(client, path, typed, sentence):
    response = client.post(path, typed)

    assert response.status_code == 200
    assert sentence in text(response)
    assert not Person.objects.filter(email=ADDRESS).exists()
    assert not is_signed_in(client)


def test_a_password_like_the_name_is_refused(client, path):
    same = "Wilhelmine Sonnenschein"

    response = client.post(path, {"name": same, "password1": same, "password2": same})

    assert "ähnelt Ihrer Adresse oder Ihrem Namen" in text(response)


def test_a_second_click_is_told_that_it_is_accepted(path):
    first, second = Client(), Client()
    for client in (first, second):
        client.get(path)

    first.post(path, FORM)
    response = second.post(path, {"password1": "anders " + NEW, "password2": "anders " + NEW})

    assert "schon angenommen" in text(response)
    assert not is_signed_in(second)
    assert Person.objects.get(email=ADDRESS).check_password(NEW)
    assert Mandate.objects.filter(person__email=ADDRESS).count() == 1


def test_somebody_with_an_account_signs_in_first(client, celle, celle_lead, coburg_officer):
    _, path = send(celle, by=celle_lead, address=coburg_officer.email)

    page = text(client.get(path))
    refused = client.post(path, FORM)
    response = client.post(
        f"/konto/login/?next={path}",
        {"login": coburg_officer.email, "password": PASSWORD, "next": path},
    )
    offered = text(client.get(response.url))
    accepted = client.post(path)

    assert f'href="/konto/login/?next={path}"' in page
    assert "Bitte melden Sie sich zuerst an" in text(refused)
    assert response.url == path
    assert "diese Zuständigkeit kommt hinzu" in offered
    assert accepted.url == "/"
    coburg_officer.refresh_from_db()
    assert [d.name for d in coburg_officer.acts_for(NOON)] == ["Celle", "Coburg"]
    assert coburg_officer.check_password(PASSWORD)


@pytest.mark.parametrize("has_account", [True, False])
def test_somebody_elses_session_accepts_nothing_and_can_be_ended(
    client_of, celle, celle_lead, coburg_officer, stranger, has_account
):
    address = stranger.email if has_account else ADDRESS
    _, path = send(celle, by=celle_lead, address=address)
    client = client_of(coburg_officer)

    page = client.get(path)
    refused = client.post(path, FORM)
    response = client.post("/konto/logout/", {"next": path})

    for answer in (page, refused):
        assert "gilt einer anderen Adresse" in text(answer)
        assert address not in text(answer)
    assert not Mandate.objects.filter(person=coburg_officer, district=celle).exists()
    assert response.url == path
    assert not is_signed_in(client)


def change(invitation, case, at_noon):
    if case == "expired":
        at_noon.move_to(NOON + 14 * DAY)
    elif case == "revoked":
        services.revoke_invitation(invitation, by=invitation.invited_by, now=NOON)
    elif case == "accepted":
        services.accept_invitation(invitation, now=NOON)
    elif case == "left":
        Membership.objects.update(left_on=YESTERDAY)
    elif case == "dormant":
        Mandate.objects.update(ends_on=YESTERDAY)
    elif case == "closed":
        make_person(ADDRESS, is_active=False)


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        ("expired", "Dieser Link ist abgelaufen"),
        ("revoked", "Diese Einladung ist zurückgezogen"),
        ("accepted", "Diese Einladung ist schon angenommen"),
        ("left", "Landkreis Celle gehört dem Forum zurzeit nicht an"),
        ("dormant", "ist dafür nicht mehr zuständig"),
        ("closed", "Ihr Konto ist geschlossen"),
    ],
)
def test_what_leads_nowhere_is_said_plainly_before_and_after_the_form(
    client, invited, at_noon, case, sentence
):
    invitation, path = invited
    change(invitation, case, at_noon)
    people = Person.objects.count()

    for response in (client.get(path), client.post(path, FORM)):
        assert response.status_code == 200
        assert sentence in text(response)
        assert 'name="password1"' not in text(response)
    assert Person.objects.count() == people
    assert not is_signed_in(client)


def test_a_second_lead_is_refused_and_nothing_is_half_done(client, celle, office):
    invitation, path = send(celle, by=office, function=Function.LEAD)
    make_lead("erste@forum.example", celle)

    response = client.post(path, FORM)

    assert "Der Landkreis hat in dieser Zeit schon eine Koordination." in text(response)
    assert not Person.objects.filter(email=ADDRESS).exists()
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


def test_a_function_that_somebody_has_there_already_is_refused(
    client_of, celle, celle_lead, stranger
):
    _, path = send(celle, by=celle_lead, address=stranger.email)
    make_mandate(stranger, celle, starts_on=NOON.date() + DAY)

    response = client_of(stranger).post(path)

    assert "hat diese Funktion in dieser Zeit dort schon" in text(response)
    assert stranger.mandates.count() == 1


# A new link


def test_whose_link_has_run_out_asks_for_a_new_one_once(client, invited, at_noon, office):
    _, path = invited
    at_noon.move_to(NOON + 15 * DAY)
    assert "Um einen neuen Link bitten" in text(client.get(path))

    for _ in range(3):
        response = client.post(f"{path}neu/")

    assert response.url == path
    page = text(client.get(path))
    assert "ist am 16. Dez. 2026 gebeten worden" in page
    assert "Um einen neuen Link bitten" not in page
    assert Announcement.objects.filter(kind="invitation_wanted").count() == 1


def test_a_new_link_goes_to_the_address_of_the_first_and_replaces_it(
    client, invited, at_noon, celle_lead
):
    invitation, old = invited
    services.renew_invitation(invitation, seen=1, by=celle_lead, now=NOON)
    invitation.refresh_from_db()

    assert client.get(old).status_code == client.post(old, FORM).status_code == 404
    assert client.get(path_of(invitation)).status_code == 200
    assert set(Mail.objects.exclude(envelope_to="").values_list("envelope_to", flat=True)) == {
        ADDRESS
    }


# Tokens that open nothing


def dead_tokens(celle, celle_lead):
    """Unknown, malformed, and those of invitations that were renewed or forgotten."""
    renewed, renewed_path = send(celle, by=celle_lead, address="a@celle.example")
    services.renew_invitation(renewed, seen=1, by=celle_lead, now=NOON)
    _, forgotten_path = send(celle, by=celle_lead, address="b@celle.example", now=NOON - 200 * DAY)
    services.forget_old_invitations(NOON)
    return {
        "unknown": "x" * 43,
        "short": "x",
        "long": "x" * 3000,
        "odd": "%C3%A4%20%27%22%3C",
        "hash": Invitation.objects.get(pk=renewed.pk).token_hash,
        "renewed": renewed_path.split("/")[3],
        "forgotten": forgotten_path.split("/")[3],
    }


@pytest.mark.parametrize(
    ("method", "end"), [("get", ""), ("head", ""), ("post", ""), ("post", "neu/")]
)
@pytest.mark.parametrize("signed_in", [False, True])
def test_tokens_that_open_nothing_are_answered_alike_with_the_same_work(
    client_of, celle, celle_lead, coburg_officer, method, end, signed_in
):
    def answer(token):
        client = client_of(coburg_officer) if signed_in else Client()
        with CaptureQueriesContext(connection) as queries:
            response = getattr(client, method)(f"/konto/einladung/{token}/{end}", **sent)
        headers = {name: value for name, value in response.items() if name != "Content-Length"}
        return response.status_code, CSRF.sub("", text(response)), headers, len(queries)

    sent = {"data": FORM} if method == "post" else {}
    tokens = dead_tokens(celle, celle_lead)
    answers = {name: answer(token) for name, token in tokens.items()}

    assert answers["unknown"][0] == 404
    assert all(found == answers["unknown"] for found in answers.values()), answers


def test_signing_up_stays_closed(client, path):
    client.get(path)

    client.post("/konto/signup/", {"email": ADDRESS, "password1": NEW, "password2": NEW})

    assert not Person.objects.filter(email=ADDRESS).exists()


def test_a_request_without_the_token_of_the_form_is_refused(path):
    client = Client(enforce_csrf_checks=True)
    client.get(path)

    assert client.post(path, FORM).status_code == 403
    assert not Person.objects.filter(email=ADDRESS).exists()
