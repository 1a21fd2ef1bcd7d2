"""The map of the members: one picture, with the list beside it as its words."""

from dataclasses import dataclass

from django.template import Library

from ..locator import MOST_NUMBERS, RADIUS, REACH, SMALL_RADIUS, STATES, VIEW_BOX, marks, points

register = Library()


@dataclass(frozen=True)
class State:
    """The outline of a state, and what of it is listed."""

    shape: str
    name: str = ""
    key: str = ""
    count: int = 0


@register.inclusion_tag("members/_map.html")
def locator_map(districts, own=(), *, numbered=False, linked=False):
    """``districts`` in the order of their list, with their states.

    ``numbered`` writes each one's place in the list into its mark; ``linked``
    makes the marks links to the counties' pages. Beyond ``MOST_NUMBERS``
    counties there are points alone, and what is linked are the states: they
    narrow the list down.
    """
    districts = list(districts)
    shown = marks(districts, own)
    is_small = len(districts) > MOST_NUMBERS
    states = _states(districts)
    return {
        "view_box": VIEW_BOX,
        "states": states,
        "marks": [mark for mark in shown if mark.is_own] if is_small else shown,
        "points": points(mark for mark in shown if not mark.is_own) if is_small else "",
        "count": len(districts),
        "state_count": sum(state.count > 0 for state in states),
        "own": [mark.district for mark in shown if mark.is_own],
        "radius": SMALL_RADIUS if is_small else RADIUS if numbered else RADIUS / 2,
        "reach": REACH,
        "numbered": numbered and not is_small,
        "linked": linked and not is_small,
        "links_states": linked and is_small,
    }


def _states(districts) -> list[State]:
    """All sixteen, since the map shows all of them."""
    found, counts = {}, dict.fromkeys(STATES, 0)
    for district in districts:
        shape = district.federal_state.iso[-2:].lower()
        found[shape] = district.federal_state
        counts[shape] += 1
    return [
        State(shape, found[shape].name, found[shape].key, counts[shape])
        if shape in found
        else State(shape)
        for shape in STATES
    ]
