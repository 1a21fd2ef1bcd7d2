"""How a person wants each kind of mail, and which kinds leave a choice."""

from datetime import datetime

from .models import Preference
from .registers import Kind, kind_named, kinds
from .stages import Delivery


def choosable(person, now: datetime) -> list[Kind]:
    """What the person can have at once, in the summary or not at all."""
    return [kind for kind in _concerning(person, now) if Delivery.DIGEST in kind.deliveries]


def formal(person, now: datetime) -> list[Kind]:
    """What always comes at once."""
    return [kind for kind in _concerning(person, now) if kind.deliveries == [Delivery.AT_ONCE]]


def delivery_of(person) -> dict[str, Delivery]:
    """For each kind that the person does not want at once, by name, how instead."""
    rows = Preference.objects.filter(person=person).values_list("kind", "delivery")
    return {kind: Delivery(delivery) for kind, delivery in rows}


def _concerning(person, now) -> list[Kind]:
    return [kind for name in kinds() if (kind := kind_named(name)).concerns(person, now)]
