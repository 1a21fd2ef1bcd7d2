"""The forms of django-allauth where their words are not ours."""

from allauth.account import forms
from allauth.account.fields import EmailField
from django.core.exceptions import ValidationError

from .models.addresses import deliverable


class DeliverableField(EmailField):
    """Refuses an address for its form alone, so that nothing is told about accounts."""

    def run_validators(self, value):
        if value not in self.empty_values:
            deliverable(value)
        super().run_validators(value)


class LoginForm(forms.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].help_text = "Ihre dienstliche Adresse, an die das Forum Ihnen schreibt"


class RequestLoginCodeForm(forms.RequestLoginCodeForm):
    email = DeliverableField()


class ResetPasswordForm(forms.ResetPasswordForm):
    email = DeliverableField()


class AddEmailForm(forms.AddEmailForm):
    email = DeliverableField(label="Neue E-Mail-Adresse")


class TwiceTheSamePassword:
    """Says that two passwords differ, with "Sie"; allauth says it with "du"."""

    def add_error(self, field, error):
        if field == "password2" and not isinstance(error, ValidationError):
            error = "Bitte geben Sie zweimal dasselbe Passwort ein."
        super().add_error(field, error)


class ChangePasswordForm(TwiceTheSamePassword, forms.ChangePasswordForm):
    pass


class SetPasswordForm(TwiceTheSamePassword, forms.SetPasswordForm):
    pass


class ResetPasswordKeyForm(TwiceTheSamePassword, forms.ResetPasswordKeyForm):
    pass
