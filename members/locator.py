"""Where counties lie on the map of Germany, and how their marks keep clear of each other.

The outlines are those of the npm package ``@svg-maps/germany`` in its own
units; the projection (Mercator) was fitted to them.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from math import hypot, log, pi, radians, tan

from .models import District

VIEW_BOX = "0 0 586 793"
STATES = "bb be bw by hb he hh mv ni nw rp sh sl sn st th".split()
MOST_NUMBERS = 30  # beyond that the map shows points
RADIUS, SMALL_RADIUS = 18, 7  # units; the points are as wide as the style sheet says
REACH = 22  # of a finger: 24 pixels where the map is as wide as a phone
FURTHEST = 12  # units, by which a mark may stand beside its place
CLEAR = 2 * RADIUS + 1
ROUNDS = 40


@dataclass
class Mark:
    """The mark of one county; ``number`` is its place in the list, None where points are shown."""

    district: District
    x: float
    y: float
    is_own: bool
    number: int | None = None

    @property
    def baseline(self) -> float:
        """Where the number stands, so that it is in the middle of the circle."""
        return self.y + 7.4


def place(longitude: float, latitude: float) -> tuple[float, float]:
    """Degrees of WGS 84 as units of the map, y downwards."""
    x = 63.7560 * longitude - 373.6346
    y = 4208.6053 - 3640.3770 * log(tan(pi / 4 + radians(latitude) / 2))
    return x, y


def marks(districts: Iterable[District], own: Collection[District] = ()) -> list[Mark]:
    """A mark for each county in the order of the list, moved apart where they would overlap."""
    found = [
        Mark(district, *place(district.longitude, district.latitude), district in own)
        for district in districts
    ]
    if len(found) <= MOST_NUMBERS:
        for number, mark in enumerate(found, start=1):
            mark.number = number
        _move_apart(found)
    return found


def points(found: Iterable[Mark]) -> str:
    """All marks as one path of points: a line that goes nowhere, for each, with round ends.

    Four hundred elements are what a page of that many counties would cost most.
    """
    return "".join(f"M{mark.x:.1f} {mark.y:.1f}h0" for mark in found)


def _move_apart(found: list[Mark]) -> None:
    """Push each two that overlap away from each other, none further than ``FURTHEST``."""
    homes = [(mark.x, mark.y) for mark in found]
    for _ in range(ROUNDS):
        # All of them are pushed, not only the first that overlap.
        pushed = [_push(a, b) for n, a in enumerate(found) for b in found[n + 1 :]]
        if not any(pushed):
            return
        for mark, home in zip(found, homes, strict=True):
            _pull_back(mark, home)


def _push(a: Mark, b: Mark) -> bool:
    """Whether ``a`` and ``b`` overlapped; then each gave way by half."""
    dx, dy = b.x - a.x, b.y - a.y
    distance = hypot(dx, dy)
    missing = CLEAR - distance
    if missing <= 0.1:
        return False
    if distance == 0:
        dx, dy, distance = 1, 0, 1
    share = missing / 2 / distance
    a.x, a.y = a.x - dx * share, a.y - dy * share
    b.x, b.y = b.x + dx * share, b.y + dy * share
    return True


def _pull_back(mark: Mark, home: tuple[float, float]) -> None:
    dx, dy = mark.x - home[0], mark.y - home[1]
    distance = hypot(dx, dy)
    if distance > FURTHEST:
        mark.x = home[0] + dx * FURTHEST / distance
        mark.y = home[1] + dy * FURTHEST / distance
