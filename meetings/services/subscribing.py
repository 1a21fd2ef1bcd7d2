"""What people do with the secret address of their calendar: have one made, and end it."""

from datetime import datetime
from hashlib import sha256
from secrets import token_hex

from django.db import transaction

from members.models import Person

from ..models import CalendarFeed

BYTES = 16  # 128 random bits


def hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()


@transaction.atomic
def subscribe_calendar(person, *, now: datetime) -> str:
    """A new token, which nobody is told again; one that there was before opens nothing more."""
    Person.objects.select_for_update().get(pk=person.pk)
    token = token_hex(BYTES)
    CalendarFeed.objects.update_or_create(
        person=person, defaults={"token_hash": hashed(token), "made_at": now}
    )
    return token


def unsubscribe_calendar(person) -> bool:
    """End the address of ``person``; whether there was one."""
    deleted, _ = CalendarFeed.objects.filter(person=person).delete()
    return bool(deleted)
