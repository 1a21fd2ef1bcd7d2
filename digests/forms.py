"""How often, on which day and at what hour somebody wants the summary."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

from .stages import Rhythm, Weekday

HOURS = [(hour, f"{hour}:00 Uhr") for hour in range(24)]


class PreferenceForm(forms.Form):
    rhythm = forms.ChoiceField(
        label="Wie oft möchten Sie eine Zusammenfassung?",
        choices=Rhythm.choices,
        widget=forms.RadioSelect,
        help_text="Ist nichts neu, schreiben wir nicht.",
    )
    weekday = forms.TypedChoiceField(
        label="Wochentag",
        choices=Weekday.choices,
        coerce=int,
        help_text="Gilt, wenn die Zusammenfassung wöchentlich kommt.",
    )
    hour = forms.TypedChoiceField(
        label="Uhrzeit",
        choices=HOURS,
        coerce=int,
        help_text="Ortszeit in Deutschland.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("save", "Einstellung speichern"))
