"""What a meeting has resolved, with what result."""

from uuid import uuid4

from crispy_forms.layout import Row
from django import forms

from forum_portal.forms import LinesField, helper_for

from ..models import AgendaItem, Meeting, Resolution
from ..models.resolutions import LONGEST_RESOLUTION, MOST_VOTES
from ..services.resolving import SAID
from ..stages import Result


def _votes(label):
    return forms.IntegerField(label=label, min_value=0, max_value=MOST_VOTES, required=False)


class ResolutionForm(forms.Form):
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = LinesField(
        label="Wortlaut",
        max_length=LONGEST_RESOLUTION,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Bitte geben Sie an, was beschlossen wurde."},
    )
    result = forms.ChoiceField(
        label="Ergebnis",
        choices=Result.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte wählen Sie, wie entschieden wurde."},
    )
    votes_for = _votes("Dafür")
    votes_against = _votes("Dagegen")
    votes_abstained = _votes("Enthaltungen")
    item = forms.ModelChoiceField(
        label="Zu welchem Punkt der Tagesordnung",
        queryset=AgendaItem.objects.none(),
        required=False,
        empty_label="zu keinem bestimmten",
    )

    def __init__(self, data=None, *, meeting: Meeting, resolution: Resolution | None = None):
        super().__init__(data, initial=_said(resolution) if resolution else {"token": uuid4()})
        self.fields["item"].queryset = meeting.agenda.filter(is_break=False)
        self.helper = helper_for(
            "token",
            "seen",
            "text",
            "result",
            Row("votes_for", "votes_against", "votes_abstained"),
            "item",
            button="Beschluss speichern" if resolution else "Beschluss eintragen",
        )

    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in SAID}


def _said(resolution) -> dict:
    said = {name: getattr(resolution, name) for name in SAID}
    return said | {"item": resolution.item_id, "seen": resolution.edition}
