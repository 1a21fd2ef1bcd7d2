"""Leaving: an account is deleted, and what was done for a county stays the county's."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.admin.models import DELETION
from django.core.exceptions import ValidationError
from django.db import transaction

from mailroom.services import announce, post_sealed

from .. import history
from ..leaver import Leaver
from ..mails import account_ending
from ..models import Person
from ..own_data import parts
from ..parting import LAST_ADMINISTRATOR, administrators, is_last_administrator, silent_without
from ..retention import rule
from .keeping import log
from .profiles import delete_profile

TOLD_FOR = timedelta(days=30)
PEOPLE_AT_ONCE = 10


@transaction.atomic
def delete_account(person: Person, *, by, now: datetime) -> Person:
    """Take away all that is the person's; the row stays, empty, for what was done to point to.

    What has to go and what stays, each part says for itself (``members.own_data``). The
    person may be anybody but the last who administers the portal. ``by`` is None where the
    portal does it, since nobody has needed the account for long.
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
    history.forget(person)
    what = "Konto gelöscht" if by else "Konto nach Ablauf der Frist gelöscht"
    log(person, by or person, now, DELETION, what)
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


@rule(
    "former_accounts",
    what="Konten, die für niemanden mehr zuständig sind",
    how_long="{days} nach dem Ende der letzten Zuständigkeit, angekündigt per Mail",
    why="damit Sie zurückkehren und nachsehen können, was Sie getan haben",
    setting="KEEP_FORMER_ACCOUNTS_DAYS",
)
def delete_former_accounts(now: datetime) -> int:
    """First tell those whose time is nearly over, then delete whom that was told long enough."""
    ahead = timedelta(days=settings.TELL_FORMER_ACCOUNTS_DAYS)
    over = now - timedelta(days=settings.KEEP_FORMER_ACCOUNTS_DAYS)
    nearly = Person.objects.former(over + ahead, now)
    told = Person.objects.filter(deletion_told_at__isnull=False)
    told.exclude(pk__in=nearly.values("pk")).update(deletion_told_at=None)
    due = Person.objects.former(over, now).filter(deletion_told_at__lte=now - ahead)
    people = list(due.order_by("pk")[:PEOPLE_AT_ONCE])
    for person in people:
        delete_account(person, by=None, now=now)
    return len(people) + _tell_some(nearly.filter(deletion_told_at=None), now + ahead, now)


def _tell_some(people, ends: datetime, now: datetime) -> int:
    ids = list(people.order_by("pk").values_list("pk", flat=True)[:PEOPLE_AT_ONCE])
    for pk in ids:
        _tell(pk, ends, now)
    return len(ids)


@transaction.atomic
def _tell(pk: int, ends: datetime, now: datetime) -> None:
    """Sealed, as the person has no right to other mail any more."""
    person = Person.objects.select_for_update().get(pk=pk)
    if person.deletion_told_at:
        return
    person.deletion_told_at = now
    person.save(update_fields=["deletion_told_at"])
    post_sealed(
        "account_ending",
        occasion=f"account_ending:{pk}:{now.isoformat()}",
        address=person.email,
        person=person,
        letter=account_ending(ends, now),
        now=now,
        valid_until=ends,
    )
