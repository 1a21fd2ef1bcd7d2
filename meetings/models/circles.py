"""The circle of a meeting or of a date poll: which counties it is for, and see it.

Whatever has one has the fields ``circle``, ``group`` and ``invited``, and says in ``CIRCLE`` by
which paths a county belongs to it that is not for all.
"""

from functools import cached_property, reduce
from operator import or_

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Func, OuterRef, Q, Value, When

from ..stages import Circle


class Circled:
    """A model whose objects are for all counties, for a working group or for chosen counties."""

    CIRCLE: tuple[str, ...]

    @cached_property
    def seen_by(self) -> list[str] | None:
        """The keys of the counties in its circle, None of all; ``with_circle`` knows it already."""
        if self.circle == Circle.MEMBERS:
            return None
        rows = type(self).objects.annotate(keys=seen_by(type(self)))
        return rows.values_list("keys", flat=True).get(pk=self.pk)

    def is_open_to(self, district) -> bool:
        """Whether the county is in its circle: invited, or there for another reason."""
        return self.seen_by is None or district.pk in self.seen_by


def in_circle(model, districts) -> Q:
    """What is for all, or has one of ``districts`` in its circle; nothing for none of them."""
    if not districts:
        return Q(pk__in=[])
    by_pk = model.objects.values("pk")
    paths = (Q(pk__in=by_pk.filter(**{f"{path}__in": districts})) for path in model.CIRCLE)
    return reduce(or_, paths, Q(circle=Circle.MEMBERS))


def seen_by(model, at: str = "") -> Case:
    """The keys of the counties in the circle of a row, or of that of ``model`` at ``at``.

    Null of what is for all. It is ``in_circle`` the other way round.
    """
    rows = model.objects.filter(pk=OuterRef(f"{at}pk")).order_by()
    keys = Func(
        *(ArraySubquery(rows.values_list(path, flat=True)) for path in model.CIRCLE),
        template="(%(expressions)s)",
        arg_joiner=" || ",
        output_field=ArrayField(models.CharField()),
    )
    return Case(When(**{f"{at}circle": Circle.MEMBERS}, then=Value(None)), default=keys)
