"""Who of a county comes on site at once, who waits, and who moves up; under the meeting's lock."""

from datetime import datetime

from mailroom.services import hand_in
from members.models import Person

from ..models import Meeting, Registration
from ..refusals import NoRoom
from ..seats import seats
from ..snapshot import payload
from ..stages import Mode, Stage, Verb
from .steps import record


def waits_since(
    meeting: Meeting, before: Registration | None, coming, now: datetime
) -> datetime | None:
    """The place in the queue of an answer, None if it has its seats; ``NoRoom`` if neither.

    Who has seats keeps them, and gets more of those that are free. Who waits keeps the
    place with as many people or fewer; with more, it is a new answer at the end.
    """
    wanted = sum(one.mode == Mode.ON_SITE for one in coming)
    if not wanted or not meeting.counts_seats:
        return None
    if wanted > meeting.capacity:
        raise NoRoom(
            f"Vor Ort gibt es nur {_places(meeting.capacity)}",
            "Bitte melden Sie weniger Personen für vor Ort an" + _or_online(meeting),
        )
    had = len(before.on_site) if before and before.attends else 0
    if before and before.waits_since and had:
        return before.waits_since if wanted <= had else now
    free = seats(meeting).free
    if wanted <= had + free:
        return None
    if had:
        raise NoRoom(
            _no_more(free),
            "Die bisherige Rückmeldung gilt weiter, Ihre Eingaben sind noch nicht gespeichert. "
            f"Bitte melden Sie höchstens {_people(had + free)} für vor Ort an"
            + _or_online(meeting),
        )
    return now


def require_room(meeting: Meeting) -> None:
    """Refuse fewer seats than are taken, and fewer than a county needs that waits."""
    if not meeting.counts_seats:
        return
    there = seats(meeting)
    if there.needed <= meeting.capacity:
        return
    title = f"Vor Ort sind schon {_people(there.taken)} angemeldet"
    if there.taken <= meeting.capacity:
        title = f"Auf der Warteliste steht ein Landkreis mit {_people(there.needed)}"
    raise NoRoom(title, f"Bitte geben Sie mindestens {_places(there.needed)} an.")


def move_up(meeting: Meeting, now: datetime) -> None:
    """Give the seats that are free to those who wait, in order, and tell each county once."""
    if meeting.stage != Stage.ANNOUNCED or meeting.starts_at <= now or not meeting.is_on_site:
        return
    for registration in seats(meeting).moving_up():
        waited_since, registration.waits_since = registration.waits_since, None
        registration.moved_up_at = now
        registration.save(update_fields=["waits_since", "moved_up_at"])
        record(meeting, Verb.MOVED_UP, by=None, now=now, district=registration.district)
        people = Person.objects.receiving(now).acting_for([registration.district], now).distinct()
        hand_in(
            "meeting_moved_up",
            occasion=f"meeting:{meeting.pk}:moved_up:{registration.pk}:{waited_since.isoformat()}",
            people=sorted(people.values_list("pk", flat=True)),
            payload=payload(meeting, registration=registration.pk),
            now=now,
            valid_until=meeting.starts_at,
        )


def _no_more(free: int) -> str:
    if free:
        return f"Vor Ort {'ist' if free == 1 else 'sind'} nur noch {_places(free)} frei"
    return "Vor Ort ist kein weiterer Platz frei"


def _or_online(meeting) -> str:
    return " oder weitere Personen online." if meeting.is_online else "."


def _places(number: int) -> str:
    return "1 Platz" if number == 1 else f"{number} Plätze"


def _people(number: int) -> str:
    return "1 Person" if number == 1 else f"{number} Personen"
