"""What a stranger fills in to accept an invitation."""

from allauth.account import forms

from forum_portal.forms import OneLineField

from ..account_forms import NewPassword
from ..models import LONG_PASSWORD, Person

HELP = (
    f"Mindestens {LONG_PASSWORD} Zeichen. Vier oder fünf Wörter, die nicht zusammengehören, "
    "merken sich leicht."
)


class AcceptForm(NewPassword, forms.SetPasswordForm):
    """Name and password of the new account; without a password for who wants a passkey."""

    name = OneLineField(
        label="Ihr Name",
        max_length=Person._meta.get_field("name").max_length,
        required=False,
        help_text="Sehen nur die Mitglieder. Ohne Namen nennt das Portal Ihre Funktion.",
    )
    field_order = ["name", "password1", "password2"]

    def __init__(self, *args, with_password=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = HELP
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        if not with_password:
            del self.fields["password1"], self.fields["password2"]

    def clean_name(self):
        """A password that is like the name is refused, so it is known before."""
        self.user.name = self.cleaned_data["name"]
        return self.user.name
