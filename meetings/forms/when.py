"""When a meeting takes place: how a start, an end and a deadline are entered and read."""

from datetime import datetime, timedelta

from crispy_forms.layout import Fieldset, Row
from django import forms

from forum_portal import dates
from forum_portal.forms import Depending, helper_for

from ..models import Meeting
from ..snapshot import fingerprint
from ..wall_time import WHOLE_DAYS, end_of_day, gap_message, instant, is_gap

WHEN = ("starts_on", "starts_time", "ends_on", "ends_time")
TIMES = ("starts_time", "ends_time")
FURTHEST = timedelta(days=5 * 366)
MISSING = {
    "title": "Bitte geben Sie einen Titel ein.",
    "starts_on": "Bitte geben Sie den Tag des Treffens an.",
    "starts_time": "Bitte geben Sie an, wann das Treffen beginnt.",
    "ends_time": "Bitte geben Sie an, wann das Treffen endet.",
    "format": "Bitte wählen Sie, ob das Treffen vor Ort oder online stattfindet.",
}


def date_input():
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


def time_input():
    return forms.TimeInput({"type": "time"}, format="%H:%M")


class Whens:
    """How a start and an end are read that somebody enters; the form has its ``now``."""

    def _clean_when(self, values, row=""):
        """``row`` ends the names of the fields where there are several dates."""
        starts_on, ends_on = f"starts_on{row}", f"ends_on{row}"
        starts_time, ends_time = f"starts_time{row}", f"ends_time{row}"
        last = ends_on if values.get(ends_on) else starts_on
        for day, at in ((starts_on, starts_time), (last, ends_time)):
            if day not in self.errors:
                self._clean_day(values, day)
            self._clean_gap(values, day, at)
        if ends_on not in self.errors:
            values[ends_on] = values.get(ends_on) or values.get(starts_on)
        starts_at = self._instant(values, starts_on, starts_time)
        ends_at = self._instant(values, ends_on, ends_time)
        whole = (values.get(starts_time), values.get(ends_time)) == WHOLE_DAYS
        if starts_at and starts_at <= self.now and starts_on not in self.errors:
            if whole:
                self.add_error(starts_on, "Bitte geben Sie einen Tag ab morgen an.")
            else:
                self.add_error(starts_time, "Bitte geben Sie eine Uhrzeit nach jetzt an.")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error(
                ends_on if whole else ends_time,
                "Das Ende liegt vor dem Beginn. Bitte geben Sie ein späteres Ende an.",
            )

    def _clean_day(self, values, name):
        day, today = values.get(name), dates.day(self.now)
        if day and day < today:
            self.add_error(name, "Bitte geben Sie einen Tag ab heute an.")
        elif day and day > today + FURTHEST:
            self.add_error(
                name, "Bitte prüfen Sie das Jahr. Der Tag liegt mehr als fünf Jahre voraus."
            )

    def _clean_gap(self, values, day, at):
        day, time = values.get(day), values.get(at)
        if day and time and is_gap(day, time):
            self.add_error(at, gap_message(day))

    @staticmethod
    def _instant(values, day, at):
        day, time = values.get(day), values.get(at)
        return instant(day, time) if day and time is not None else None


class WhenForm(Whens, forms.ModelForm):
    """When a meeting takes place, and until when the counties answer."""

    all_day = forms.BooleanField(
        label="Ganztägig",
        required=False,
        help_text="Im Kalender als ganzer Tag. Beginn und Ende zählen dann nicht.",
    )
    ends_on = forms.DateField(
        label="Letzter Tag",
        required=False,
        widget=date_input(),
        help_text="Nur bei mehreren Tagen.",
    )
    answer_on = forms.DateField(
        label="Antwort bis",
        required=False,
        widget=date_input(),
        help_text="Die Frist endet um 23:59 Uhr. Ohne Angabe endet sie mit dem Beginn.",
    )

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Meeting
        fields = WHEN
        widgets = {
            "starts_on": date_input(),
            "starts_time": time_input(),
            "ends_time": time_input(),
        }

    def __init__(self, *args, now: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = now
        for name in MISSING.keys() & self.fields.keys():
            self.fields[name].error_messages["required"] = MISSING[name]
        meeting = self.instance
        if meeting.pk:
            self.initial["seen"] = fingerprint(meeting)
        else:
            del self.fields["seen"]
        if meeting.answer_by:
            self.initial["answer_on"] = dates.day(meeting.answer_by)
        if meeting.pk and meeting.ends_on == meeting.starts_on:
            self.initial["ends_on"] = None
        for name in TIMES:
            self.fields[name].required = False
        if meeting.pk and meeting.is_all_day:
            self.initial |= {"all_day": True, **dict.fromkeys(TIMES)}
        self.helper = helper_for(*self.when_layout(), button="Treffen verschieben")
        if meeting.pk:
            self.helper.layout.append("seen")

    def when_layout(self) -> list:
        return [
            Fieldset(
                "Wann",
                Row("starts_on", Depending("starts_time")),
                Row(Depending("ends_time"), "ends_on"),
                "all_day",
                "answer_on",
            )
        ]

    def clean(self):
        values = super().clean()
        if "starts_on" in self.fields:
            self._clean_times(values)
            self._clean_when(values)
        self._clean_deadline(values)
        return values

    def values(self) -> dict:
        """What the services take: the fields, and the deadline as an instant."""
        values = {
            name: self.cleaned_data[name] for name in self._meta.fields if name in self.fields
        }
        return {**values, "answer_by": self._answer_by(self.cleaned_data)}

    def seen_version(self) -> str | None:
        """The fingerprint of what the form was filled in for; None if it carries none."""
        return self.cleaned_data.get("seen") or None

    def _clean_times(self, values):
        """The times of the day, of which whole days have none."""
        if values.get("all_day"):
            values |= dict(zip(TIMES, WHOLE_DAYS, strict=True))
            for name in TIMES:
                self.errors.pop(name, None)
        for name in TIMES:
            if values.get(name) is None and name not in self.errors:
                self.add_error(name, MISSING[name])

    def _clean_deadline(self, values):
        if values.get("answer_on") is None or self._keeps_deadline(values):
            return
        self._clean_day(values, "answer_on")
        answer_by, starts_at = self._answer_by(values), self._starts_at(values)
        if answer_by and starts_at and answer_by > starts_at:
            self.add_error(
                "answer_on",
                "Die Antwortfrist liegt nach dem Beginn des Treffens. "
                "Bitte geben Sie einen früheren Tag an.",
            )

    def _keeps_deadline(self, values) -> bool:
        """A deadline that is over may stay as it is, unless the meeting moves."""
        return self._answer_by(values) == self.instance.answer_by and not self._has_moved()

    def _has_moved(self) -> bool:
        return any(name in self.changed_data for name in (*WHEN, "all_day"))

    def _starts_at(self, values):
        if "starts_on" in self.fields:
            return self._instant(values, "starts_on", "starts_time")
        return self.instance.starts_at

    def _answer_by(self, values):
        """The chosen day as an instant; unchanged, the deadline that the meeting has."""
        day = values.get("answer_on")
        if day is None:
            return None
        current = self.instance.answer_by
        return current if current and dates.day(current) == day else end_of_day(day)
