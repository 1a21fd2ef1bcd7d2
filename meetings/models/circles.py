"""The circle of a meeting or of a date poll: which counties it is for, and see it.

Whatever has one has the fields ``circle``, ``group`` and ``invited``, and says in ``CIRCLE`` by
which paths a county belongs to it that is not for all.
"""

from functools import cached_property, lru_cache

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Func, OuterRef, Q, Value, When
from django.db.models.expressions import RawSQL

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
    keys = [district.pk for district in districts]
    if not keys:
        return Q(pk__in=[])
    named = RawSQL(_named(model, len(keys)), keys * len(model.CIRCLE))  # noqa: S611
    return Q(circle=Circle.MEMBERS) | Q(pk__in=named)


@lru_cache(maxsize=64)
def _named(model, count: int) -> str:
    """The keys of what has one of ``count`` counties in its circle, as SQL.

    Nearly every page asks for it, some of them six times, and putting it together took Django a
    third of their time: that is done once.
    """
    rows, keys = model.objects.order_by().values("pk"), [str(number) for number in range(count)]
    queries = (rows.filter(**{f"{path}__in": keys}).query for path in model.CIRCLE)
    return " UNION ALL ".join(query.sql_with_params()[0] for query in queries)


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
