"""The second factor of somebody who has lost it."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.contrib.admin.models import CHANGE
from django.core.exceptions import ValidationError
from django.db import transaction

from ..models import Person
from .account_mails import post_account_mail
from .keeping import log
from .sign_ins import end_sign_ins


@transaction.atomic
def reset_second_factor(person, *, by, now: datetime) -> None:
    """Take all factors from ``person``, who signs in without and sets up new ones.

    A password that was enough only beside a second factor is void from then on:
    the person signs in with a code and chooses another.
    """
    if person == by:
        raise ValidationError("Den eigenen zweiten Faktor ändern Sie in Ihrem Konto.")
    person = Person.objects.select_for_update().get(pk=person.pk)
    factors = Authenticator.objects.filter(user=person)
    if not factors.exists():
        raise ValidationError("Die Person hat keinen zweiten Faktor.")
    factors.delete()
    had_short_password = person.short_password
    if had_short_password:
        person.set_unusable_password()
        person.save(update_fields=["password", "short_password"])
    end_sign_ins(person)
    if by is not None:
        log(person, by, now, CHANGE, "Zweiter Faktor zurückgesetzt")
    context = {"password_is_void": had_short_password}
    post_account_mail("mfa/email/second_factor_reset", person.email, context, now=now)
