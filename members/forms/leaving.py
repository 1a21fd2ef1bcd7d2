"""The last question before an account is deleted."""

from django import forms
from django.core.exceptions import ValidationError

from forum_portal.forms import helper_for


class DeleteAccountForm(forms.Form):
    """Whoever types the own address has read whose account it is."""

    email = forms.CharField(
        label="Ihre E-Mail-Adresse",
        max_length=254,
        help_text="Zur Bestätigung. Danach fragt das Portal noch nach Ihrem Passwort oder Code.",
        error_messages={"required": "Bitte geben Sie zur Bestätigung Ihre E-Mail-Adresse ein."},
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["email"].widget.attrs["autocomplete"] = "off"
        self.helper = helper_for("email", button="Konto endgültig löschen")

    def clean_email(self):
        if self.cleaned_data["email"].strip().lower() != self.person.email:
            raise ValidationError(
                "Das ist nicht die Adresse dieses Kontos. Bitte geben Sie die Adresse ein, mit der "
                "Sie sich anmelden."
            )
        return self.person.email
