"""The part of a meeting's page in which a county answers."""

from ..forms.registering import RegistrationForm, panel_id
from ..models import Attendee, Registration
from ..seats import counted_seats
from ..stages import Stage
from ..wording import accusative, capitalised, coming_in_words, nominative


class Panel:
    """What one county has answered, and the form for it while answers are taken.

    Somebody who acts for another county at present (``is_acting`` is false) reads what
    holds, and finds the way to act for this one.
    """

    def __init__(self, meeting, person, district, now, registrations=None, *, is_acting=True):
        self.meeting, self.person, self.district, self.now = meeting, person, district, now
        self.is_acting = is_acting
        self.seats = counted_seats(meeting, registrations)
        if registrations is None:
            registrations = meeting.registrations.filter(district=district).select_related(
                "district"
            )
        self.registration: Registration | None = next(
            (r for r in registrations if r.district_id == district.pk), None
        )
        self.is_open = meeting.takes_answers(now)
        has_form = self.is_open and self.registration is None and is_acting
        self.form = self.make_form() if has_form else None
        self.refusal = None
        self.message = ""
        self.takes_focus = False

    def make_form(self, data=None) -> RegistrationForm:
        return RegistrationForm(
            data,
            meeting=self.meeting,
            district=self.district,
            registration=self.registration,
            by=self.person,
            now=self.now,
        )

    @property
    def id(self) -> str:
        return panel_id(self.district)

    @property
    def come_otherwise(self) -> list[Attendee]:
        """Who comes in another way than the county chose, because the meeting changed."""
        attendees = self.registration.attendees.all() if self.registration else []
        return [attendee for attendee in attendees if attendee.comes_otherwise]

    @property
    def title(self) -> str:
        if self.registration is None and self.is_open:
            return f"{capitalised(accusative(self.district))} anmelden"
        return f"Rückmeldung für {accusative(self.district)}"

    def answered(self, registration, message):
        """What holds and how many seats there are, after an answer."""
        self.registration, self.form, self.message = registration, None, message
        self.seats = counted_seats(self.meeting)

    @property
    def place(self) -> int | None:
        """Its place in the queue for seats on site."""
        return self.seats and self.seats.place_of(self.registration)

    @property
    def may_move_up(self) -> bool:
        """Whether it waits, and the meeting has not begun."""
        is_ahead = self.meeting.stage == Stage.ANNOUNCED and self.meeting.starts_at > self.now
        return bool(self.place) and is_ahead

    @property
    def shape(self) -> str:
        if not self.attends:
            return "none"
        return "done" if self.registration.coming else "planned"

    @property
    def due_shape(self) -> str:
        """Of a county that has not answered."""
        return "due" if self.is_open else "none"

    @property
    def attends(self) -> bool:
        return self.registration is not None and self.registration.attends

    @property
    def words(self) -> str:
        """What holds for the county now."""
        county = capitalised(nominative(self.district))
        if self.registration is None:
            return f"{county} hat {'noch ' if self.is_open else ''}nicht geantwortet."
        was = self.meeting.stage == Stage.HELD or self.meeting.ends_at <= self.now
        if not self.attends:
            return f"{county} {'hatte abgesagt' if was else 'nimmt nicht teil'}."
        if not self.registration.coming:
            verb = "stand" if was else "steht"
            return f"{county} {verb} {coming_in_words(self.registration)}."
        verb = "war" if was else "ist"
        return f"{county} {verb} angemeldet, {coming_in_words(self.registration)}."
