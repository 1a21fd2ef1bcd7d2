"""What every page of the portal shows around its content."""

from django.conf import settings
from django.urls import reverse

from .clock import now

# Label, name of the URL, and whether it is only for the counties and the office.
NAVIGATION = [
    ("Start", "front:home", False),
    ("Mitglieder", "members:directory", False),
    ("Treffen", "meetings:meetings", True),
    ("Empfehlungen", "recommendations:recommendations", False),
    ("Neu", "digests:news", True),
]


def portal(request) -> dict:
    """Demo or not, the time, whether it is the office that looks, and the way around.

    Costs no query but the one for the person's running mandates.
    """
    instant = now()
    mandates = _running_mandates(request, instant)
    return {
        "demo": settings.DEMO,
        "now": instant,
        "is_office": any(mandate.at_office for mandate in mandates),
        "navigation": _navigation(request.path, mandates) if mandates else [],
    }


def _running_mandates(request, instant):
    # A request that failed early has no user yet.
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    return user.running_mandates(instant)


def _navigation(path: str, mandates) -> list[dict]:
    """The built areas that are open here; ``current`` is a value of aria-current, or empty."""
    is_inside = any(mandate.district or mandate.at_office for mandate in mandates)
    entries = [
        {"label": label, "url": reverse(name)}
        for label, name, only_inside in NAVIGATION
        if is_inside or not only_inside
    ]
    for entry in entries:
        entry["current"] = _current(entry["url"], path)
    return entries


def _current(url: str, path: str) -> str:
    if path == url:
        return "page"
    return "true" if url != "/" and path.startswith(url) else ""
