"""The seats on site: how many there are, who has one, and who waits in which order.

The queue is strictly in order: nobody overtakes a county that waits, not even with a
smaller answer, and a county moves up with all whom it registered on site, or not yet.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from .models import Meeting, Registration


@dataclass(frozen=True)
class Seats:
    """``capacity`` is None where everybody finds a seat; ``queue`` has who waits, first first."""

    capacity: int | None
    taken: int
    queue: list[Registration]

    @property
    def free(self) -> int:
        """What a new answer can have: nothing while somebody waits, who would be overtaken."""
        return 0 if self.queue else max(self.capacity - self.taken, 0)

    @property
    def needed(self) -> int:
        """The fewest seats with which everybody keeps theirs, and the queue can move."""
        return max([self.taken, *(len(one.waiting) for one in self.queue)])

    @property
    def words(self) -> str:
        if self.free:
            return f"noch {self.free} von {self.capacity} Plätzen vor Ort frei"
        if not self.queue:
            every = "der einzige Platz" if self.capacity == 1 else f"alle {self.capacity} Plätze"
            return f"{every} vor Ort vergeben"
        count = len(self.queue)
        counties = "1 Landkreis" if count == 1 else f"{count} Landkreise"
        return f"{self.capacity} Plätze vor Ort, keiner mehr frei; {counties} auf der Warteliste"

    def place_of(self, registration: Registration | None) -> int | None:
        """Its place in the queue, counted from 1; None if it does not wait."""
        places = (at for at, one in enumerate(self.queue, 1) if one == registration)
        return next(places, None)

    def moving_up(self) -> list[Registration]:
        """Those at the head of the queue for whom there are seats now."""
        if self.capacity is None:
            return self.queue
        free, moving = self.capacity - self.taken, []
        for registration in self.queue:
            free -= len(registration.waiting)
            if free < 0:
                break
            moving.append(registration)
        return moving


def seats(meeting: Meeting, registrations: Iterable[Registration] | None = None) -> Seats:
    """The seats as they are; of ``registrations`` if all of the meeting are at hand, else read."""
    if registrations is None:
        registrations = meeting.registrations.select_related("district").prefetch_related(
            "attendees"
        )
    registrations = [one for one in registrations if one.attends]
    queue = sorted(
        (one for one in registrations if one.waiting), key=lambda one: (one.waits_since, one.pk)
    )
    taken = sum(len(one.on_site) for one in registrations if not one.waits_since)
    return Seats(meeting.capacity, taken, queue)


def counted_seats(meeting: Meeting, registrations=None) -> Seats | None:
    """``seats`` where only so many people can come on site, else None."""
    return seats(meeting, registrations) if meeting.counts_seats else None
