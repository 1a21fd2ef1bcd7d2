"""Terms: from a day to a day, both included, in German calendar days."""

from datetime import date

from django.contrib.postgres.fields import DateRangeField, RangeBoundary
from django.core.exceptions import ValidationError
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


FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2099, 12, 31)


def plain_years(starts: str, ends: str) -> Q:
    """Both days lie where calendars are used; a year 9999 is a way to say that there is no end."""
    is_open = Q(**{f"{ends}__isnull": True})
    return Q(**{f"{starts}__range": (FIRST_DAY, LAST_DAY)}) & (
        is_open | Q(**{f"{ends}__range": (FIRST_DAY, LAST_DAY)})
    )


class RunningQuerySet(models.QuerySet):
    """Rows with a beginning and an end, both days included."""

    starts, ends = "starts_on", "ends_on"

    def begun(self, now):
        """Those that run, and those that are over."""
        return self.filter(**{f"{self.starts}__lte": day(now)})

    def over(self, now):
        return self.filter(**{f"{self.ends}__lt": day(now)})

    def to_come(self, now):
        return self.filter(**{f"{self.starts}__gt": day(now)})

    def running(self, now):
        return self.within(now)

    def within(self, now):
        """Those whose days include the day of ``now``."""
        today = day(now)
        return self.filter(
            Q(**{f"{self.ends}__gte": today}) | Q(**{self.ends: None}),
            **{f"{self.starts}__lte": today},
        )


class Term:
    """A row that runs from a day on. What it is a term of stays; another one is another row."""

    BEGINS: str
    ENDS: str
    FIXED: list[str]

    def has_begun(self, now) -> bool:
        return getattr(self, self.BEGINS) <= day(now)

    def runs(self, now) -> bool:
        return self.has_begun(now) and (self.last_day is None or self.last_day >= day(now))

    def is_over(self, now) -> bool:
        return self.last_day is not None and self.last_day < day(now)

    @property
    def first_day(self):
        return getattr(self, self.BEGINS)

    @property
    def last_day(self):
        """The last day of the term, or None while it is open."""
        return getattr(self, self.ENDS)

    def clean(self):
        super().clean()
        refuse_change(self, self.FIXED)

    def refuse_later_begin(self, now):
        """A term that has begun is part of the history, and cannot be moved out of it."""
        saved = type(self).objects.get(pk=self.pk)
        if saved.has_begun(now) and not self.has_begun(now):
            raise ValidationError(
                "Was schon begonnen hat, kann nicht erst in Zukunft beginnen. "
                "Soll es enden, tragen Sie bitte den letzten Tag ein."
            )


def refuse_change(thing, fields):
    """``thing`` keeps what it was saved with in ``fields``."""
    saved = type(thing).objects.filter(pk=thing.pk).first()
    names = [thing._meta.get_field(name) for name in fields]
    changed = [
        field.verbose_name
        for field in names
        if saved and getattr(saved, field.attname) != getattr(thing, field.attname)
    ]
    if changed:
        raise ValidationError(f"Nicht mehr zu ändern: {', '.join(changed)}.")
