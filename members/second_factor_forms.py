"""The forms of second factors, in our words and with limits of our own."""

import json

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.core.ratelimit import clear, consume
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base_forms
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.internal.flows.add import validate_can_add_authenticator
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret, validate_totp_code
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import ValidationError

from forum_portal.clock import now
from forum_portal.forms import OneLineField

from . import second_factor

CODE_IS_EMPTY = "Bitte geben Sie den Code ein."
SET_UP_WITHIN = 30 * 60  # seconds
# A code of the app is taken one step earlier and one later, and never twice.
CODE_LIVES = settings.MFA_TOTP_PERIOD * (2 * settings.MFA_TOTP_TOLERANCE + 1)


def code_field(label, **attributes):
    widget = forms.TextInput(attrs={"autocomplete": "one-time-code", **attributes})
    return forms.CharField(
        label=label, max_length=40, widget=widget, error_messages={"required": CODE_IS_EMPTY}
    )


class ActivateTOTPForm(forms.Form):
    """The secret comes with the page, signed for the person: looking at the page keeps nothing."""

    code = code_field("Code aus der App", inputmode="numeric")
    sealed = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.secret = self._secret_sent()
        self.is_late = self.is_bound and self.secret is None
        if self.secret is None:
            self.secret = generate_totp_secret()
            sealed = signing.dumps([user.pk, self.secret], salt="members.totp")
            self.initial["sealed"] = sealed
            if self.is_bound:
                self.data = self.data.copy()
                self.data["sealed"] = sealed

    def clean_code(self):
        if self.is_late:
            raise ValidationError(
                "Die Seite war zu lange offen. Bitte löschen Sie den Eintrag in der App und "
                "scannen Sie den neuen QR-Code."
            )
        validate_can_add_authenticator(self.user)
        forget = check_rate_limit(self.user, error_key="rate_limited")
        code = self.cleaned_data["code"]
        if not validate_totp_code(self.secret, code):
            raise ValidationError(
                "Der Code stimmt nicht. Er wechselt alle 30 Sekunden; bitte nehmen Sie den, den "
                "die App jetzt zeigt, und prüfen Sie die Uhr Ihres Geräts."
            )
        forget()
        return code

    def _secret_sent(self):
        try:
            sent = self.data.get("sealed", "")
            owner, secret = signing.loads(sent, salt="members.totp", max_age=SET_UP_WITHIN)
        except signing.BadSignature:
            return None
        return secret if owner == self.user.pk else None


class DeactivateTOTPForm(forms.Form):
    def __init__(self, *args, authenticator, **kwargs):
        super().__init__(*args, **kwargs)
        self.authenticator = authenticator

    def clean(self):
        if reason := second_factor.why_it_stays(self.authenticator, now()):
            raise ValidationError(reason)
        return super().clean()


class GuessedSlowly:
    """Few tries in five minutes, by django-allauth, and not many in a day; no code twice.

    Both count for the person, since who comes this far has given the first factor.
    """

    def clean_code(self):
        key = f"second-factor-{self.user.pk}"
        if not consume(context.request, action="second_factor", key=key):
            raise get_account_adapter().validation_error("too_many_login_attempts")
        code = super().clean_code()
        self._refuse_second_use(code)
        clear(context.request, action="second_factor", key=key)
        return code

    def _refuse_second_use(self, code):
        if self.authenticator.type != Authenticator.Type.TOTP:
            return
        key = f"second-factor-used-{self.authenticator.pk}-{normalize_user_code(code)}"
        if not cache.add(key, True, timeout=CODE_LIVES):
            raise get_adapter().validation_error("incorrect_code")


class AuthenticateForm(GuessedSlowly, base_forms.AuthenticateForm):
    code = code_field("Code")


class ReauthenticateForm(GuessedSlowly, base_forms.ReauthenticateForm):
    code = code_field("Code")


class CredentialField(forms.JSONField):
    widget = forms.HiddenInput

    def bound_data(self, data, initial):
        return None  # an answer is good for once

    def to_python(self, value):
        try:
            return super().to_python(value)
        except RecursionError:
            raise get_adapter().validation_error("incorrect_code") from None


class PlainCredential(forms.Form):
    """What a browser cannot have sent is refused in words."""

    credential = CredentialField()

    def clean_credential(self):
        credential = self.cleaned_data["credential"]
        if not isinstance(credential, dict) or "\\u0000" in json.dumps(credential):
            raise get_adapter().validation_error("incorrect_code")
        if not hasattr(super(), "clean_credential"):
            return credential
        try:
            return super().clean_credential()
        except (AttributeError, KeyError, TypeError, ValueError):
            raise get_adapter().validation_error("incorrect_code") from None


class AddPasskeyForm(PlainCredential, webauthn_forms.AddWebAuthnForm):
    name = OneLineField(
        label="Name",
        required=False,
        max_length=60,
        help_text="Damit Sie ihn wiedererkennen, etwa „Diensthandy“",
    )
    passwordless = forms.BooleanField(
        label="Damit auch ohne Passwort anmelden",
        required=False,
        initial=True,
        help_text="Für einen Sicherheitsschlüssel ohne PIN bitte abwählen. Er wird dann nach dem "
        "Passwort gefragt.",
    )

    def clean(self):
        try:
            return super().clean()
        except (AttributeError, KeyError, TypeError, ValueError):
            raise get_adapter().validation_error("incorrect_code") from None


class RenamePasskeyForm(webauthn_forms.EditWebAuthnForm):
    name = OneLineField(
        label="Name",
        max_length=60,
        error_messages={"required": "Bitte geben Sie dem Passkey einen Namen."},
    )


class AuthenticateWithPasskeyForm(PlainCredential, webauthn_forms.AuthenticateWebAuthnForm):
    pass


class LoginWithPasskeyForm(PlainCredential, webauthn_forms.LoginWebAuthnForm):
    pass


class ReauthenticateWithPasskeyForm(PlainCredential, webauthn_forms.ReauthenticateWebAuthnForm):
    pass


class GenerateRecoveryCodesForm(forms.Form):
    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self):
        if not second_factor.has_one(self.user):
            raise get_adapter().validation_error("cannot_generate_recovery_codes")
        return super().clean()
