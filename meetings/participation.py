"""Which county comes to a meeting, as the table on its page shows it; counties and people counted.

A county that waits for seats is one that answered, and its people are counted as waiting.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from members.models import District

from .models import Meeting, Registration
from .seats import Seats, seats
from .stages import Mode, Reply

AT_A_GLANCE = 40
MODE_SHAPES = {Mode.ON_SITE: "pin", Mode.ONLINE: "screen"}
WAITS = "auf der Warteliste"


@dataclass(frozen=True)
class Row:
    """One county: who comes for it, and its answer as a shape and a word."""

    district: District
    registration: Registration | None
    shape: str
    words: str
    is_own: bool

    @property
    def represented_by(self) -> str:
        attendees = self.registration.attendees.all() if self.registration else []
        return ", ".join(attendee.label for attendee in attendees)


@dataclass(frozen=True)
class Count:
    """How many counties gave one answer, as a word, a number and that many shapes."""

    words: str
    number: int
    shape: str

    @property
    def units(self) -> range:
        """One for each county, as long as they can be taken in at a glance."""
        return range(self.number if self.number <= AT_A_GLANCE else 0)


@dataclass(frozen=True)
class Participation:
    rows: list[Row]
    tally: list[Count]
    people: str
    seats: Seats | None


def participation(
    meeting: Meeting,
    members: Iterable[District],
    registrations: Iterable[Registration],
    own: Iterable[District],
    now: datetime,
) -> Participation:
    """A row for each member county and each that answered, by name; and the answers counted."""
    registrations = list(registrations)
    answers = {registration.district: registration for registration in registrations}
    districts = sorted({*members, *answers}, key=lambda district: district.sort_key)
    is_open = meeting.takes_answers(now)
    there = seats(meeting, registrations)
    rows = [_row(d, answers.get(d), d in own, is_open, there) for d in districts]
    is_counted = meeting.counts_seats
    return Participation(
        rows,
        _tally(registrations, len(districts), is_open),
        people_in_words(registrations),
        there if is_counted else None,
    )


def _tally(registrations, districts: int, is_open: bool) -> list[Count]:
    """The counties, each once."""
    declined = sum(one.reply == Reply.DECLINED for one in registrations)
    waiting = sum(_only_waits(one) for one in registrations)
    silent = districts - len(registrations)
    return [
        Count("angemeldet", len(registrations) - declined - waiting, "done"),
        *([Count("Warteliste", waiting, "planned")] if waiting else []),
        Count("abgesagt", declined, "none"),
        Count("offen" if is_open else "ohne Antwort", silent, "missing"),
    ]


def people_in_words(registrations) -> str:
    """``12 vor Ort, 5 online, 3 auf der Warteliste``; empty if nobody comes."""
    modes = Counter(one.mode for registration in registrations for one in registration.coming)
    counts = [(modes[mode], mode.label) for mode in Mode]
    counts.append((sum(len(one.waiting) for one in registrations), WAITS))
    return ", ".join(f"{number} {words}" for number, words in counts if number)


def _only_waits(registration) -> bool:
    return bool(registration.waiting) and not registration.coming


def answer_status(registration: Registration | None, is_own: bool, is_open: bool) -> tuple:
    """Shape and word for what a county answered, or did not."""
    if registration is None:
        if not is_open:
            return "none", "keine Antwort"
        return ("due", "Antwort fehlt") if is_own else ("open", "noch offen")
    if registration.reply == Reply.DECLINED:
        return "none", "abgesagt"
    if registration.waiting:
        return "planned", f"online, vor Ort {WAITS}" if registration.coming else WAITS
    modes = {Mode(attendee.mode) for attendee in registration.attendees.all()}
    if len(modes) == 1:
        mode = modes.pop()
        return MODE_SHAPES[mode], mode.label
    return MODE_SHAPES[Mode.ON_SITE], "vor Ort und online"


def own_status(meeting, own, registrations, now) -> tuple | None:
    """``answer_status`` of the first of a person's counties that owes an answer, else of the first.

    None for somebody who acts for no county.
    """
    if not own:
        return None
    answers = {registration.district_id: registration for registration in registrations}
    first = min(own, key=lambda district: district.pk in answers)
    return answer_status(answers.get(first.pk), True, meeting.takes_answers(now))


def _row(district, registration, is_own, is_open, there) -> Row:
    shape, words = answer_status(registration, is_own, is_open)
    if place := there.place_of(registration):
        words = f"{words}, Platz {place}"
    return Row(district, registration, shape, words, is_own)
