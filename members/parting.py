"""What becomes of an account that is deleted, told before anybody deletes it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from .leaver import Leaver
from .models import District, Mandate, Person
from .models.mandates import ADMINISTERS
from .own_data import parts

LAST_ADMINISTRATOR = (
    "Sie sind die letzte Person, die das Portal verwaltet. Bitte geben Sie zuerst einer anderen "
    "Person in der Geschäftsstelle die Verwaltung."
)


@dataclass(frozen=True)
class Parting:
    """What goes and what stays, in words and counted; whom nobody acts for any more.

    ``remembered_as`` is what will stand where the name stood.
    """

    goes: list[tuple[str, int]]
    stays: list[tuple[str, int]]
    silent: list[District]
    refusal: str
    remembered_as: str

    @classmethod
    def of(cls, person: Person, now: datetime) -> "Parting":
        counted = [(part, part.count(person, now)) for part in parts()]
        return cls(
            goes=[(part.goes, count) for part, count in counted if part.goes and count],
            stays=[(part.stays, count) for part, count in counted if part.stays and count],
            silent=silent_without([person], now),
            refusal=LAST_ADMINISTRATOR if is_last_administrator(person, now) else "",
            remembered_as=Leaver.of(person, now).remembered_as,
        )


def is_last_administrator(person: Person, now: datetime) -> bool:
    others = administrators(now).exclude(pk=person.pk)
    return person.may_administer(now) and not others.exists()


def administrators(now: datetime):
    """Whoever can open the Django admin today."""
    return Person.objects.holding(now, ADMINISTERS).filter(is_active=True)


def silent_without(people: Iterable[Person], now: datetime) -> list[District]:
    """The counties for which only ``people`` act."""
    running = Mandate.objects.running(now).filter(district__isnull=False)
    others = running.exclude(person__in=people).filter(person__is_active=True)
    alone = running.filter(person__in=people).exclude(district__in=others.values("district"))
    return list(District.objects.filter(pk__in=alone.values("district")).order_by("sort_key"))
