"""Who can come for a county, and what they are called in the list of those who come."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from members.models import District, Mandate, Person

from .models import Attendee, Meeting
from .models.circles import Circled
from .stages import Format, Mode

# How somebody can come to a meeting of each form, the usual way first.
MODES = {
    Format.ON_SITE: [Mode.ON_SITE],
    Format.ONLINE: [Mode.ONLINE],
    Format.HYBRID: [Mode.ON_SITE, Mode.ONLINE],
}


@dataclass(frozen=True)
class Coming:
    """Somebody who comes for a county: one of its people, or whoever ``label`` names."""

    mode: Mode
    person: Person | None = None
    label: str = ""
    access_needs: str = ""
    food: str = ""


def representatives(district: District, now: datetime) -> dict[Person, str]:
    """The people with a running mandate at ``district``, each with name and function."""
    return _called(_acting(now).filter(district=district))


def all_representatives(now: datetime) -> dict[District, dict[Person, str]]:
    """``representatives`` of each member county, by its name; two queries, however many."""
    members = District.objects.members(now)
    mandates = defaultdict(list)
    for mandate in _acting(now).filter(district__in=members):
        mandates[mandate.district_id].append(mandate)
    counties = sorted(members, key=lambda district: district.sort_key)
    return {district: _called(mandates[district.pk]) for district in counties}


def _acting(now):
    mandates = Mandate.objects.running(now).filter(person__is_active=True)
    return mandates.select_related("person").order_by("starts_on", "pk")


def _called(mandates) -> dict[Person, str]:
    functions = {}
    for mandate in mandates:
        functions.setdefault(mandate.person, []).append(mandate.label)
    return {
        person: ", ".join(filter(None, [person.name, *labels]))[: label_length()]
        for person, labels in functions.items()
    }


def mode_at(format: str, chosen: str) -> Mode:
    """How somebody comes to a meeting of this form who chose to come in that way."""
    return Mode(chosen) if chosen in MODES[format] else MODES[format][0]


def invited(now: datetime) -> QuerySet[Person]:
    """The people of all member counties whom an announcement to all reaches, each once."""
    members = District.objects.members(now)
    return Person.objects.receiving(now).acting_for(members, now).distinct()


def counties_of(meeting: Circled, now: datetime) -> QuerySet[District]:
    """The member counties in its circle: those that are asked and see it."""
    members = District.objects.members(now)
    return members if meeting.seen_by is None else members.filter(pk__in=meeting.seen_by)


def asked_to(meeting: Circled, now: datetime) -> QuerySet[Person]:
    """The people of the counties in its circle whom a mail reaches, each once."""
    return Person.objects.receiving(now).acting_for(counties_of(meeting, now), now).distinct()


def partners_of(meeting: Meeting, now: datetime) -> QuerySet[Person]:
    """The people of its partners whom a mail reaches, each once."""
    return Person.objects.receiving(now).acting_for([], now, meeting.shared_with).distinct()


def invited_to(meeting: Meeting, now: datetime) -> QuerySet[Person]:
    """The people whom the announcement of ``meeting`` reaches, each once."""
    counties, partners = counties_of(meeting, now), meeting.shared_with
    return Person.objects.receiving(now).acting_for(counties, now, partners).distinct()


def label_length() -> int:
    return Attendee._meta.get_field("label").max_length


def same(registration, reply: str, coming: Iterable[Coming]) -> bool:
    """Whether ``registration`` says just this already."""
    if registration is None or registration.reply != reply:
        return False
    there = {_key(one, one.person_id) for one in registration.attendees.all()}
    return there == {_key(one, one.person and one.person.pk) for one in coming}


def _key(one, person_id):
    """A person is the same under any function; a function without account is its words."""
    label = "" if person_id else one.label
    return person_id, label, str(one.mode), one.access_needs, one.food
