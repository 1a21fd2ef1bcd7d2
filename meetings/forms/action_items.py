"""What is to be done after a meeting, by whom and until when."""

from datetime import datetime
from uuid import uuid4

from crispy_forms.layout import Row
from django import forms

from forum_portal import dates
from forum_portal.forms import LinesField, OneLineField, helper_for

from ..models import ActionItem, AgendaItem, Meeting
from ..models.action_items import LONGEST_NOTE
from ..representing import all_representatives
from ..wall_time import end_of_day

OFFICE = "office"


class ActionItemForm(forms.Form):
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = OneLineField(
        label="Was zu tun ist",
        max_length=200,
        error_messages={"required": "Bitte sagen Sie in einer Zeile, was zu tun ist."},
    )
    who = forms.ChoiceField(
        label="Wer es tut",
        help_text="Ein Landkreis, dort vielleicht eine Person, oder die Geschäftsstelle.",
        error_messages={"required": "Bitte wählen Sie, wer es tut."},
    )
    due_on = forms.DateField(
        label="Bis wann",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text="Die Frist endet um 23:59 Uhr.",
        error_messages={"required": "Bitte geben Sie an, bis wann es getan sein soll."},
    )
    item = forms.ModelChoiceField(
        label="Zu welchem Punkt der Tagesordnung",
        queryset=AgendaItem.objects.none(),
        required=False,
        empty_label="zu keinem bestimmten",
    )
    note = LinesField(
        label="Notiz",
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=f"Lesen alle, die das Treffen sehen. Höchstens {LONGEST_NOTE} Zeichen.",
    )

    def __init__(
        self,
        data=None,
        *,
        meeting: Meeting,
        now: datetime,
        item: ActionItem | None = None,
        people=None,
    ):
        super().__init__(data, initial=_said(item) if item else {"token": uuid4()})
        self.fields["item"].queryset = meeting.agenda.filter(is_break=False)
        people = all_representatives(now) if people is None else people
        self._people = {d: there for d, there in people.items() if meeting.is_open_to(d)}
        self._by_key = {OFFICE: (None, None)}
        self.fields["who"].choices = [
            ("", "Bitte wählen"),
            (OFFICE, "Geschäftsstelle"),
            *self._counties(),
            *self._as_it_was(item),
        ]
        button = "Aufgabe speichern" if item else "Aufgabe eintragen"
        self.helper = helper_for(
            "token", "seen", "title", Row("who", "due_on"), "item", "note", button=button
        )

    def values(self) -> dict:
        """What the services take."""
        said = self.cleaned_data
        district, person = self._by_key[said["who"]]
        who = {"district": district, "person": person, "due_at": end_of_day(said["due_on"])}
        return {"title": said["title"], "note": said["note"], "item": said["item"], **who}

    def add_errors(self, error) -> None:
        """What the service found, at the field that shows it."""
        names = {"due_at": "due_on"}
        for name, messages in error.message_dict.items():
            self.add_error(names.get(name, name if name in self.fields else None), messages)

    def _counties(self):
        for district, people in self._people.items():
            group = [self._choice(district, None, f"{district}, wer dort zuständig ist")]
            group += [self._choice(district, person, label) for person, label in people.items()]
            yield str(district), group

    def _as_it_was(self, item):
        """Who has the task already, though the county left or the person no longer acts."""
        if item and _key(item.district, item.person) not in self._by_key:
            yield self._choice(item.district, item.person, item.who)

    def _choice(self, district, person, label) -> tuple[str, str]:
        key = _key(district, person)
        self._by_key[key] = district, person
        return key, label


def _key(district, person) -> str:
    if district is None:
        return OFFICE
    return f"{district.pk}-{person.pk}" if person else str(district.pk)


def _said(item) -> dict:
    return {
        "seen": item.edition,
        "title": item.title,
        "who": _key(item.district, item.person),
        "due_on": dates.day(item.due_at),
        "item": item.item_id,
        "note": item.note,
    }
