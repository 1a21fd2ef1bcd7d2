"""The pages and mails of django-allauth in the words and the look of the portal."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.conf import settings
from django.template.loader import render_to_string

from tests.factories.members import PASSWORD

MAILS = [
    "account_already_exists",
    "email_changed",
    "email_confirm",
    "email_confirmation",
    "email_confirmation_signup",
    "email_deleted",
    "login_code",
    "password_changed",
    "password_reset",
    "password_reset_code",
    "password_set",
    "unknown_account",
    "delivery_code",
    "delivery_changed",
]
OF_FACTORS = [
    "recovery_codes_generated",
    "second_factor_reset",
    "totp_activated",
    "totp_deactivated",
    "webauthn_added",
    "webauthn_removed",
]
TEMPLATES = [
    *(f"account/email/{mail}" for mail in MAILS),
    *(f"mfa/email/{mail}" for mail in OF_FACTORS),
    "socialaccount/email/account_connected",
    "socialaccount/email/account_disconnected",
]
CONTEXT = {
    "code": "BCDF-GHJK",
    "email": "o'hara&söhne@forum.example",
    "login_url": "https://portal.forum.example/konto/login/",
    "password_reset_url": "https://portal.forum.example/konto/password/reset/",
}
INFORMAL = re.compile(r"\b(du|dich|dir|dein\w*)\b", re.IGNORECASE)
ENGLISH = re.compile(r"\b(the|your|please|email|sign)\b", re.IGNORECASE)


def words(html):
    body = html[html.index("<body") :]
    return re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", body, flags=re.DOTALL)


def assert_in_our_words(response):
    html = response.content.decode()
    assert '<html lang="de">' in html
    assert 'id="inhalt"' in html
    assert not INFORMAL.search(words(html))
    assert not ENGLISH.search(words(html))


@pytest.mark.parametrize(
    "path", ["login/", "login/code/", "password/reset/", "signup/", "inactive/"]
)
def test_the_way_in_speaks_german_and_says_sie(client, db, path):
    assert_in_our_words(client.get(f"/konto/{path}"))


@pytest.mark.parametrize(
    "path",
    [
        "",
        "email/",
        "password/change/",
        "logout/",
        "reauthenticate/",
        "zustelladresse/",
        "2fa/",
    ],
)
def test_the_own_account_speaks_german_and_says_sie(client, celle_officer, path):
    client.force_login(celle_officer)
    assert_in_our_words(client.get(f"/konto/{path}", follow=True))


@pytest.mark.parametrize(
    "path",
    [
        "webauthn/add/",
        "totp/activate/",
        "totp/deactivate/",
        "recovery-codes/",
        "recovery-codes/generate/",
    ],
)
def test_second_factors_speak_german_and_say_sie(client, celle_officer, path):
    client.post("/konto/login/", {"login": celle_officer.email, "password": PASSWORD})
    for kind, data in (("totp", {}), ("recovery_codes", {"seed": encrypt("0"), "used_mask": 0})):
        if path != "totp/activate/" or kind != "totp":
            Authenticator.objects.create(user=celle_officer, type=kind, data=data)

    assert_in_our_words(client.get(f"/konto/2fa/{path}"))


def test_the_sign_in_form_posts_login_and_password(client, celle_officer):
    html = client.get("/konto/login/").content.decode()
    assert re.search(r'<form[^>]*method="post" action="/konto/login/"', html)
    assert 'name="login"' in html
    assert 'name="password"' in html

    response = client.post("/konto/login/", {"login": celle_officer.email, "password": PASSWORD})
    assert response.status_code == 302
    assert response.url == "/"


def test_a_wrong_password_offers_the_code(client, celle_officer):
    response = client.post("/konto/login/", {"login": celle_officer.email, "password": "falsch"})

    assert_in_our_words(response)
    assert "Sie können sich auch einen Code schicken lassen." in response.content.decode()


def test_two_different_new_passwords_are_refused_politely(client, celle_officer):
    client.force_login(celle_officer)
    response = client.post(
        "/konto/password/change/",
        {
            "oldpassword": "falsch",
            "password1": "neun-tage-regenwetter",
            "password2": "zehn-tage-regenwetter",
        },
    )

    assert_in_our_words(response)
    assert "Bitte geben Sie zweimal dasselbe Passwort ein." in response.content.decode()


def test_a_wrong_code_is_refused_politely(client, celle_officer):
    client.post("/konto/login/code/", {"email": celle_officer.email})
    response = client.post("/konto/login/code/confirm/", {"code": "XXXX-XXXX"})

    assert_in_our_words(response)
    assert "Der Code stimmt nicht." in response.content.decode()


def test_what_pages_and_mails_say_about_the_code_is_so():
    assert settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT == 10 * 60
    assert settings.ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT == 10 * 60
    assert settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT == 10 * 60


@pytest.mark.parametrize("prefix", TEMPLATES)
def test_a_mail_about_the_account_says_the_same_in_text_and_html(prefix):
    text = render_to_string(f"{prefix}_message.txt", CONTEXT)
    html = render_to_string(f"{prefix}_message.html", CONTEXT)

    assert render_to_string(f"{prefix}_subject.txt", CONTEXT).strip()
    assert not INFORMAL.search(text)
    assert not ENGLISH.search(words(html))
    for sentence in re.findall(r"^[A-ZÄÖÜ][^&'\n]*\.$", text, re.MULTILINE):
        assert sentence in html
    assert ("BCDF-GHJK" in text) == ("BCDF-GHJK" in html)


def test_text_mails_are_not_escaped_and_html_mails_are():
    text = render_to_string("account/email/email_confirmation_message.txt", CONTEXT)
    html = render_to_string("account/email/email_confirmation_message.html", CONTEXT)

    assert CONTEXT["email"] in text
    assert "o&#x27;hara&amp;söhne@forum.example" in html
