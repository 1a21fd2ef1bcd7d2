"""Memberships of counties and mandates of people: they begin, change and end."""

from datetime import date, datetime, timedelta

from django.contrib.admin.models import ADDITION, CHANGE, DELETION
from django.core.exceptions import ValidationError
from django.db import transaction

from forum_portal.dates import day, plain_date

from .. import history
from ..models import Absence, District, Mandate, Membership
from .keeping import keep, log, named


def join(district, *, on: date, founding=False, by, now: datetime) -> Membership:
    """``district`` becomes a member of the Forum on the day ``on``."""
    membership = Membership(district=district, joined_on=on, is_founding_member=founding)
    return add_membership(membership, by=by, now=now)


def add_membership(membership, *, by, now: datetime) -> Membership:
    """Save a new ``membership``, which may also be one that is over."""
    return keep(membership, by, now, ADDITION, "beigetreten")


def change_membership(membership, *, by, now: datetime) -> Membership:
    membership.refuse_later_begin(now)
    return keep(membership, by, now, CHANGE, named("Mitgliedschaft geändert", membership))


def end_membership(membership, *, on: date, by, now: datetime) -> Membership:
    """``on`` is the last day; the county's mandates give no right after it."""
    _refuse_later_end(membership.left_on, on)
    membership.left_on = on
    if _did_not_happen(membership, now):
        return withdraw(membership, by=by, now=now)
    return keep(membership, by, now, CHANGE, "Mitgliedschaft beendet")


def begin_mandate(person, place, function, *, starts_on: date, by, now: datetime, **fields):
    """``person`` acts for ``place``, a county or an organisation, from ``starts_on``."""
    where = "district" if isinstance(place, District) else "organisation"
    mandate = Mandate(
        person=person,
        function=function,
        starts_on=starts_on,
        **{where: place},
        **fields,
    )
    return add_mandate(mandate, by=by, now=now)


def add_mandate(mandate, *, by, now: datetime) -> Mandate:
    """Save a new ``mandate``, which may also be one that is to come or is over."""
    return keep(mandate, by, now, ADDITION, "Zuständigkeit begonnen")


def change_mandate(mandate, *, by, now: datetime) -> Mandate:
    mandate.refuse_later_begin(now)
    return keep(mandate, by, now, CHANGE, named("Zuständigkeit geändert", mandate))


def end_mandate(mandate, *, on: date, by, now: datetime) -> Mandate:
    """``on`` is the last day on which ``mandate`` gives rights."""
    _refuse_later_end(mandate.ends_on, on)
    mandate.ends_on = on
    if _did_not_happen(mandate, now):
        return withdraw(mandate, by=by, now=now)
    return keep(mandate, by, now, CHANGE, "Zuständigkeit beendet")


@transaction.atomic
def withdraw(term, *, by, now: datetime):
    """Take back a mandate or a membership that begins today or later; twice is as good as once.

    What somebody did by it today stays with its person and county; the history keeps the row.
    """
    kept = type(term).objects.select_for_update(of=["self"]).filter(pk=term.pk).first()
    if kept is None:
        return term
    if kept.first_day < day(now):
        raise ValidationError("Das hat schon begonnen. Bitte tragen Sie den letzten Tag ein.")
    log(kept, by, now, DELETION, "Zurückgenommen")
    with history.doing(by, now):
        kept.delete()
    return term


def enter_absence(mandate, deputy, *, starts_on: date, ends_on: date, by, now: datetime) -> Absence:
    """From ``starts_on`` to ``ends_on`` the mandate ``deputy`` has the rights of the lead's."""
    if ends_on < day(now):
        raise ValidationError("Dieser Zeitraum ist schon vorbei.")
    absence = Absence(mandate=mandate, deputy=deputy, starts_on=starts_on, ends_on=ends_on)
    return keep(absence, by, now, ADDITION, "Abwesenheit eingetragen")


@transaction.atomic
def end_absence(absence, *, by, now: datetime) -> None:
    """The lead is back: yesterday was the last day, or what has not begun does not happen."""
    absence = Absence.objects.select_for_update().filter(pk=absence.pk).first()
    yesterday = day(now) - timedelta(days=1)
    if absence is None or absence.ends_on <= yesterday:
        return
    log(absence, by, now, CHANGE, "Abwesenheit beendet")
    with history.doing(by, now):
        if absence.starts_on > yesterday:
            absence.delete()
        else:
            absence.ends_on = yesterday
            absence.save(update_fields=["ends_on"])


def _did_not_happen(term, now: datetime) -> bool:
    """What begins today and is to end at once, is taken back."""
    return term.first_day == day(now) and term.last_day == day(now) - timedelta(days=1)


def _refuse_later_end(known: date | None, on: date):
    if known and on > known:
        raise ValidationError(f"Das endet schon am {plain_date(known)}.")
