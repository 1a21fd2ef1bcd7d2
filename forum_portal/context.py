"""What every page of the portal shows around its content."""

from django.conf import settings
from django.urls import reverse

from .clock import now

NAVIGATION = [
    ("Start", "front:home"),
    ("Mitglieder", "members:directory"),
    ("Treffen", "meetings:meetings"),
    ("Neu", "digests:news"),
]


def portal(request) -> dict:
    """Demo or not, the time, what the person acts for, and the way around.

    Costs no query but the one for the person's running mandates.
    """
    instant = now()
    mandates = _running_mandates(request, instant)
    mandate = mandates[0] if mandates else None
    return {
        "demo": settings.DEMO,
        "now": instant,
        "mandate": mandate,
        "acting_for": mandate and mandate.district,
        "acting_label": str(mandate.place) if mandate else "",
        "navigation": _navigation(request.path) if mandate else [],
    }


def _running_mandates(request, instant):
    # A request that failed early has no user yet.
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    return user.running_mandates(instant)


def _navigation(path: str) -> list[dict]:
    """The built areas; ``current`` is a value of aria-current, or empty."""
    entries = [{"label": label, "url": reverse(name)} for label, name in NAVIGATION]
    for entry in entries:
        entry["current"] = _current(entry["url"], path)
    return entries


def _current(url: str, path: str) -> str:
    if path == url:
        return "page"
    return "true" if url != "/" and path.startswith(url) else ""
