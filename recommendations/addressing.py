"""Demands counted by whom they are made of, each count with the way to its list."""

from collections import defaultdict
from dataclasses import dataclass

from django.urls import reverse

from members.models import FederalState

from .models import Demand, DemandAddressee
from .stages import Addressee


@dataclass(frozen=True)
class Count:
    """How many demands are made of somebody, and where they stand."""

    label: str
    url: str
    demands: int


def by_addressee(person, now) -> list[Count]:
    """For each addressee that has a demand, in the order of the glossary, then each state."""
    rows = _rows(person, now)
    all_states = rows.pop((Addressee.STATE, None), set())
    named = {state: rows[kind, state] for kind, state in rows if state}
    counts = [
        Count(addressee.label, url(addressee), len(rows[addressee, None]))
        for addressee in Addressee
        if addressee != Addressee.STATE and (addressee, None) in rows
    ]
    if all_states:
        counts.append(Count("alle Länder", url(Addressee.STATE), len(_all(all_states, named))))
    return counts + [
        Count(
            f"Land {state}",
            url(Addressee.STATE, state),
            len(all_states | named.get(state.pk, set())),
        )
        for state in _states(all_states, named)
    ]


def url(addressee: Addressee, state: FederalState | None = None) -> str:
    """The list of demands on one addressee."""
    query = f"land={state.pk}" if state else f"adressat={addressee}"
    return f"{reverse('recommendations:demands')}?{query}"


def _rows(person, now) -> dict[tuple, set[int]]:
    """(addressee, state or None) to the demands that ``person`` finds in the list; one query."""
    visible = DemandAddressee.objects.filter(demand__in=Demand.objects.listed_to(person, now))
    rows = defaultdict(set)
    for addressee, state, demand in visible.values_list(
        "addressee", "federal_state_id", "demand_id"
    ):
        rows[Addressee(addressee), state].add(demand)
    return rows


def _states(of_all_states: set[int], named: dict[str, set[int]]):
    """The states of which something is demanded: all, as soon as one demand is made of all."""
    if of_all_states:
        return FederalState.objects.all()
    return FederalState.objects.filter(pk__in=named) if named else []


def _all(of_all_states: set[int], named: dict[str, set[int]]) -> set[int]:
    return of_all_states.union(*named.values())
