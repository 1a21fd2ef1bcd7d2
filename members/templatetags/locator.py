"""The map of the members: one picture, with the list beside it as its words."""

from django.template import Library

from ..locator import MOST_NUMBERS, RADIUS, SMALL_RADIUS, STATES, VIEW_BOX, marks

register = Library()


@register.inclusion_tag("members/_map.html")
def locator_map(districts, own=(), *, numbered=False, linked=False):
    """``districts`` in the order of their list.

    ``numbered`` writes each one's place in the list into its mark; ``linked``
    makes the marks links to the counties' pages. Beyond ``MOST_NUMBERS``
    counties there are points alone.
    """
    districts = list(districts)
    shown = marks(districts, own)
    inside = {district.federal_state.iso[-2:].lower() for district in districts}
    is_small = len(districts) > MOST_NUMBERS
    return {
        "view_box": VIEW_BOX,
        "states": [(state, state in inside) for state in STATES],
        "marks": shown,
        "count": len(districts),
        "state_count": len(inside),
        "own": [mark.district for mark in shown if mark.is_own],
        "radius": SMALL_RADIUS if is_small else RADIUS if numbered else RADIUS / 2,
        "numbered": numbered and not is_small,
        "linked": linked and not is_small,
    }
