"""How everything here is saved: checked, under the rules of the database, and logged."""

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from .. import history
from ..models import Absence, Invitation, Mandate, Membership, Person


@transaction.atomic
def keep(thing, by, now, flag, message):
    """Check, save and log; a race that the database decides reads like the check."""
    _queue_up(thing)
    thing.full_clean(exclude=["password"] if isinstance(thing, Person) else None)
    try:
        with transaction.atomic(), history.doing(by, now):
            thing.save()
    except IntegrityError as error:
        raise ValidationError(_rule(thing, error)) from None
    if by is not None:
        log(thing, by, now, flag, message)
    return thing


def log(thing, by, now, flag, message):
    LogEntry.objects.create(
        action_time=now,
        user=by,
        content_type=ContentType.objects.get_for_model(thing),
        object_id=thing.pk,
        object_repr=str(thing)[:200],
        action_flag=flag,
        change_message=message,
    )


def named(what, thing):
    """``what``, and the names of the fields in which ``thing`` differs from what is saved."""
    saved = type(thing).objects.get(pk=thing.pk)
    changed = [
        str(field.verbose_name)
        for field in thing._meta.concrete_fields
        if getattr(thing, field.attname) != getattr(saved, field.attname)
    ]
    return f"{what}: {', '.join(changed)}" if changed else what


def _queue_up(thing):
    """One at a time for a place: exclusion constraints may deadlock where two insert at once."""
    if isinstance(thing, Absence):
        thing = thing.mandate
    if isinstance(thing, Invitation | Mandate | Membership):
        queue_up(thing.district if isinstance(thing, Membership) else thing.place)


def queue_up(place):
    """Wait until nobody else changes who acts for ``place``; before any other lock."""
    if place is not None:
        places = type(place).objects.select_for_update(no_key=True)
        places.filter(pk=place.pk).first()


def _rule(thing, error):
    """What the constraint says that the database held against ``thing``."""
    broken = error.__cause__.diag.constraint_name
    rules = {rule.name: rule.violation_error_message for rule in thing._meta.constraints}
    return rules.get(broken, "Das gibt es schon.")
