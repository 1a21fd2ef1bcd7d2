"""What somebody is called who acted, without saying who it was: function and place."""

from collections.abc import Iterable
from datetime import datetime

from forum_portal.dates import day

from .models import Mandate


def function_at(mandates: Iterable[Mandate], at: datetime) -> str:
    """``Koordination, Landkreis Celle``: of those that had begun by then, the one that ran."""
    begun = [mandate for mandate in mandates if mandate.has_begun(at)]
    running = [m for m in begun if m.ends_on is None or m.ends_on >= day(at)]
    latest = max(running or begun, key=lambda mandate: mandate.starts_on, default=None)
    return function_and_place(latest) if latest else ""


def function_and_place(mandate: Mandate) -> str:
    """The function of the list and not the title, which may say more than that."""
    return f"{mandate.get_function_display()}, {mandate.place}"
