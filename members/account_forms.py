"""The forms of django-allauth where their words are not ours."""

from allauth.account import forms
from allauth.account.fields import EmailField
from django import forms as django_forms
from django.core.exceptions import ValidationError

from .models.addresses import deliverable

WHAT_TO_DO = {
    "login": "Bitte geben Sie Ihre E-Mail-Adresse ein.",
    "email": "Bitte geben Sie Ihre E-Mail-Adresse ein.",
    "password": "Bitte geben Sie Ihr Passwort ein.",
    "oldpassword": "Bitte geben Sie Ihr jetziges Passwort ein.",
    "password1": "Bitte geben Sie ein neues Passwort ein.",
    "password2": "Bitte geben Sie das neue Passwort noch einmal ein.",
    "code": "Bitte geben Sie den Code aus der Mail ein.",
}
WHOLE_ADDRESS = "Bitte geben Sie die ganze E-Mail-Adresse ein, auch was nach dem @ steht."


class DeliverableField(EmailField):
    """Refuses an address for its form alone, so that nothing is told about accounts."""

    default_error_messages = {"invalid": WHOLE_ADDRESS}

    def run_validators(self, value):
        if value not in self.empty_values:
            deliverable(value)
        super().run_validators(value)


class SaysWhatToDo:
    """A field that was left empty, or holds half an address, is answered with what to do."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.fields.keys() & WHAT_TO_DO.keys():
            self.fields[name].error_messages["required"] = WHAT_TO_DO[name]
        if "login" in self.fields:
            self.fields["login"].error_messages["invalid"] = WHOLE_ADDRESS


class LoginForm(SaysWhatToDo, forms.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].help_text = "Ihre dienstliche Adresse, an die das Forum Ihnen schreibt"


class RequestLoginCodeForm(SaysWhatToDo, forms.RequestLoginCodeForm):
    email = DeliverableField()


class ResetPasswordForm(SaysWhatToDo, forms.ResetPasswordForm):
    email = DeliverableField()


class ConfirmLoginCodeForm(SaysWhatToDo, forms.ConfirmLoginCodeForm):
    pass


class ConfirmEmailVerificationCodeForm(SaysWhatToDo, forms.ConfirmEmailVerificationCodeForm):
    pass


class ConfirmPasswordResetCodeForm(SaysWhatToDo, forms.ConfirmPasswordResetCodeForm):
    pass


class ReauthenticateForm(SaysWhatToDo, forms.ReauthenticateForm):
    pass


class AddEmailForm(SaysWhatToDo, forms.AddEmailForm):
    email = DeliverableField(label="Neue E-Mail-Adresse")


class NewPassword(SaysWhatToDo):
    """Says that two passwords differ, with "Sie"; allauth says it with "du"."""

    def add_error(self, field, error):
        if field == "password2" and not isinstance(error, ValidationError):
            error = "Bitte geben Sie zweimal dasselbe Passwort ein."
        super().add_error(field, error)


class ChangePasswordForm(NewPassword, forms.ChangePasswordForm):
    pass


class SetPasswordForm(NewPassword, forms.SetPasswordForm):
    pass


class ResetPasswordKeyForm(NewPassword, forms.ResetPasswordKeyForm):
    pass


class DeliveryAddressForm(django_forms.Form):
    address = DeliverableField(
        label="Andere Adresse",
        error_messages={"required": "Bitte geben Sie die Adresse ein, an die das Forum schreibt."},
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_address(self):
        address = self.cleaned_data["address"]
        if address == self.person.email:
            raise ValidationError(
                "Mit dieser Adresse melden Sie sich an; Post kommt schon dorthin."
            )
        if address == self.person.delivery_address and self.person.delivery_verified_at:
            raise ValidationError("An diese Adresse schreibt das Forum schon.")
        return address


class DeliveryCodeForm(django_forms.Form):
    code = django_forms.CharField(
        label="Code aus der Mail",
        max_length=40,
        widget=django_forms.TextInput(attrs={"autocomplete": "one-time-code"}),
        error_messages={"required": WHAT_TO_DO["code"]},
    )
