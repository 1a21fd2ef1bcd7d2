"""For which of several counties somebody acts at present: chosen by hand, kept in the session.

Who has chosen nothing acts for the first. A choice whose mandate has ended counts no more;
the pages say so until another is made. Looking writes nothing.
"""

from dataclasses import dataclass
from datetime import date, datetime

from forum_portal.dates import long_date

from .models import District, Mandate

SESSION_KEY = "acting_for"


@dataclass(frozen=True)
class Acting:
    """``district`` is whom the person acts for now, ``lost`` the key of a choice that is over."""

    district: District | None
    others: list[District]
    lost: str = ""


def acting_for(request, now: datetime) -> Acting:
    own = request.user.acts_for(now)
    chosen = getattr(request, "session", {}).get(SESSION_KEY, "")
    district = next((d for d in own if d.pk == chosen), own[0] if own else None)
    others = [other for other in own if other != district]
    is_lost = chosen and chosen not in {d.pk for d in own}
    return Acting(district, others, chosen if is_lost else "")


def choose(request, district: District | None) -> None:
    """From now on the person acts for ``district``; None takes the choice back."""
    if district is None:
        request.session.pop(SESSION_KEY, None)
    else:
        request.session[SESSION_KEY] = district.pk


def ended(person, now: datetime) -> list[tuple[Mandate, date]]:
    """The mandates of ``person`` that no longer run, and their last days; the latest first."""
    mandates = person.mandates.select_related("district", "organisation")
    mandates = mandates.prefetch_related("district__memberships")
    found = [(mandate, on) for mandate in mandates if (on := mandate.ended_on(now))]
    return sorted(found, key=lambda pair: pair[1], reverse=True)


def ended_at(person, key: str, now: datetime) -> tuple[Mandate, date] | None:
    """The last mandate of ``person`` at the county with this key, if it has ended."""
    return next((pair for pair in ended(person, now) if pair[0].district_id == key), None)


def in_words(mandate: Mandate, on: date) -> str:
    return f"Ihre Zuständigkeit „{mandate}“ hat am {long_date(on)} geendet."
