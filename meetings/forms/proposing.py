"""What a county proposes for the agenda, and what the office decides about it."""

from uuid import uuid4

from crispy_forms.layout import Row
from django import forms

from forum_portal.forms import LinesField, OneLineField, helper_for
from forum_portal.titles import require_visible

from ..models import LONGEST_ITEM, AgendaItem, Proposal
from ..models.proposals import LONGEST_REASON

MINUTES = {
    "label": "Dauer in Minuten",
    "min_value": 1,
    "max_value": LONGEST_ITEM,
    "error_messages": {"required": "Bitte geben Sie an, wie lange der Punkt dauert."},
}


class ProposalForm(forms.Form):
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    district = forms.CharField(widget=forms.HiddenInput)
    title = OneLineField(
        label="Titel",
        max_length=200,
        error_messages={"required": "Bitte geben Sie dem Punkt einen Titel."},
    )
    reason = LinesField(
        label="Worum es geht und warum",
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 4}),
        help_text=f"Liest nur die Geschäftsstelle. Höchstens {LONGEST_REASON} Zeichen.",
        error_messages={"required": "Bitte sagen Sie in ein, zwei Sätzen, worum es geht."},
    )
    minutes = forms.IntegerField(**MINUTES)
    speaker = OneLineField(label="Wer spricht", max_length=200, required=False)

    def __init__(self, data=None, *, district=None):
        start = {"token": uuid4(), "minutes": 30, "district": district and district.pk}
        super().__init__(data, initial=start)
        self.helper = helper_for(
            "token",
            "district",
            "title",
            "reason",
            Row("speaker", "minutes"),
            button="Punkt vorschlagen",
        )

    def clean_title(self):
        require_visible(self.cleaned_data["title"])
        return self.cleaned_data["title"]

    def values(self) -> dict:
        names = ("title", "reason", "minutes", "speaker")
        return {name: self.cleaned_data[name] for name in names}


class AcceptForm(forms.Form):
    minutes = forms.IntegerField(**MINUTES)
    after = forms.ModelChoiceField(
        label="Steht nach",
        queryset=AgendaItem.objects.none(),
        required=False,
        empty_label="als erster Punkt",
    )

    def __init__(self, data=None, *, proposal: Proposal):
        agenda = proposal.meeting.agenda.all()
        last = agenda.last()
        super().__init__(data, initial={"minutes": proposal.minutes, "after": last and last.pk})
        self.fields["after"].queryset = agenda
        self.helper = helper_for("minutes", "after", button="Auf die Tagesordnung setzen")
        self.helper.mark_optional = False


class DeclineForm(forms.Form):
    reason = OneLineField(
        label="Begründung",
        max_length=500,
        help_text="Lesen der Landkreis, der den Punkt vorgeschlagen hat, und die Geschäftsstelle.",
        error_messages={"required": "Bitte sagen Sie, warum der Punkt nicht aufgenommen wird."},
    )

    def __init__(self, *args):
        super().__init__(*args)
        self.helper = helper_for("reason", button="Vorschlag ablehnen")
