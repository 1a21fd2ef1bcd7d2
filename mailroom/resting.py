"""Domains whose servers asked for patience (421, 432, 452): all mail to them waits a while.

The pause belongs to the domain and not to one mail, so that ten thousand
others do not each ask again what one has just been told.
"""

from datetime import datetime, timedelta

from django.db.models import F, Value
from django.db.models.functions import Least

from .addresses import domain_of
from .models import RestingDomain

ASK_FOR_PATIENCE = {421, 432, 452}  # RFC 5321, 4.2.3; RFC 3463, 4.7.x and 4.5.3
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]


def until(addresses, now: datetime) -> dict[str, datetime]:
    """Of the domains of ``addresses`` those that rest at ``now``, and until when."""
    domains = {domain_of(address) for address in addresses}
    rows = RestingDomain.objects.filter(domain__in=domains, until__gt=now)
    return dict(rows.values_list("domain", "until"))


def let_rest(address: str, now: datetime) -> datetime:
    """Leave the domain of ``address`` alone, longer each time in a row; until when."""
    row, is_new = RestingDomain.objects.get_or_create(
        domain=domain_of(address), defaults={"since": now, "until": now + PAUSES[0]}
    )
    if not is_new and row.until <= now:
        pause = PAUSES[min(row.times, len(PAUSES) - 1)]
        known = RestingDomain.objects.filter(pk=row.pk, until=row.until)
        times = Least(F("times") + 1, Value(len(PAUSES)))
        known.update(until=now + pause, times=times)
        row.refresh_from_db()
    return row.until


def is_awake(addresses) -> None:
    """Mail to these ``addresses`` was taken: the next pause begins short again."""
    RestingDomain.objects.filter(domain__in={domain_of(a) for a in addresses}).delete()
