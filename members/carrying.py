"""Carrying a plan out: the same rows as the verbs of ``services`` write, many at a time."""

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import islice

from allauth.account.models import EmailAddress
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.contenttypes.models import ContentType

from .history import doing
from .models import District, Mandate, Membership, Person
from .planning import Deed, Plan

AT_ONCE = 500
CHANGING = {
    Person: ["name"],
    Mandate: ["title", "ends_on", "may_vote"],
    Membership: ["left_on", "is_founding_member"],
}
# What ends makes room for what begins; mandates need their people.
ORDER = [
    (Person, False),
    (Mandate, False),
    (Membership, False),
    (Person, True),
    (Mandate, True),
    (Membership, True),
    (District, False),
]


def carry(plan: Plan, *, by, now: datetime, what: str, progress: Callable) -> None:
    """Save the deeds of ``plan`` and log each of them as done in ``what``.

    In the transaction of the caller, who has checked the rules: the database
    decides once more. Accounts come without password and with an unverified address.
    """
    done = 0
    for model, is_new in ORDER:
        deeds = [deed for deed in plan.deeds if _is(deed, model, is_new)]
        for batch in _batches(deeds):
            things = [deed.thing for deed in batch]
            with doing(by, now, what):
                _add(model, things, now) if is_new else _change(model, things)
            _log(batch, by, now, what)
            done += len(batch)
            progress(done, len(plan.deeds))


def _is(deed: Deed, model, is_new: bool) -> bool:
    return type(deed.thing) is model and (deed.flag == ADDITION) is is_new


def _batches(deeds: Iterable[Deed]):
    deeds = iter(deeds)
    while batch := list(islice(deeds, AT_ONCE)):
        yield batch


def _add(model, things, now) -> None:
    if model is not Person:
        model.objects.bulk_create(things)
        return
    for person in things:
        person.created_at = now
        person.set_unusable_password()
    Person.objects.bulk_create(things)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, primary=True, verified=False)
        for person in things
    )


def _change(model, things) -> None:
    if model is District:
        for district in things:
            district.topics.set(district.wanted)
    else:
        model.objects.bulk_update(things, CHANGING[model])


def _log(deeds: list[Deed], by, now, what: str) -> None:
    kind = ContentType.objects.get_for_model(type(deeds[0].thing))
    LogEntry.objects.bulk_create(
        LogEntry(
            action_time=now,
            user=by,
            content_type=kind,
            object_id=deed.thing.pk,
            object_repr=str(deed.thing)[:200],
            action_flag=deed.flag,
            change_message=f"{deed.message} ({what})",
        )
        for deed in deeds
    )
