"""What the office enters about meetings."""

from datetime import datetime, timedelta
from uuid import uuid4, uuid5

from crispy_forms.layout import HTML, Fieldset, Row
from django import forms
from django.forms.models import model_to_dict

from forum_portal import dates
from forum_portal.forms import Depending, OneLineField, helper_for
from members.models import District

from ..models import (
    LONGEST_ITEM,
    MOST_SEATS,
    AgendaItem,
    Meeting,
    WorkingGroup,
    usual_answer_reminders,
    usual_reminders,
)
from ..reminding import too_late
from ..snapshot import ITEM, agenda_fingerprint, fingerprint
from ..stages import DAYS, Circle, Format, Offset, Stage
from ..wall_time import WHOLE_DAYS, end_of_day, gap_message, instant, is_gap
from .ordering import LAST, PREFIX, Ordered

PLACE = ("format", "venue", "capacity", "travel_notes", "video_link", "host")
ABOUT = ("kind", "title", "summary", *PLACE)
WHEN = ("starts_on", "starts_time", "ends_on", "ends_time")
TIMES = ("starts_time", "ends_time")
REMINDERS = ("reminders", "answer_reminders")
MAILS = ("link_only", *REMINDERS)
CIRCLE = ("circle", "group", "invited")
FURTHEST = timedelta(days=5 * 366)
LONGEST_TEXT = 5000
# Closed until somebody chooses among the counties; what it begins, the layout ends after them.
COUNTIES = (
    '<details class="fp-more"{% if form.shows_counties %} open{% endif %}>'
    '<summary>Ausgewählte Landkreise</summary><div class="fp-form fp-mt-s">'
)
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


class Ticks(forms.CheckboxSelectMultiple):
    """Boxes with a hidden blank beside them, so that none ticked is not the same as none sent."""

    def value_from_datadict(self, data, files, name):
        return list(filter(None, super().value_from_datadict(data, files, name) or []))


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


class MeetingForm(WhenForm):
    """All about a meeting; once it is announced, its time is not changed but moved."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    summary = forms.CharField(
        label="Kurzbeschreibung",
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    capacity = forms.IntegerField(
        label="Plätze vor Ort",
        min_value=1,
        max_value=MOST_SEATS,
        required=False,
        help_text="So viele Personen können vor Ort teilnehmen, weitere stehen auf einer "
        "Warteliste. Ohne Angabe gibt es keine Grenze.",
    )
    travel_notes = forms.CharField(
        label="Anreise und Barrierefreiheit",
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    video_link = forms.URLField(
        label="Zugang zur Videokonferenz",
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text="Steht auf der Seite des Treffens, nur für Personen der angemeldeten Landkreise "
        "und für die Geschäftsstelle.",
    )
    reminders = forms.MultipleChoiceField(
        label="Erinnerung vor dem Treffen",
        choices=Offset.choices,
        initial=usual_reminders,
        required=False,
        widget=Ticks,
        help_text="An alle, die kommen.",
    )
    answer_reminders = forms.MultipleChoiceField(
        label="Erinnerung vor der Antwortfrist",
        choices=[(day.value, day.label) for day in DAYS],
        initial=usual_answer_reminders,
        required=False,
        widget=Ticks,
        help_text="An Landkreise, die noch nicht geantwortet haben.",
    )

    invited = forms.MultipleChoiceField(label="Landkreise", required=False, widget=Ticks)

    class Meta(WhenForm.Meta):
        fields = (*ABOUT, *WHEN, *MAILS, "circle", "group")
        field_classes = {"title": OneLineField, "venue": OneLineField}
        widgets = {
            **WhenForm.Meta.widgets,
            "format": forms.RadioSelect,
            "circle": forms.RadioSelect,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields(["kind", "title", "summary", *WHEN, "answer_on"])
        self.fields["format"].choices = Format.choices
        self.fields["venue"].help_text = "Bei Treffen vor Ort nötig."
        self.fields["host"].empty_label = "kein gastgebender Landkreis"
        members = District.objects.members(self.now)
        self.fields["host"].queryset = members | District.objects.filter(pk=self.instance.host_id)
        self._prepare_circle(members)
        when = self.when_layout()
        if self.instance.stage == Stage.ANNOUNCED:
            for name in (*WHEN, "all_day"):
                del self.fields[name]
            when = ["answer_on"]
        if self.instance.pk:
            del self.fields["token"]
        self.helper = helper_for(
            "seen" if self.instance.pk else "token",
            Fieldset("Worum es geht", "kind", "title", "summary"),
            Fieldset("Wer eingeladen ist", *self._circle_layout()),
            *when,
            Fieldset("Wo", "format", Depending("venue"), *PLACE[2:]),
            Fieldset("Mails", "link_only", *self._reminder_layout()),
            button="Änderungen speichern" if self.instance.pk else "Entwurf speichern",
        )

    @classmethod
    def like(cls, meeting: Meeting) -> dict:
        """What a form for another such meeting begins with: everything but when."""
        names = [name for name in cls._meta.fields if name not in WHEN]
        more = {"invited": _keys(meeting), "all_day": meeting.is_all_day}
        return {**model_to_dict(meeting, names), **more}

    def uid(self) -> str:
        """One for each content of each form: sent twice it is one meeting, changed another."""
        return f"{uuid5(self.cleaned_data['token'], repr(self.values()))}@forum-portal"

    def clean(self):
        values = super().clean()
        if values.get("format") in (Format.ON_SITE, Format.HYBRID) and not values.get("venue"):
            self.add_error("venue", "Bitte geben Sie an, wo das Treffen stattfindet.")
        self._clean_reminders(values)
        self._clean_circle(values)
        return values

    def values(self) -> dict:
        chosen = [d for d in self._counties if d.pk in self.cleaned_data["invited"]]
        return {**super().values(), "invited": chosen}

    def clean_circle(self):
        """What was sent without the question leaves it as it is."""
        return self.cleaned_data["circle"] or self.instance.circle

    def clean_group(self):
        return self.cleaned_data["group"] if "group" in self.data else self.instance.group

    def clean_invited(self):
        return self.cleaned_data["invited"] if "invited" in self.data else self._there

    def clean_reminders(self):
        return self._chosen("reminders")

    def clean_answer_reminders(self):
        return self._chosen("answer_reminders")

    def _chosen(self, name) -> list[str]:
        """The furthest first; what was sent without these boxes leaves them as they are."""
        if name not in self.data:
            return getattr(self.instance, name)
        return [offset for offset in Offset.values if offset in self.cleaned_data[name]]

    def _clean_reminders(self, values):
        wanted = {name: values[name] for name in REMINDERS if name in values}
        wanted["answer_by"] = self._answer_by(values)
        for name, offsets in too_late(self.instance, wanted, self.now).items():
            for offset in offsets:
                self.add_error(
                    name, f"„{offset.label}“ ist schon vorbei. Bitte wählen Sie das wieder ab."
                )

    def _prepare_circle(self, members):
        """Which groups and counties there are to choose from, and what is chosen now."""
        meeting, fields = self.instance, self.fields
        self._there = _keys(meeting) if meeting.pk else []
        fields["circle"].required = False
        fields["circle"].choices = Circle.choices
        fields["circle"].help_text = (
            "Nur wer eingeladen ist, sieht das Treffen und erhält Mails dazu; Geschäftsstelle und "
            "gastgebender Landkreis sehen es immer."
        )
        if meeting.stage == Stage.ANNOUNCED:
            fields["circle"].help_text += " Jetzt können Sie nur noch Landkreise hinzunehmen."
        fields["group"].help_text = "Eingeladen sind ihre Landkreise, auch wer später beitritt."
        fields["group"].empty_label = "Bitte wählen"
        fields["group"].queryset = WorkingGroup.objects.at_work() | WorkingGroup.objects.filter(
            pk=meeting.group_id
        )
        self._counties = list(members | District.objects.filter(pk__in=self._there))
        fields["invited"].choices = [(d.pk, str(d)) for d in self._counties]
        self.initial.setdefault("invited", self._there)

    def _clean_circle(self, values):
        """What the choice does not ask for is left out, whatever stands there."""
        circle = values.get("circle")
        if circle != Circle.GROUP:
            values["group"] = None
        elif not values.get("group") and "group" not in self.errors:
            self.add_error("group", "Bitte wählen Sie die Arbeitsgruppe, die sich trifft.")
        if circle != Circle.CHOSEN:
            values["invited"] = []
        elif not values.get("invited") and "invited" not in self.errors:
            self.add_error("invited", "Bitte wählen Sie mindestens einen Landkreis.")

    def _circle_layout(self) -> list:
        return [
            Depending("circle"),
            Depending("group"),
            HTML(COUNTIES),
            Depending("invited"),
            HTML('<input type="hidden" name="invited" value=""></div></details>'),
        ]

    @property
    def shows_counties(self) -> bool:
        """Whether some are chosen, or should be."""
        return bool(self["invited"].value() or self["invited"].errors)

    @staticmethod
    def _reminder_layout() -> list:
        return [
            part
            for name in REMINDERS
            for part in (name, HTML(f'<input type="hidden" name="{name}" value="">'))
        ]


def _keys(meeting) -> list[str]:
    """Of the counties that are chosen by name."""
    return list(meeting.invited.values_list("pk", flat=True))


class CancelForm(forms.Form):
    reason = OneLineField(
        label="Grund der Absage",
        max_length=500,
        required=False,
    )

    def __init__(self, *args, meeting: Meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = (
            "Steht auf der Seite des Treffens und in keiner Mail."
            if meeting.link_only
            else "Steht in der Mail an alle Eingeladenen."
        )
        self.helper = helper_for("reason", button="Treffen absagen")


class AgendaItemForm(forms.ModelForm):
    # The item that the row is about, so that what hangs on it stays with it; empty for a new one.
    item = forms.IntegerField(widget=forms.HiddenInput, required=False)
    minutes = forms.IntegerField(
        label="Dauer in Minuten",
        min_value=1,
        max_value=LONGEST_ITEM,
        error_messages={"required": "Bitte geben Sie an, wie lange der Punkt dauert."},
    )

    class Meta:
        model = AgendaItem
        fields = ITEM
        labels = {"title": "Titel"}
        error_messages = {"title": {"required": MISSING["title"]}}
        field_classes = {"title": OneLineField, "speaker": OneLineField}


class BaseAgendaFormSet(forms.BaseFormSet):
    """The whole agenda, with a few empty rows below; works without JavaScript."""

    ordering_widget = forms.NumberInput

    def __init__(self, data=None, *, meeting: Meeting, ordered: Ordered | None = None):
        self.meeting, items = meeting, list(meeting.agenda.all())
        self.ordered = ordered
        # What was sent is taken whole, whatever stands there by now.
        rows = ordered.rows if ordered else [_row(item) for item in items]
        initial = [] if data else rows
        super().__init__(data, initial=initial, prefix=PREFIX)
        self.seen = agenda_fingerprint(items)
        self.helper = helper_for(
            "item",
            Row("title", "minutes"),
            Row("speaker", "ORDER"),
            Row("is_break", "DELETE"),
            button="Tagesordnung speichern",
        )
        self.helper.form_tag = False
        self.helper.template = "meetings/_agenda_rows.html"
        self._tell_times()
        if ordered and ordered.place is not None:
            self._focus_on(ordered)

    def _tell_times(self) -> None:
        """Each form says from when to when its item takes place, as far as that is known."""
        self.end = self.meeting.starts_at
        for form in sorted(self.forms, key=_place):
            minutes = _minutes(form)
            if minutes and not self.meeting.is_all_day:
                form.time = self.end, self.end + timedelta(minutes=minutes)
                self.end = form.time[1]

    def _focus_on(self, ordered) -> None:
        """The same button of the row that was moved; at the edge the one that leads back."""
        at_the_edge = {"up": 0, "down": len(ordered.rows) - 1}[ordered.step] == ordered.place
        other = {"up": "down", "down": "up"}[ordered.step]
        self.forms[ordered.place].takes_focus = other if at_the_edge else ordered.step

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["ORDER"].label = "Reihenfolge"
        form.fields["DELETE"].label = "Punkt streichen"

    def clean(self):
        if self.total_form_count() < max(self.initial_form_count(), 1):
            raise forms.ValidationError(
                "Die Tagesordnung ist nicht vollständig angekommen. "
                "Bitte öffnen Sie die Seite noch einmal."
            )
        if not self.is_valid():
            return
        end = self.meeting.starts_at + timedelta(minutes=sum(i["minutes"] for i in self.items()))
        if end > self.meeting.ends_at:
            if self.meeting.is_all_day:
                raise forms.ValidationError(
                    "Die Tagesordnung ist länger als das Treffen. Bitte kürzen Sie einen Punkt."
                )
            raise forms.ValidationError(
                f"Die Tagesordnung endet um {dates.clock_time(end)}, das Treffen um "
                f"{dates.clock_time(self.meeting.ends_at)}. Bitte kürzen Sie einen Punkt."
            )

    def items(self) -> list[dict]:
        """The items in the chosen order, without the deleted and the empty ones."""
        return [_values(form.cleaned_data) for form in self.ordered_forms]


def _place(form) -> int:
    try:
        return int(form["ORDER"].value())
    except (TypeError, ValueError):
        return LAST


def _minutes(form) -> int:
    """How long the item takes; nothing where it is to go or that cannot be told."""
    try:
        minutes = int(form["minutes"].value())
    except (TypeError, ValueError):
        return 0
    return minutes if 0 < minutes <= LONGEST_ITEM and not form["DELETE"].value() else 0


def _row(item: AgendaItem) -> dict:
    return {"item": item.pk, **{name: getattr(item, name) for name in ITEM}}


def _values(cleaned: dict) -> dict:
    """What the service takes: with the ``pk`` where the row is about an item that was there."""
    known = {"pk": cleaned["item"]} if cleaned.get("item") else {}
    return {name: cleaned[name] for name in ITEM} | known


AgendaFormSet = forms.formset_factory(
    AgendaItemForm,
    formset=BaseAgendaFormSet,
    extra=4,
    can_order=True,
    can_delete=True,
    max_num=60,
    absolute_max=100,
)
