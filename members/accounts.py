"""How django-allauth works here: closed sign-up, mail through the mailroom, fair limits."""

from time import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.signals import password_changed, password_reset, password_set
from allauth.core import context
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.messages import ERROR
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from django.dispatch import receiver
from django.urls import reverse

from forum_portal.clock import now as present

from . import browsers, services
from .models import Person

REAUTHENTICATION = {
    "reauthenticate": "Mit dem Passwort bestätigen",
    "mfa_reauthenticate": "Mit einem Code aus der App oder von Ihrer Liste bestätigen",
    "mfa_reauthenticate:webauthn": "Mit einem Passkey bestätigen",
}


STAGES = {"allauth.mfa.stages.AuthenticateStage": "members.authenticators.SecondFactorStage"}


class AccountAdapter(DefaultAccountAdapter):
    # What django-allauth says in German, it says with "du" or in its own jargon.
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Dieses Konto ist geschlossen.",
        "duplicate_email": "Mit dieser Adresse melden Sie sich schon an.",
        "email_password_mismatch": "E-Mail-Adresse oder Passwort stimmt nicht. "
        "Sie können sich auch einen Code schicken lassen.",
        "email_taken": "Diese Adresse gehört schon zu einem anderen Konto.",
        "enter_current_password": "Bitte geben Sie Ihr jetziges Passwort ein.",
        "incorrect_code": "Der Code stimmt nicht. Bitte geben Sie ihn so ein, wie er in der "
        "Mail steht.",
        "incorrect_password": "Das Passwort stimmt nicht.",
        "max_email_addresses": "Zu einem Konto gehören höchstens %d Adressen. "
        "Bitte verwerfen Sie zuerst die begonnene Änderung.",
        "rate_limited": "Das waren zu viele Anfragen. Bitte warten Sie einige Minuten.",
        "same_as_current": "Bitte geben Sie etwas anderes ein als bisher.",
        "too_many_login_attempts": "Das waren zu viele Versuche. Bitte warten Sie fünf Minuten.",
        "unverified_primary_email": "Bitte bestätigen Sie zuerst Ihre E-Mail-Adresse.",
    }

    def is_open_for_signup(self, request):
        """Accounts are opened by the office, never by a stranger."""
        return False

    def send_mail(self, template_prefix, email, context):
        services.post_account_mail(template_prefix, email, context, now=present())

    def confirm_email(self, request, email_address):
        """An address that somebody else signs in with stays theirs."""
        taken = Person.objects.exclude(pk=email_address.user_id)
        if taken.filter(email=email_address.email).exists():
            template = "account/messages/email_confirmation_failed.txt"
            self.add_message(request, ERROR, template, {"email": email_address.email})
            return False
        return super().confirm_email(request, email_address)

    def set_password(self, user, password):
        try:
            services.set_password(user, password)
        except ValidationError:
            raise PermissionDenied from None

    def get_login_stages(self):
        return [STAGES.get(stage, stage) for stage in super().get_login_stages()]

    def get_password_change_redirect_url(self, request):
        return reverse("account_overview")

    def is_reauthentication_required(self, *, app, **kwargs):
        """To set up a second factor it is enough to have signed in within the last minutes."""
        if app == "allauth.mfa" and _has_just_signed_in():
            return False
        return super().is_reauthentication_required(app=app)

    def get_reauthentication_methods(self, user):
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": REAUTHENTICATION[method["id"]]} for method in methods]

    def get_client_ip(self, request):
        """The address before ``TRUSTED_PROXY_COUNT`` proxies; a request past them is refused."""
        try:
            return super().get_client_ip(request)
        except ImproperlyConfigured:
            raise PermissionDenied from None

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Failures count for an address *and* where they come from.

        Counted for the address alone, a stranger could lock a member out by
        trying wrong passwords.
        """
        login = credentials.get("email", "").lower()
        return f"{login} {self.get_client_ip(request)}"


def _has_just_signed_in():
    request = context.request
    since = time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return any(record["at"] > since for record in get_authentication_records(request, request.user))


@receiver(user_logged_in, dispatch_uid="members.remember_login")
def remember_login(sender, request, user, **kwargs):
    """Stands in for Django's own receiver, which keeps the latest sign-in only."""
    services.record_login(user, now=present())
    _remember_session(request, user)


@receiver(user_logged_out, dispatch_uid="members.leave_nothing_in_the_browser")
def leave_nothing_in_the_browser(sender, request, **kwargs):
    """``nothing_stays`` of the middleware says so in the answer."""
    request.has_signed_out = True


@receiver([password_changed, password_set], dispatch_uid="members.end_other_sessions")
def end_other_sessions(sender, request, user, **kwargs):
    """A new password ends every session but the one that it was chosen in."""
    services.end_sign_ins(user)
    _remember_session(request, user)


@receiver(password_reset, dispatch_uid="members.end_all_sessions")
def end_all_sessions(sender, request, user, **kwargs):
    services.end_sign_ins(user)


def _remember_session(request, user):
    if not request.session.session_key:  # somebody else was signed in here
        request.session.save()
    browser = browsers.called(request.META.get("HTTP_USER_AGENT", ""))
    services.remember_sign_in(user, request.session.session_key, browser, now=present())
