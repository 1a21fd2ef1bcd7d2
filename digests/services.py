"""What people decide about their summary, and about the mail that it can stand for."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from mailroom.services import prefer
from mailroom.stages import Delivery

from .models import DigestPreference
from .preferences import NAME, wish_of
from .rhythm import Schedule
from .stages import Rhythm


@transaction.atomic
def set_preference(
    person,
    *,
    rhythm: str,
    weekday: int,
    hour: int,
    topics: Iterable = (),
    states: Iterable = (),
    deliveries: Mapping[str, Delivery] | None = None,
    now: datetime,
) -> None:
    """Give ``person`` the summary in this rhythm, or none, narrowed to topics and states.

    ``deliveries`` says of kinds of mail, by name, whether they come at once, in
    the summary or not at all. Whoever wants no summary keeps the rhythm for a
    return; the mailroom keeps who wants none.
    """
    # Of somebody who never chose, the default counts since the account was opened.
    first = {"chosen_at": person.created_at}
    row, _ = DigestPreference.objects.get_or_create(person=person, defaults=first)
    if rhythm != Rhythm.NEVER and Schedule(rhythm, weekday, hour) != wish_of(person).schedule:
        row.rhythm, row.weekday, row.hour, row.chosen_at = rhythm, weekday, hour, now
        row.save()
    row.topics.set(topics)
    row.states.set(states)
    wanted = {NAME: Delivery.OFF if rhythm == Rhythm.NEVER else Delivery.AT_ONCE}
    for kind, delivery in (wanted | dict(deliveries or {})).items():
        prefer(person, kind, delivery, now=now)
