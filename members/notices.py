"""What members sees to by itself: imports, what a person leaves behind, and what is over."""

from collections import defaultdict

from mailroom.models import Mail
from mailroom.registers import notice
from mailroom.services import hand_in

from . import imports, retention
from .handover import left_by_mandates
from .models import District, Mandate, Person


@notice
def see_to_imports(now):
    imports.run_unanswered(now)
    imports.forget(now)


@notice
def forget_what_is_over(now):
    retention.go_round(now)


@notice
def tell_of_what_is_left(now):
    """Whichever way a mandate ended: who decides at the county learns what nobody took over."""
    left = [mandate for mandate, _ in left_by_mandates(District.objects.members(now), now)]
    if not left:
        return
    told, readers = _told(left), _deciding({mandate.district_id for mandate in left}, now)
    for mandate in left:
        if people := readers[mandate.district_id] - told[_occasion(mandate)]:
            hand_in(
                "left_behind",
                occasion=_occasion(mandate),
                people=people,
                payload={"mandate": mandate.pk},
                now=now,
            )


def _occasion(mandate) -> str:
    return f"left_behind:{mandate.pk}"


def _told(mandates) -> dict[str, set[int]]:
    told = defaultdict(set)
    rows = Mail.objects.filter(occasion__in=map(_occasion, mandates))
    for occasion, person in rows.values_list("occasion", "recipient_id"):
        told[occasion].add(person)
    return told


def _deciding(districts, now) -> dict[str, set[int]]:
    """The people who lead each county; where nobody does the deputies, else the office."""
    leads, deputies = defaultdict(set), defaultdict(set)
    for mandate in Mandate.objects.deciding(districts, now):
        (leads if mandate.leads else deputies)[mandate.district_id].add(mandate.person_id)
    office = set(Person.objects.office(now).values_list("pk", flat=True))
    return {pk: leads[pk] or deputies[pk] or office for pk in districts}
