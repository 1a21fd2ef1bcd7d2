"""What people decide about their summary."""

from datetime import datetime

from django.db import transaction

from mailroom.services import resubscribe, unsubscribe

from .models import DigestPreference
from .preferences import NAME, schedule_of
from .rhythm import Schedule
from .stages import Rhythm


@transaction.atomic
def set_preference(person, *, rhythm: str, weekday: int, hour: int, now: datetime) -> None:
    """Give ``person`` the summary in this rhythm, or none; the mailroom keeps who wants none."""
    if rhythm == Rhythm.NEVER:
        unsubscribe(person, NAME, now=now)
        return
    if Schedule(rhythm, weekday, hour) != schedule_of(person):
        DigestPreference.objects.update_or_create(
            person=person,
            defaults={"rhythm": rhythm, "weekday": weekday, "hour": hour, "chosen_at": now},
        )
    resubscribe(person, NAME, now=now)
