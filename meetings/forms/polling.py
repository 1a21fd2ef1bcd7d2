"""What the office enters about a date poll, and what a county answers to it."""

from datetime import datetime
from uuid import uuid4

from crispy_forms.layout import HTML, Fieldset, Row
from django import forms
from django.urls import reverse

from forum_portal import dates
from forum_portal.forms import Depending, OneLineField, helper_for
from members.models import District

from ..models import DatePoll, PollAnswer, PollDate
from ..models.polls import FEWEST_DATES, MOST_DATES
from ..stages import Format, Suits
from ..wall_time import WHOLE_DAYS, end_of_day
from .circles import CIRCLE, CircleForm
from .planning import LONGEST_TEXT
from .when import MISSING, TIMES, WHEN, Whens, date_input, time_input

ROWS = [f"_{number}" for number in range(1, MOST_DATES + 1)]
SHOWN = 4  # rows for dates that are open at first
NEEDED = ("starts_on", *TIMES)
SEEN_BY = (
    "Nur wer gefragt ist, sieht die Abstimmung und erhält Mails dazu. Der gastgebende Landkreis "
    "ist immer dabei. Das Treffen ist dann für dieselben."
)
OF_GROUP = "Gefragt sind ihre Landkreise, auch wer später beitritt."
UNKNOWN = [("", "noch offen"), *Format.choices]
MORE = '<details class="fp-more"{% if form.has_more %} open{% endif %}><summary>Weitere Termine'


def _when_fields(row="") -> dict:
    return {
        f"starts_on{row}": forms.DateField(label="Tag", required=False, widget=date_input()),
        f"starts_time{row}": forms.TimeField(label="Beginn", required=False, widget=time_input()),
        f"ends_time{row}": forms.TimeField(label="Ende", required=False, widget=time_input()),
        f"ends_on{row}": forms.DateField(
            label="Letzter Tag",
            required=False,
            widget=date_input(),
            help_text="Nur bei mehreren Tagen.",
        ),
    }


def _all_day_field() -> forms.BooleanField:
    return forms.BooleanField(
        label="Ganztägig",
        required=False,
        help_text="Zur Wahl stehen ganze Tage. Beginn und Ende zählen dann nicht.",
    )


class Dates(Whens):
    """How dates to choose from are read, one or several rows of them; all of whole days or none."""

    def _clean_row(self, values, row) -> dict | None:
        """The four values of a date; None of an empty row, and of one with mistakes."""
        names = {name: f"{name}{row}" for name in WHEN}
        asked = ("starts_on", "ends_on") if values.get("all_day") else WHEN
        if not any(self.data.get(self.add_prefix(names[name])) for name in asked):
            self._forget_times(values, names)
            return None
        if values.get("all_day"):
            self._forget_times(values, names, WHOLE_DAYS)
        for name in NEEDED:
            if names[name] not in self.errors and values.get(names[name]) is None:
                self.add_error(names[name], MISSING[name])
        self._clean_when(values, row)
        if self.errors.keys() & set(names.values()):
            return None
        return {name: values[field] for name, field in names.items()}

    def _forget_times(self, values, names, instead=(None, None)):
        """Whatever was entered there: of whole days it says nothing."""
        for name, time in zip(TIMES, instead, strict=True):
            values[names[name]] = time
            self.errors.pop(names[name], None)


class PollForm(Dates, CircleForm):
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    summary = forms.CharField(
        label="Worum es geht",
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    answer_on = forms.DateField(
        label="Antwort bis",
        widget=date_input(),
        help_text="Die Frist endet um 23:59 Uhr und muss vor dem ersten Termin liegen.",
        error_messages={"required": "Bitte geben Sie an, bis wann die Landkreise antworten."},
    )

    class Meta:
        model = DatePoll
        fields = ("kind", "title", "summary", *CIRCLE, "format", "venue", "host")
        field_classes = {"title": OneLineField, "venue": OneLineField}
        widgets = {"circle": forms.RadioSelect}
        error_messages = {"title": {"required": MISSING["title"]}}

    def __init__(self, *args, now: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self.now, poll = now, self.instance
        self.fields["all_day"] = _all_day_field()
        for row in ROWS:
            self.fields |= _when_fields(row)
        self.fields["format"].choices = UNKNOWN
        self.fields["host"].empty_label = "noch offen"
        members = District.objects.members(now)
        self.fields["host"].queryset = members | District.objects.filter(pk=poll.host_id)
        self._prepare_circle(members, about=_asked(poll), of_group=OF_GROUP)
        if poll.pk:
            del self.fields["token"]
            self.initial |= {"seen": poll.version, "answer_on": dates.day(poll.answer_by)}
            offered = list(poll.dates.all())
            self.initial["all_day"] = all(date.is_all_day for date in offered)
            for row, date in zip(ROWS, offered, strict=False):
                self.initial |= _initial(date, row)
        rows = [
            Fieldset(
                f"Termin {number}",
                Row(*(Depending(f"{name}{row}") for name in ("starts_on", "starts_time"))),
                Row(Depending(f"ends_time{row}"), Depending(f"ends_on{row}")),
            )
            for number, row in enumerate(ROWS, 1)
        ]
        self.helper = helper_for(
            "seen" if poll.pk else "token",
            Fieldset("Worum es geht", "kind", "title", "summary"),
            Fieldset("Wer gefragt ist", *self._circle_layout()),
            Fieldset("Wo", "format", "venue", "host"),
            Fieldset("Antwortfrist", "answer_on"),
            Fieldset("Termine zur Wahl", "all_day"),
            *rows[:SHOWN],
            HTML(f'{MORE}</summary><div class="fp-form fp-mt-s">'),
            *rows[SHOWN:],
            HTML("</div></details>"),
            button="Änderungen speichern" if poll.pk else "Entwurf speichern",
        )

    @property
    def has_more(self) -> bool:
        """Whether something is entered in the rows that are closed at first."""
        return any(self[f"{name}{row}"].value() for row in ROWS[SHOWN:] for name in WHEN)

    def clean(self):
        values = super().clean()
        self.offered = [(row, date) for row in ROWS if (date := self._clean_row(values, row))]
        seen = []
        for row, date in self.offered:
            if date in seen:
                self.add_error(f"starts_on{row}", "Dieser Termin steht schon weiter oben.")
            seen.append(date)
        if not self.errors and len(seen) < FEWEST_DATES:
            empty = next(row for row in ROWS if row not in dict(self.offered))
            self.add_error(f"starts_on{empty}", "Bitte geben Sie mindestens zwei Termine an.")
        self._clean_deadline(values)
        self._clean_circle(values)
        return values

    def _clean_deadline(self, values):
        self._clean_day(values, "answer_on")
        starts = [self._instant(date, "starts_on", "starts_time") for _, date in self.offered]
        if values.get("answer_on") and starts and end_of_day(values["answer_on"]) >= min(starts):
            self.add_error(
                "answer_on",
                "Die Frist muss vor dem ersten Termin enden: spätestens am Tag davor.",
            )

    def values(self) -> dict:
        """What the services take."""
        return {
            **{name: self.cleaned_data[name] for name in self._meta.fields},
            "answer_by": end_of_day(self.cleaned_data["answer_on"]),
            "dates": [date for _, date in self.offered],
            "invited": self.chosen_counties(),
        }

    def _get_validation_exclusions(self):
        """What the dates say is checked by the service, which knows all of them."""
        return {*super()._get_validation_exclusions(), "answer_by", "first_at"}

    def validate_constraints(self):
        """As above."""


def _asked(poll: DatePoll) -> str:
    if poll.opened_at:
        return f"{SEEN_BY} Bis zur ersten Antwort können Sie noch Landkreise hinzunehmen."
    return SEEN_BY


def _initial(date: PollDate, row: str) -> dict:
    values = {f"{name}{row}": getattr(date, name) for name in WHEN}
    if date.ends_on == date.starts_on:
        values[f"ends_on{row}"] = None
    if date.is_all_day:
        values |= {f"{name}{row}": None for name in TIMES}
    return values


class PollDateForm(Dates, forms.Form):
    """One more date."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, poll: DatePoll, now: datetime):
        whole = all(date.is_all_day for date in poll.dates.all())
        super().__init__(data, initial={"seen": poll.version})
        self.poll, self.now, self.whole = poll, now, whole
        self.fields |= _when_fields()
        if whole:
            for name in TIMES:
                del self.fields[name]
        self.fields["starts_on"].required = True
        self.fields["starts_on"].error_messages["required"] = MISSING["starts_on"]
        self.helper = helper_for(
            "seen",
            *self._rows(),
            button="Termin ergänzen",
        )

    def _rows(self) -> list:
        """Whole days like the others, or times like the others."""
        if self.whole:
            return [Row("starts_on", "ends_on")]
        return [
            Row("starts_on", Depending("starts_time")),
            Row(Depending("ends_time"), "ends_on"),
        ]

    def clean(self):
        values = super().clean() | {"all_day": self.whole}
        self.date = self._clean_row(values, "")
        starts_at = self._instant(values, "starts_on", "starts_time")
        if starts_at and starts_at <= self.poll.answer_by:
            deadline = dates.deadline(self.poll.answer_by)
            self.add_error(
                "starts_on", f"Der Termin muss nach der Antwortfrist liegen: {deadline}."
            )
        return values


class ChooseForm(forms.Form):
    """What a meeting needs besides its date, as far as the poll left it open."""

    format = forms.ChoiceField(
        label="Form",
        choices=Format.choices,
        widget=forms.RadioSelect,
        error_messages={"required": MISSING["format"]},
    )
    venue = OneLineField(
        label="Ort", max_length=200, required=False, help_text="Bei Treffen vor Ort nötig."
    )

    def __init__(self, data=None, *, poll: DatePoll):
        super().__init__(data, initial={"format": poll.format, "venue": poll.venue})
        self.helper = helper_for("format", Depending("venue"), button="Diesen Termin wählen")

    def clean(self):
        values = super().clean()
        if values.get("format") in (Format.ON_SITE, Format.HYBRID) and not values.get("venue"):
            self.add_error("venue", "Bitte geben Sie an, wo das Treffen stattfindet.")
        return values


class EndForm(forms.Form):
    reason = OneLineField(
        label="Grund",
        max_length=500,
        error_messages={"required": "Bitte sagen Sie den Landkreisen, warum."},
    )

    def __init__(self, data=None, *, button: str, is_told: bool):
        super().__init__(data)
        if is_told:
            self.fields["reason"].help_text = "Steht in der Mail an alle, die gefragt wurden."
        self.helper = helper_for("reason", button=button)


class AnswerForm(forms.Form):
    """Whether each date suits one county."""

    district = forms.CharField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    # Set where the person acts for another county at present: sending then changes that.
    switch = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data=None,
        *,
        poll: DatePoll,
        offered: list[PollDate],
        district: District,
        answer: PollAnswer | None,
    ):
        said = {choice.date_id: choice.suits for choice in answer.choices.all()} if answer else {}
        initial = {_name(date): said.get(date.pk) for date in offered}
        initial |= {
            "district": district.pk,
            "seen": answer.answered_at.isoformat() if answer else "",
        }
        super().__init__(data, initial=initial, auto_id=f"id_{district.pk}_%s")
        self.offered = offered
        for date in offered:
            self.fields[_name(date)] = forms.ChoiceField(
                label=dates.span(date.starts_at, date.ends_at),
                choices=Suits.choices,
                widget=forms.RadioSelect,
                error_messages={"required": "Bitte sagen Sie auch zu diesem Termin, ob er passt."},
            )
        self.helper = helper_for(
            "district",
            "seen",
            "switch",
            *map(_name, offered),
            button=self._button(district, answer),
            button_id=f"antwort-{district.pk}-senden",
        )
        self.helper.form_action = reverse("meetings:answer_poll", args=[poll.pk])
        self.helper.mark_optional = False

    def _button(self, district, answer) -> str:
        if self.data.get("switch"):
            return f"Zu {district} wechseln und antworten"
        return "Antwort ändern" if answer else "Antwort abgeben"

    def suits(self) -> dict[int, str]:
        return {date.pk: self.cleaned_data[_name(date)] for date in self.offered}

    def seen_at(self) -> datetime | None:
        """When the answer was given that the person saw; nonsense counts as none."""
        try:
            return datetime.fromisoformat(self.cleaned_data["seen"])
        except ValueError:
            return None


def _name(date: PollDate) -> str:
    return f"date_{date.pk}"
