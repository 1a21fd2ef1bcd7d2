"""The forms of django-allauth where their words are not ours."""

from allauth.account import forms
from django.core.exceptions import ValidationError


class LoginForm(forms.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].help_text = "Ihre dienstliche Adresse, an die das Forum Ihnen schreibt"


class AddEmailForm(forms.AddEmailForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "Neue E-Mail-Adresse"


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
