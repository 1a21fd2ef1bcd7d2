"""Terms: from a day to a day, both included, in German calendar days."""

from django.contrib.postgres.fields import DateRangeField, RangeBoundary
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Least

from forum_portal.dates import day


class DateRange(Func):
    """Whole days from ``starts_on`` to ``ends_on``, both included; no end is open."""

    function = "daterange"
    output_field = DateRangeField()


def days(starts: str, ends: str) -> DateRange:
    """The term as a range.

    Where it ends before it begins it shrinks to its last day: PostgreSQL would
    raise on such a range, and another constraint refuses it in German.
    """
    bounds = RangeBoundary(inclusive_lower=True, inclusive_upper=True)
    return DateRange(Least(F(starts), F(ends)), F(ends), bounds)


class RunningQuerySet(models.QuerySet):
    """Rows with a beginning and an end, both days included."""

    starts, ends = "starts_on", "ends_on"

    def running(self, now):
        today = day(now)
        return self.filter(
            Q(**{f"{self.ends}__gte": today}) | Q(**{self.ends: None}),
            **{f"{self.starts}__lte": today},
        )
