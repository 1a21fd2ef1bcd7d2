"""The ways in, walked as a browser walks them."""

import json
import re
from email import message_from_bytes, policy

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import TestCase

from mailroom.models import Mail
from tests.factories.members import PASSWORD
from tests.servers.authenticator import SoftAuthenticator

LOGIN, CODE, RESET = "/konto/login/", "/konto/login/code/", "/konto/password/reset/"
CONFIRM_CODE, CONFIRM_RESET = "/konto/login/code/confirm/", "/konto/password/reset/confirm/"
COMPLETE_RESET = "/konto/password/reset/complete/"
FACTORS = "/konto/2fa/"
AUTHENTICATE = "/konto/2fa/authenticate/"
ACTIVATE, DEACTIVATE = "/konto/2fa/totp/activate/", "/konto/2fa/totp/deactivate/"
ADD, PASSKEY_LOGIN = "/konto/2fa/webauthn/add/", "/konto/2fa/webauthn/login/"
RECOVERY_CODES = "/konto/2fa/recovery-codes/"
LONG = "vier wörter im nebel"
SHORT = "nebelhorn"


def log_in(client, person, password=PASSWORD, **where):
    return client.post(LOGIN, {"login": person.email, "password": password}, **where)


def is_signed_in(client):
    return "_auth_user_id" in client.session


def latest_mail():
    """The newest row of the ledger and its message."""
    mail = Mail.objects.latest("pk")
    return mail, message_from_bytes(bytes(mail.raw), policy=policy.default)


def code_in(message):
    """The code that stands on a line of its own."""
    text = message.get_body(("plain",)).get_content()
    return re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]*)\s*$", text, re.MULTILINE)[1]


def log_in_by_code(client, person):
    client.post(CODE, {"email": person.email})
    return client.post(CONFIRM_CODE, {"code": code_in(latest_mail()[1])})


def code_of(secret, step=0):
    """What an app with ``secret`` shows now, or ``step`` half minutes away."""
    now = list(yield_hotp_counters_from_time())[1]
    return format_hotp_value(hotp_value(secret, now + step))


def set_up_app(client):
    """Sets up an app with codes for whoever is signed in; its secret."""
    form = client.get(ACTIVATE).context["form"]
    sent = {"sealed": form.initial["sealed"], "code": code_of(form.secret)}
    with TestCase.captureOnCommitCallbacks(execute=True):
        response = client.post(ACTIVATE, sent)
    assert response.status_code == 302, response.context["form"].errors
    return form.secret


def challenge_of(client, path, **data):
    return client.post(path, {"challenge": "1", **data}).json()


def set_up_passkey(client, name="Diensthandy"):
    """Adds a passkey for whoever is signed in."""
    passkey = SoftAuthenticator()
    options = challenge_of(client, ADD, passwordless="on")["creation_options"]
    answer = json.dumps(passkey.create(options))
    response = client.post(ADD, {"name": name, "passwordless": "on", "credential": answer})
    assert response.status_code == 302, response.context["form"].errors
    return passkey


def answer_with(client, passkey, path):
    options = challenge_of(client, path)["request_options"]
    return client.post(path, {"credential": json.dumps(passkey.get(options))})


def recovery_codes_of(person):
    codes = Authenticator.objects.get(user=person, type="recovery_codes")
    return codes.wrap().get_unused_codes()
