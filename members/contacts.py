"""Which counties nobody can be reached for: now, or soon."""

from datetime import timedelta

from django.db.models import Case, DateField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from .models import District, Mandate

SOON = timedelta(days=30)


def with_gaps(districts: QuerySet[District], now) -> QuerySet[District]:
    """Each says whether it ``lacks_contact``, and if that is near, ``contact_until`` which day."""
    last = _contacts(now).order_by("-ends_on").values("ends_on")[:1]
    return districts.annotate(
        lacks_contact=~Exists(_contacts(now)),
        contact_until=Case(
            When(Exists(_contacts(now + SOON)), then=Value(None)),
            default=Subquery(last),
            output_field=DateField(),
        ),
    )


def gaps(now) -> QuerySet[District]:
    """The member counties that lack a contact or soon will, the most urgent first."""
    found = with_gaps(District.objects.members(now), now)
    found = found.filter(Q(lacks_contact=True) | Q(contact_until__isnull=False))
    return found.order_by("-lacks_contact", "contact_until", "sort_key")


def _contacts(now) -> QuerySet[Mandate]:
    """Mandates at the county of the outer query that cover this day, with an open account."""
    covering = Mandate.objects.within(now)
    return covering.filter(district=OuterRef("pk"), person__is_active=True)
