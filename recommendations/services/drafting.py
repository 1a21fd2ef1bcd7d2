"""What the office does with the text: write it down, and change it until counties are asked."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Max

from forum_portal import dates

from ..models import Demand, DemandAddressee, Event, Recommendation
from ..refusals import ChangedMeanwhile
from ..snapshot import fingerprint
from ..stages import Addressee, Stage, Verb
from .steps import lock, record, require_open_text

# Any number that no other lock of the portal has: numbers are given one at a time.
NUMBERING = 20_240_001


class Wanted(NamedTuple):
    """A demand as somebody entered it: its text, and pairs of addressee and state or None."""

    text: str
    addressees: list[tuple[Addressee, object]]


@transaction.atomic
def create_recommendation(
    *, topics: Iterable = (), demands: Iterable[Wanted] = (), by, now: datetime, **fields
) -> Recommendation:
    """A new idea with the next number of the year.

    With a ``uid`` that exists already, the recommendation that has it.
    """
    _lock_numbers()
    recommendation = Recommendation(created_by=by, created_at=now, **fields)
    known = Recommendation.objects.filter(uid=recommendation.uid).first()
    if known:
        return known
    recommendation.year = dates.day(now).year
    recommendation.number = _next_number(recommendation.year)
    _check(recommendation)
    recommendation.save()
    recommendation.topics.set(topics)
    _set_demands(recommendation, list(demands))
    record(recommendation, Verb.CREATED, by=by, now=now, to_stage=Stage.IDEA)
    return recommendation


@transaction.atomic
def change_recommendation(
    recommendation: Recommendation,
    *,
    topics: Iterable,
    demands: Iterable[Wanted],
    seen: str | None = None,
    by,
    now: datetime,
    **fields,
) -> Event | None:
    """Change what the recommendation says; None if it says so already.

    ``seen`` is the ``fingerprint`` of what the person saw: what somebody else
    saved since is not overwritten (``ChangedMeanwhile``).
    """
    lock(recommendation)
    require_open_text(recommendation)
    before = fingerprint(recommendation)
    if seen and seen != before:
        raise ChangedMeanwhile(
            "Die Empfehlung wurde inzwischen geändert",
            "Ihre Eingaben stehen noch im Formular. Bitte vergleichen Sie, bevor Sie speichern.",
        )
    for name, value in fields.items():
        setattr(recommendation, name, value)
    _check(recommendation)
    recommendation.save(update_fields=list(fields))
    recommendation.topics.set(topics)
    _set_demands(recommendation, list(demands))
    if fingerprint(recommendation) == before:
        return None
    return record(recommendation, Verb.CHANGED, by=by, now=now)


def _lock_numbers() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBERING])


def _next_number(year: int) -> int:
    last = Recommendation.objects.filter(year=year).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _check(recommendation) -> None:
    try:
        recommendation.clean_fields(exclude=["lead_district", "created_by", "replaced_by"])
        recommendation.clean()
    except ValidationError as error:
        raise ValidationError(error.messages) from error


def _set_demands(recommendation, wanted: list[Wanted]) -> None:
    """The demands as ``wanted``, numbered in this order; the same number is the same row."""
    rows = {demand.position: demand for demand in recommendation.demands.all()}
    for position, (text, addressees) in enumerate(wanted, start=1):
        demand = rows.pop(position, None) or Demand(
            recommendation=recommendation, position=position
        )
        demand.text = text
        demand.clean_fields(exclude=["recommendation"])
        demand.save()
        demand.addressees.all().delete()
        DemandAddressee.objects.bulk_create(
            DemandAddressee(demand=demand, addressee=addressee, federal_state=state)
            for addressee, state in addressees
        )
    Demand.objects.filter(pk__in=[demand.pk for demand in rows.values()]).delete()
