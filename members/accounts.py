"""How django-allauth works here: closed sign-up, mail through the mailroom, fair limits."""

from datetime import timedelta
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.contrib.messages import ERROR
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.dispatch import receiver
from django.template.loader import render_to_string
from django.urls import reverse

from forum_portal.clock import now as present
from mailroom.letters import compose
from mailroom.services import post_sealed

from .models import Person
from .services import record_login

CODE_HOLDS = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
NOTICE_HOLDS = timedelta(days=3)


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
        """Hand the letter to the mailroom, sealed, for exactly the address that was asked for.

        A code is for whoever signs in with this address, so the delivery
        address, which several people may read, plays no part here.
        """
        now = present()
        name = template_prefix.rpartition("/")[2]
        context = context | self._addresses() | {"email": email, "timestamp": now, "request": None}
        subject = render_to_string(f"{template_prefix}_subject.txt", context)
        post_sealed(
            kind="account",
            occasion=f"account:{name}:{uuid4().hex}",
            address=email,
            person=Person.objects.filter(email=email.lower()).first(),
            letter=compose(
                f"{template_prefix}_message",
                context,
                mail=None,
                now=now,
                subject=" ".join(subject.split()),
            ),
            now=now,
            valid_until=now + (CODE_HOLDS if "code" in context else NOTICE_HOLDS),
        )

    def confirm_email(self, request, email_address):
        """An address that somebody else signs in with stays theirs."""
        taken = Person.objects.exclude(pk=email_address.user_id)
        if taken.filter(email=email_address.email).exists():
            template = "account/messages/email_confirmation_failed.txt"
            self.add_message(request, ERROR, template, {"email": email_address.email})
            return False
        return super().confirm_email(request, email_address)

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

    def _addresses(self):
        """Links of account mail: from ``PUBLIC_URL``, whatever Host header a request had."""
        return {
            "login_url": settings.PUBLIC_URL + reverse("account_login"),
            "password_reset_url": settings.PUBLIC_URL + reverse("account_reset_password"),
            "signup_url": "",
        }


@receiver(user_logged_in, dispatch_uid="members.record_login")
def remember_login(sender, user, **kwargs):
    """Stands in for Django's own receiver, which keeps the latest sign-in only."""
    record_login(user, now=present())
