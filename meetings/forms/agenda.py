"""The agenda as one form: a row for each item, put in order by numbers, buttons or dragging."""

from datetime import timedelta

from crispy_forms.layout import Row
from django import forms

from forum_portal import dates
from forum_portal.forms import OneLineField, helper_for

from ..models import LONGEST_ITEM, AgendaItem, Meeting
from ..snapshot import ITEM, agenda_fingerprint
from .ordering import LAST, PREFIX, Ordered
from .when import MISSING


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
