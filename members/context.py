"""For whom the person acts, and whom to write to, on every page that says so."""

from functools import partial

from django.conf import settings

from forum_portal.clock import now
from mailroom.addresses import sender

from . import acting_for
from .models import Person

MOST_SHOWN = 3
NO_MORE = "Die Zuständigkeit, die Sie gewählt hatten, gibt es nicht mehr."


def acting(request) -> dict:
    """The county that the person acts for and its mandate; with ``lost``, a choice that is over.

    ``ended_lately`` looks up which mandates are over, for pages that refuse what was sent.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    instant = now()
    found = acting_for.acting_for(request, instant)
    mandates = user.running_mandates(instant)
    mandate = next((m for m in mandates if m.district == found.district), None)
    return {
        "acting": found,
        "acting_for": found.district,
        "acting_label": str(mandate.place) if mandate else "",
        "mandate": mandate,
        "lost": _lost(user, found, instant) if mandate else "",
        "ended_lately": partial(_ended, user, instant),
    }


def _lost(user, found, instant) -> str:
    if not found.lost:
        return ""
    pair = acting_for.ended_at(user, found.lost, instant)
    return acting_for.in_words(*pair) if pair else NO_MORE


def _ended(user, instant) -> list[str]:
    pairs = acting_for.ended(user, instant)[:MOST_SHOWN]
    return [acting_for.in_words(*pair) for pair in pairs]


def office(request) -> dict:
    """``office_addresses`` of the Forum's office, looked up only where a page shows them."""
    return {"office_addresses": partial(_addresses, getattr(request, "user", None))}


def _addresses(user) -> list[str]:
    """Those of the people in the office; strangers see the address of the portal alone."""
    people = []
    if user is not None and user.is_authenticated:
        people = Person.objects.office(now()).filter(is_active=True).order_by("pk")[:MOST_SHOWN]
    return [person.email for person in people] or [sender()]


def providers(request) -> dict:
    """``sign_in_providers``: id and name of those that sign people in for a county."""
    known = [{"id": p["id"], "name": p["name"]} for p in settings.OIDC_PROVIDERS]
    return {"sign_in_providers": known}
