"""Everybody who is registered for a meeting, by county: for lists, badges and the door.

``with_people`` reads it in three queries, however many come.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from forum_portal import dates
from members.models import District

from .ical import location
from .models import Attendee, Meeting, Registration
from .seats import seats
from .stages import Mode

HEADER = ["Landkreis", "Name oder Funktion", "Teilnahme", "Barrierefreiheit", "Essen"]


@dataclass(frozen=True)
class Guest:
    """``place`` is that of the county in the queue for seats; None for who takes part."""

    district: District
    attendee: Attendee
    place: int | None

    @property
    def name(self) -> str:
        """The person's name, or the words by which the county called whoever comes."""
        person = self.attendee.person
        is_named = person and person.name and self.attendee.label.startswith(person.name)
        return person.name if is_named else self.attendee.label

    @property
    def function(self) -> str:
        return self.attendee.label.removeprefix(self.name).lstrip(", ")

    @property
    def is_on_site(self) -> bool:
        return self.attendee.mode == Mode.ON_SITE and self.place is None

    @property
    def takes_part(self) -> str:
        return f"Warteliste, Platz {self.place}" if self.place else Mode(self.attendee.mode).label

    @property
    def shape(self) -> str:
        if self.place:
            return "planned"
        return "pin" if self.is_on_site else "screen"


def with_people(meeting: Meeting) -> list[Registration]:
    """The answers with all that a list of guests shows."""
    answers = meeting.registrations.select_related("district")
    return list(answers.prefetch_related("attendees__person"))


def guests(meeting: Meeting, registrations: list[Registration]) -> list[Guest]:
    """By county and name; who waits stands last, in the order of the queue."""
    there = seats(meeting, registrations)
    waiting = [Guest(r.district, one, there.place_of(r)) for r in there.queue for one in r.waiting]
    coming = [Guest(r.district, one, None) for r in registrations for one in r.coming]
    coming.sort(key=lambda guest: (guest.district.sort_key, guest.attendee.label))
    return [*coming, *waiting]


def lines(guests: list[Guest]) -> Iterator[list[str]]:
    """A table to take along, its header first."""
    yield HEADER
    for guest in guests:
        one = guest.attendee
        yield [str(guest.district), one.label, guest.takes_part, one.access_needs, one.food]


def badges(meeting: Meeting, guests: list[Guest]) -> dict:
    """What the template of the badges prints."""
    people = [{"meeting": meeting.title, **person} for person in _on_site(guests)]
    return {"title": f"Namensschilder: {meeting.title}", "guests": people}


def attendance(meeting: Meeting, guests: list[Guest]) -> dict:
    """What the template of the list to sign prints."""
    facts = [dates.span(meeting.starts_at, meeting.ends_at), location(meeting)]
    return {
        "title": f"Anwesenheitsliste: {meeting.title}",
        "facts": [fact for fact in facts if fact],
        "guests": _on_site(guests),
    }


def _on_site(guests) -> list[dict]:
    return [
        {"name": guest.name, "function": guest.function, "district": str(guest.district)}
        for guest in guests
        if guest.is_on_site
    ]
