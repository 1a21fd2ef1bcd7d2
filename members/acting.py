"""What somebody is called who acted, without saying who it was: function and place."""

from collections.abc import Iterable
from datetime import datetime

from forum_portal.dates import day

from .models import Mandate


def latest_of(mandates: Iterable[Mandate], at: datetime) -> Mandate | None:
    """Of what had begun by then the one that ran, or the last; the latest begun of several."""
    begun = [mandate for mandate in mandates if mandate.has_begun(at)]
    running = [m for m in begun if m.ends_on is None or m.ends_on >= day(at)]
    return max(running or begun, key=lambda mandate: mandate.starts_on, default=None)


def function_at(mandates: Iterable[Mandate], at: datetime) -> str:
    """``Koordination, Landkreis Celle``: the function of the list, since a title may say more."""
    mandate = latest_of(mandates, at)
    return f"{mandate.get_function_display()}, {mandate.place}" if mandate else ""
