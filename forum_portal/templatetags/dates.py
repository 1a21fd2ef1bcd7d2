"""The functions of ``forum_portal.dates`` as filters; builtins, so no ``load`` is needed.

Nothing in, nothing out: a missing date or number shows as an empty string.
"""

from functools import wraps

from django.template import Library

from forum_portal import dates

register = Library()


def _unless_missing(function):
    @wraps(function)
    def filtered(value, *args):
        return "" if value in (None, "") else function(value, *args)

    return filtered


for function in (
    dates.long_date,
    dates.short_date,
    dates.plain_date,
    dates.clock_time,
    dates.deadline,
    dates.days_away,
    dates.thousands,
):
    register.filter(function.__name__, _unless_missing(function))


@register.filter
def span(thing) -> str:
    """When something takes place that has ``starts_at`` and ``ends_at``."""
    return dates.span(thing.starts_at, thing.ends_at)


@register.filter
def hour(thing) -> str:
    """At which time of day something begins that has ``starts_at`` and ``ends_at``."""
    return dates.hour(thing.starts_at, thing.ends_at)
