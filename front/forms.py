"""What strangers can tell the office."""

from django import forms

from forum_portal.forms import OneLineField, helper_for

from .models import LONGEST_REPORT


class BarrierForm(forms.Form):
    page = OneLineField(
        label="Welche Seite",
        max_length=300,
        required=False,
        help_text="Adresse oder Name der Seite.",
    )
    description = forms.CharField(
        label="Was nicht geht",
        max_length=LONGEST_REPORT,
        widget=forms.Textarea({"rows": 5}),
        help_text="Hilfreich ist auch, welches Gerät und welche Hilfsmittel Sie verwenden.",
        error_messages={"required": "Bitte beschreiben Sie, was nicht geht."},
    )
    reply_to = forms.EmailField(
        label="E-Mail-Adresse für die Antwort",
        max_length=254,
        required=False,
        error_messages={"invalid": "Bitte geben Sie eine vollständige E-Mail-Adresse an."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reply_to"].widget.attrs["autocomplete"] = "email"
        self.helper = helper_for("page", "description", "reply_to", button="Barriere melden")
        self.helper.form_id = "melden-formular"
