"""What somebody has in hand for a county goes to others there, with the end of the mandate."""

from collections.abc import Mapping
from datetime import date, datetime

from django.contrib.admin.models import CHANGE
from django.core.exceptions import ValidationError
from django.db import transaction

from mailroom.services import hand_in

from .. import handover
from ..models import Mandate, Person
from .keeping import log
from .terms import end_mandate


@transaction.atomic
def hand_over(
    mandate: Mandate,
    to: Mapping[str, Person],
    *,
    on: date | None = None,
    by,
    now: datetime,
) -> int:
    """Each thing whose key is in ``to`` goes to that person; how many did.

    With ``on``, its last day, ``mandate`` ends in the same transaction. What nobody takes
    over stays with the county, and those who decide there are told once the person is gone.
    """
    if on is not None:
        end_mandate(mandate, on=on, by=by, now=now)
    taken = [
        (thing, to[thing.key])
        for thing in handover.in_hand(mandate.person, mandate.district, now)
        if thing.key in to
    ]
    _require_successors(mandate, {person for _, person in taken}, now)
    for thing, person in taken:
        handover.pass_on(thing, person, by=by, now=now)
    for person in {person for _, person in taken}:
        keys = [thing.key for thing, taker in taken if taker == person]
        _tell(person, mandate, keys, now)
    if taken:
        log(mandate, by, now, CHANGE, f"Offenes übergeben: {len(taken)}")
    return len(taken)


def _require_successors(mandate, people, now) -> None:
    allowed = set(Person.objects.able_to_take_over(mandate, now))
    if strangers := people - allowed:
        names = ", ".join(map(str, strangers))
        raise ValidationError(f"{names} handelt nicht für {mandate.district}.")


def _tell(person, mandate, keys, now) -> None:
    hand_in(
        "handed_over",
        occasion=f"handed_over:{mandate.pk}:{now.isoformat()}",
        people=[person.pk],
        payload={"district": mandate.district_id, "things": keys},
        now=now,
    )
