"""Leaving: an account is deleted, and what was done for a county stays the county's."""

from datetime import datetime, timedelta

from django.contrib.admin.models import DELETION
from django.core.exceptions import ValidationError
from django.db import transaction

from mailroom.services import announce

from ..leaver import Leaver
from ..models import Person
from ..own_data import parts
from ..parting import LAST_ADMINISTRATOR, administrators, is_last_administrator, silent_without
from .keeping import log
from .profiles import delete_profile

TOLD_FOR = timedelta(days=30)


@transaction.atomic
def delete_account(person: Person, *, by, now: datetime) -> Person:
    """Take away all that is the person's; the row stays, empty, for what was done to point to.

    What has to go and what stays, each part says for itself (``members.own_data``). The
    person may be anybody but the last who administers the portal.
    """
    _lock(person, now)
    if person.deleted_at:
        return person
    if is_last_administrator(person, now):
        raise ValidationError(LAST_ADMINISTRATOR)
    leaver = Leaver.of(person, now)
    _tell_the_office(leaver)
    delete_profile(person)
    for part in parts():
        part.forget(leaver)
    _empty(leaver)
    log(person, by or person, now, DELETION, "Konto gelöscht")
    return person


def _lock(person, now) -> None:
    """Two administrators who leave at once do so one after the other."""
    ids = [person.pk, *administrators(now).values_list("pk", flat=True)]
    list(Person.objects.filter(pk__in=ids).order_by("pk").select_for_update())
    person.refresh_from_db()


def _tell_the_office(leaver: Leaver) -> None:
    for district in silent_without([leaver.person], leaver.now):
        announce(
            "county_silent",
            occasion=f"county_silent:{district.pk}:{leaver.person.pk}",
            payload={"district": district.pk},
            now=leaver.now,
            valid_until=leaver.now + TOLD_FOR,
        )


def _empty(leaver: Leaver) -> None:
    """What is left is no person: an address that no mail can reach (RFC 2606), and a function."""
    person = leaver.person
    person.email = f"geloescht-{person.pk}@geloescht.invalid"
    person.name = person.delivery_address = ""
    person.delivery_verified_at = person.last_login = person.previous_login = None
    person.deletion_told_at = None
    person.is_active = person.short_password = False
    person.set_unusable_password()
    person.deleted_at, person.remembered_as = leaver.now, leaver.remembered_as
    person.save()
