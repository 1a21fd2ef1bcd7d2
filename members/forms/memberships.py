"""From when on a county belongs to the Forum."""

from django import forms

from forum_portal.dates import day
from forum_portal.forms import helper_for

from ..models import Membership
from .mandates import date_input


class JoinForm(forms.ModelForm):
    class Meta:
        model = Membership
        fields = ["joined_on", "is_founding_member"]
        widgets = {"joined_on": date_input()}

    def __init__(self, *args, now, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["joined_on"].error_messages["required"] = "Bitte geben Sie den ersten Tag an."
        self.initial["joined_on"] = day(now)
        self.helper = helper_for("joined_on", "is_founding_member", button="Aufnehmen")
