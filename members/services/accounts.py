"""Accounts: opened, changed, closed, and the memory of a sign-in."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.admin.models import ADDITION, CHANGE
from django.core.exceptions import ValidationError
from django.db import transaction

from .. import second_factor
from ..models import Person
from .keeping import keep, named
from .sign_ins import end_sign_ins


def create_person(email: str, *, name="", verified=False, by, now: datetime) -> Person:
    """An account without any right. ``verified``: somebody answers for the address."""
    person = Person(email=email.strip().lower(), name=name)
    return open_account(person, verified=verified, by=by, now=now)


@transaction.atomic
def open_account(person, *, verified=False, by, now: datetime) -> Person:
    """Save a new ``person``, with the address to sign in with.

    There is no password yet: the person signs in with a code, which also
    verifies the address.
    """
    person.created_at = now
    person.set_unusable_password()
    keep(person, by, now, ADDITION, "Konto angelegt")
    _replace_address(person, verified)
    return person


@transaction.atomic
def change_person(person, *, by, now: datetime) -> Person:
    """Save what has changed; a new address counts as unverified until a code has reached it.

    The old one then opens nothing any more, whatever the person had begun to change. Where
    somebody else changes it, or closes the account, whoever is signed in is out.
    """
    if person == by and not person.is_active:
        raise ValidationError({"is_active": "Das eigene Konto schließt eine andere Person."})
    keep(person, by, now, CHANGE, named("Konto geändert", person))
    own = EmailAddress.objects.filter(user=person, primary=True)
    is_new = not own.filter(email=person.email).exists()
    if is_new:
        _replace_address(person, verified=False)
    if person != by and (is_new or not person.is_active):
        end_sign_ins(person)
    return person


@transaction.atomic
def set_password(person, password: str) -> None:
    """Save a new ``password``; one that needs a second factor only while there is one."""
    Person.objects.select_for_update().get(pk=person.pk)
    person.set_password(password)
    if person.short_password and not second_factor.has_one(person):
        raise ValidationError("Inzwischen gibt es keinen zweiten Faktor mehr.")
    person.save(update_fields=["password", "short_password"])


def close_account(person, *, by, now: datetime) -> Person:
    """Nobody signs in with it any more, and no mail goes there; what is signed in is out."""
    person.is_active = False
    return change_person(person, by=by, now=now)


def reopen_account(person, *, by, now: datetime) -> Person:
    person.is_active = True
    return change_person(person, by=by, now=now)


def _replace_address(person, verified):
    EmailAddress.objects.filter(user=person).delete()
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=verified)


def record_login(person, *, now: datetime) -> None:
    """Remember this sign-in and the one before, from which "new" counts."""
    person.previous_login, person.last_login = person.last_login, now
    person.save(update_fields=["previous_login", "last_login"])
