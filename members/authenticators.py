"""How the second factors of django-allauth work here."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from urllib.parse import urlsplit

from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.stages import AuthenticateStage
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.dispatch import receiver

from . import second_factor, services


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_generate_recovery_codes": "Wiederherstellungscodes gibt es erst mit einem zweiten "
        "Faktor. Bitte richten Sie zuerst einen ein.",
        "incorrect_code": "Das stimmt nicht. Bitte versuchen Sie es noch einmal.",
        "unreadable": "Dieser Faktor lässt sich nicht mehr lesen. Bitte wenden Sie sich an die "
        "Geschäftsstelle.",
        "unverified_email": "Bitte bestätigen Sie zuerst Ihre E-Mail-Adresse.",
    }

    def get_public_key_credential_rp_entity(self):
        """A passkey is for ``PUBLIC_URL``, whatever Host header a request had."""
        return {"id": urlsplit(settings.PUBLIC_URL).hostname, "name": settings.MFA_TOTP_ISSUER}

    def generate_authenticator_name(self, user, type):
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"Passkey {number + 1}" if number else "Passkey"

    def encrypt(self, text):
        """A backup holds the database; what opens accounts is not readable in it."""
        return _safe().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        try:
            return _safe().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            raise self.validation_error("unreadable") from None


class SecondFactorStage(AuthenticateStage):
    """At sign-in, unless the provider that signed the person in has asked for one."""

    def _should_handle(self, request):
        user = self.login.user
        return super()._should_handle(request) and not _given_by_provider(request, user)


def lacks_second_factor(request, now) -> bool:
    """Whether who is signed in must have a second factor, and has none."""
    person = request.user
    if not second_factor.is_demanded(person, now) or second_factor.has_one(person):
        return False
    return not _given_by_provider(request, person)


def _given_by_provider(request, person):
    trusted = {known["id"] for known in settings.OIDC_PROVIDERS if known["second_factor"]}
    records = get_authentication_records(request, person)
    return any(record.get("provider") in trusted for record in records)


def _safe():
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(secret)) for secret in keys])


def _key(secret):
    return urlsafe_b64encode(sha256(b"members.authenticators" + secret.encode()).digest())


@receiver(authenticator_added, dispatch_uid="members.end_sessions_of_one_factor")
def end_sessions_of_one_factor(sender, request, user, **kwargs):
    """Wherever else the person is signed in, it was without this factor."""
    services.end_sign_ins(user, but=request.session.session_key)
