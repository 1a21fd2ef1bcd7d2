"""The delivery address: asked for, confirmed, taken away."""

from datetime import datetime

from django.contrib.admin.models import CHANGE
from django.core.exceptions import ValidationError
from django.db import transaction

from ..models import Person
from .account_mails import post_account_mail
from .keeping import log

FIELDS = ["delivery_address", "delivery_verified_at"]


@transaction.atomic
def ask_for_delivery_address(person, address: str, code: str, *, now: datetime) -> None:
    """Send ``code`` to ``address``; until it comes back, mail goes where one signs in."""
    _set(person, address, None)
    log(person, person, now, CHANGE, "Zustelladresse angegeben")
    send_delivery_code(person, code, now=now)


def send_delivery_code(person, code: str, *, now: datetime) -> None:
    context = {"code": code, "login": person.email}
    template, address = "account/email/delivery_code", person.delivery_address
    post_account_mail(template, address, context, now=now, person=person)


@transaction.atomic
def confirm_delivery_address(person, address: str, *, now: datetime) -> None:
    """The code has come back from ``address``."""
    kept = Person.objects.select_for_update().get(pk=person.pk)
    if kept.delivery_address != address:
        raise ValidationError("Inzwischen ist eine andere Zustelladresse angegeben.")
    _set(person, address, now)
    log(person, person, now, CHANGE, "Zustelladresse bestätigt")
    context = {"delivery_address": address}
    post_account_mail("account/email/delivery_changed", person.email, context, now=now)


@transaction.atomic
def remove_delivery_address(person, *, now: datetime) -> None:
    """Mail goes where one signs in again; twice is as good as once."""
    if not person.delivery_address:
        return
    _set(person, "", None)
    log(person, person, now, CHANGE, "Zustelladresse entfernt")
    context = {"delivery_address": ""}
    post_account_mail("account/email/delivery_changed", person.email, context, now=now)


def _set(person, address, verified_at):
    person.delivery_address, person.delivery_verified_at = address, verified_at
    person.save(update_fields=FIELDS)
