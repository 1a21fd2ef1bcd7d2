"""When a county's lead is away, and who stands in."""

from crispy_forms.layout import Row
from django import forms

from forum_portal.dates import day
from forum_portal.forms import helper_for

from ..models import Mandate
from .mandates import date_input


class DeputyField(forms.ModelChoiceField):
    def label_from_instance(self, mandate):
        return f"{mandate.person} ({mandate.label})"


class AbsenceForm(forms.Form):
    starts_on = forms.DateField(
        label="Abwesend von",
        widget=date_input(),
        error_messages={"required": "Bitte geben Sie den ersten Tag an."},
    )
    ends_on = forms.DateField(
        label="bis",
        help_text="Der letzte Tag. Am Tag danach endet die Vertretung von selbst.",
        widget=date_input(),
        error_messages={"required": "Bitte geben Sie den letzten Tag an."},
    )
    deputy = DeputyField(
        label="Vertreten durch",
        queryset=None,
        empty_label="Bitte wählen",
        error_messages={
            "required": "Bitte wählen Sie, wer vertritt.",
            "invalid_choice": "Bitte wählen Sie eine Person aus der Liste.",
        },
    )

    def __init__(self, *args, lead, now, **kwargs):
        super().__init__(*args, initial={"starts_on": day(now)}, **kwargs)
        self.fields["deputy"].queryset = Mandate.objects.able_to_stand_in(lead, now)
        self.helper = helper_for(Row("starts_on", "ends_on"), "deputy", button="Eintragen")
