"""Whom to write to, on every page that says so."""

from functools import partial

from django.conf import settings

from forum_portal.clock import now
from mailroom.addresses import sender

from .models import Person

MOST_SHOWN = 3


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
