"""Who changed what: said to the database with each change, and forgotten with the person.

Triggers keep what a row was (``models/history.py``). Who did it they cannot know;
that is said here, for a request by the middleware, elsewhere by whoever saves.
"""

from contextlib import contextmanager
from datetime import datetime

import pghistory
from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import Cast

from .models import (
    AbsenceEvent,
    DistrictTopicEvent,
    Mandate,
    MandateEvent,
    MembershipEvent,
    OrganisationEvent,
    PersonEvent,
)

EVENTS = [
    AbsenceEvent,
    DistrictTopicEvent,
    MandateEvent,
    MembershipEvent,
    OrganisationEvent,
    PersonEvent,
]
NOBODY_ANY_MORE = "gelöschte Person"


@contextmanager
def doing(by, now: datetime, because: str = ""):
    """Within the block, what is saved is a deed of ``by`` at ``now``, part of ``because``.

    Inside another such block it adds to what is said there.
    """
    said = {"at": now.isoformat()}
    if by is not None and by.pk:
        said["user"] = by.pk
    if because:
        said["because"] = because
    with pghistory.context() as context:
        before = dict(context.metadata)
        context.metadata.update(said)
        try:
            yield
        finally:
            context.metadata.clear()
            context.metadata.update(before)


def hand_over(old, kept) -> None:
    """Let what ``old`` acted for and did in the history be that of ``kept``.

    What the account of ``old`` was is not the past of the other one, and goes.
    """
    MandateEvent.objects.filter(person=old).update(person=kept)
    PersonEvent.objects.filter(pgh_obj=old).delete()
    for model in EVENTS:
        for event in model.objects.filter(pgh_context__user=old.pk).only("pgh_context"):
            event.pgh_context["user"] = kept.pk
            event.save(update_fields=["pgh_context"])


def moment(otherwise: datetime) -> datetime:
    """When the deed happens that is being done, as the history will tell it."""
    with pghistory.context() as context:
        at = context.metadata.get("at")
    return datetime.fromisoformat(at) if at else otherwise


@transaction.atomic
def forget(person) -> int:
    """Take ``person`` out of the history; how many rows of it went or were changed.

    Deleted goes what the account was and what it was called. That somebody held a
    mandate stays, without the words that may name the person; what the person did
    stays done, by nobody in particular. Call it after what it is called for, which
    is itself a change that the triggers keep.
    """
    own, _ = PersonEvent.objects.filter(pgh_obj=person).delete()
    held = MandateEvent.objects.filter(person=person)
    keys = list(held.annotate(key=Cast("pgh_obj_id", TextField())).values_list("key", flat=True))
    return (
        own
        + held.exclude(title="").update(title="")
        + _forget_deeds(person)
        + _forget_log(person, keys)
    )


def _forget_deeds(person) -> int:
    user = Cast(Value("user"), TextField())
    nobody = Func(F("pgh_context"), user, template="(%(expressions)s)", arg_joiner=" - ")
    return sum(
        model.objects.filter(pgh_context__user=person.pk).update(pgh_context=nobody)
        for model in EVENTS
    )


def _forget_log(person, mandates: list[str]) -> int:
    """The log calls accounts by their address and mandates by their title."""
    account = Q(content_type__model="person", object_id=str(person.pk))
    held = Q(content_type__model="mandate", object_id__in=mandates)
    about = LogEntry.objects.filter(content_type__app_label="members")
    return about.filter(account).update(object_repr=NOBODY_ANY_MORE) + about.filter(held).update(
        object_repr=Mandate._meta.verbose_name
    )
