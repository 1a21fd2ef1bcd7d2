"""What follows from the end of mandates and of memberships, told before anybody ends them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db.models import Q

from forum_portal.dates import day, plain_date
from forum_portal.outlooks import Outlook

from .handover import in_hand_of
from .models import Absence, Mandate, Membership
from .registers import Groups, contributions_of

MOST_NAMED = 3
NO_PLACE_LEFT = "Die Person sieht danach nur noch die öffentlichen Seiten und ihr Konto."


def of_mandates(mandates: Iterable[Mandate], now: datetime) -> list[Outlook]:
    mandates = list(mandates)
    beside = _running_beside(mandates, now)
    held = in_hand_of([(m.person_id, m.district_id) for m in mandates], now)
    stands_in = _standing_in(mandates, now)
    return [
        _outlook(
            m,
            f"{m.person}: {m}",
            [
                *_end_of_mandate(m, beside),
                *_open(m, beside, held.get((m.person_id, m.district_id), [])),
                *stands_in[m.pk],
            ],
            now,
        )
        for m in mandates
    ]


def of_memberships(memberships: Iterable[Membership], *, by, now: datetime) -> list[Outlook]:
    """``by`` is who looks: what stays is named as far as that person may see it."""
    memberships = list(memberships)
    districts = [membership.district for membership in memberships]
    running = Mandate.objects.running(now).filter(district__in=districts)
    held = list(running.select_related("person", "district").in_order())
    stays = contributions_of(districts, by, now)
    return [
        _outlook(m, str(m.district), _end_of_membership(m, held, stays[m.district_id]), now)
        for m in memberships
    ]


def ended_in_words(one: str, on: date, now: datetime) -> str:
    """That ``one`` thing is over, or when it will be."""
    if on < day(now):
        return f"{one} ist zum {plain_date(on)} beendet."
    return f"{one} endet am {plain_date(on)}."


def _outlook(term, title, effects, now) -> Outlook:
    last = term.last_day
    if last and last < day(now):
        return Outlook(term, title, (f"Beendet seit {plain_date(last)}.",), True)
    before = [f"Endet ohnehin am {plain_date(last)}."] if last else []
    return Outlook(term, title, (*before, *effects))


def _running_beside(mandates, now) -> list[Mandate]:
    """All that run for the same people or places, but for those that are to end."""
    at = Q(person__in={m.person_id for m in mandates})
    at |= Q(district__in={m.district_id for m in mandates if m.district_id})
    others = Mandate.objects.running(now).filter(at).exclude(pk__in=[m.pk for m in mandates])
    return list(others.select_related("person", "district", "organisation"))


def _end_of_mandate(mandate, beside) -> Iterator[str]:
    kept = dict.fromkeys(str(m.place) for m in beside if m.person == mandate.person)
    yield f"Die Person bleibt zuständig für {', '.join(kept)}." if kept else NO_PLACE_LEFT
    if mandate.district:
        there = [m for m in beside if m.district_id == mandate.district_id and m.person.is_active]
        if not there:
            yield f"Für {mandate.district} handelt danach niemand mehr."
        elif mandate.may_vote and not any(m.may_vote for m in there):
            yield f"Für {mandate.district} stimmt danach niemand mehr ab."


def _open(mandate, beside, held) -> Iterator[str]:
    """What the person has in hand there, unless another mandate keeps them at the place."""
    stays = any(m.person == mandate.person and m.place == mandate.place for m in beside)
    if held and not stays:
        yield f"In der Hand hat die Person noch: {', '.join(named(held))}."


def _standing_in(mandates, now) -> dict[int, list[str]]:
    """For whom each stands in: that ends too, since nobody else has been named for it."""
    ending = defaultdict(list)
    for absence in Absence.objects.not_over(now).filter(deputy__in=mandates):
        ending[absence.deputy_id].append(
            f"Die Vertretung der Koordination bis {plain_date(absence.ends_on)} endet damit."
        )
    return ending


def _end_of_membership(membership, held, stays: Groups) -> Iterator[str]:
    people = [m for m in held if m.district_id == membership.district_id]
    if not people:
        yield "Zurzeit handelt niemand für diesen Landkreis."
    for mandate in people:
        yield f"{mandate.person} ({mandate.label}) verliert die Rechte des Landkreises."
    yield from stays_in_words(stays)


def stays_in_words(stays: Groups) -> Iterator[str]:
    """What a county has contributed and keeps, a sentence for each kind."""
    for label, entries in stays:
        yield f"Bleibt stehen: {label} {', '.join(named(entries))}."


def named(things) -> list[str]:
    """The titles of the first few, and how many more there are."""
    names = [f"„{thing.title}“" for thing in things[:MOST_NAMED]]
    more = len(things) - len(names)
    return [*names, f"{more} weitere"] if more else names
