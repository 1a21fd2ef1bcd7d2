"""People, mandates and memberships as rows of a table, in the columns that an import reads."""

from collections.abc import Iterable, Iterator

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from forum_portal.sheets import Value

from . import membership_file, people_file
from .models import District, Mandate, Membership, Person

AT_ONCE = 1000
# Said beyond what an import reads.
ABOUT_ACCOUNTS = ["Verwaltung des Portals", "Konto", "Adresse bestätigt"]


def people(chosen: QuerySet) -> Iterator[list[Value]]:
    """A line for each mandate of the people, past and to come; one for who has none."""
    held = Mandate.objects.select_related("district", "organisation").order_by("starts_on", "pk")
    found = (
        _with_address(chosen).prefetch_related(None).prefetch_related(Prefetch("mandates", held))
    )
    yield _head(people_file.COLUMNS, ABOUT_ACCOUNTS)
    for person in found.iterator(chunk_size=AT_ONCE):
        for mandate in person.mandates.all() or [None]:
            yield _line(person, mandate)


def mandates(chosen: QuerySet) -> Iterator[list[Value]]:
    """A line for each mandate."""
    yield _head(people_file.COLUMNS, ABOUT_ACCOUNTS)
    people_with_address = _with_address(Person.objects.all())
    alone = chosen.select_related(None).select_related("district", "organisation")
    found = alone.prefetch_related(Prefetch("person", people_with_address))
    for mandate in found.iterator(chunk_size=AT_ONCE):
        yield _line(mandate.person, mandate)


def memberships(chosen: QuerySet) -> Iterator[list[Value]]:
    """A line for each membership, with the topics that the county works on now."""
    yield _head(membership_file.COLUMNS, ["Land"])
    counties = District.objects.select_related("federal_state").prefetch_related("topics")
    found = chosen.select_related(None).prefetch_related(Prefetch("district", counties))
    for membership in found.iterator(chunk_size=AT_ONCE):
        district = membership.district
        yield [
            district.full_name,
            district.ags,
            membership.joined_on,
            membership.left_on,
            membership.is_founding_member,
            "; ".join(topic.name for topic in district.topics.all()),
            district.federal_state.name,
        ]


EXPORTS = {Person: people, Mandate: mandates, Membership: memberships}


def _with_address(people: QuerySet) -> QuerySet:
    """Each with ``is_verified``: a code has reached the address."""
    verified = EmailAddress.objects.filter(
        user=OuterRef("pk"), email=OuterRef("email"), verified=True
    )
    return people.annotate(is_verified=Exists(verified))


def _head(columns: Iterable, more: list[str]) -> list[Value]:
    return [column.heading for column in columns] + more


def _line(person: Person, mandate: Mandate | None) -> list[Value]:
    return [
        person.email,
        person.name,
        *(_term(mandate) if mandate else [None] * 8),
        mandate.is_administration if mandate else None,
        "offen" if person.is_active else "geschlossen",
        person.is_verified,
    ]


def _term(mandate: Mandate) -> list[Value]:
    district = mandate.district
    return [
        district and district.full_name,
        district and district.ags,
        mandate.organisation and mandate.organisation.name,
        mandate.get_function_display(),
        mandate.title,
        mandate.starts_on,
        mandate.ends_on,
        mandate.may_vote,
    ]
