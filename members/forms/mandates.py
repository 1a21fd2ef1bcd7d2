"""Who becomes responsible at a county, until when, and how that is changed."""

from crispy_forms.layout import HTML, Row
from django import forms

from forum_portal.dates import day
from forum_portal.forms import OneLineField, helper_for

from .. import access
from ..models import Mandate, Person

NO_ACCOUNT = (
    "Zu dieser Adresse gibt es kein offenes Konto. Bitte prüfen Sie die Schreibweise, "
    "oder laden Sie die Person ein."
)
SEEN = HTML('<input type="hidden" name="seen" value="{{ seen }}">')


def date_input():
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class MandateForm(forms.ModelForm):
    """What a mandate at a county is; who holds it stands beside it."""

    title = OneLineField(
        label="Bezeichnung",
        max_length=Mandate._meta.get_field("title").max_length,
        required=False,
        help_text="Wie die Stelle dort heißt, etwa „Stabsstelle Integration“. "
        "Leer: Das Portal nennt die Funktion.",
    )

    class Meta:
        model = Mandate
        fields = ["title", "starts_on", "ends_on", "may_vote"]
        widgets = {"starts_on": date_input(), "ends_on": date_input()}

    def __init__(self, *args, by, now, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].error_messages["required"] = "Bitte geben Sie den ersten Tag an."
        if not access.may_give_vote(by, self.instance.district, now):
            del self.fields["may_vote"]

    def fields_there(self, *names):
        return [name for name in names if name in self.fields]


class ChangeForm(MandateForm):
    """Function and person stay; a first day that is past stays too."""

    def __init__(self, *args, now, **kwargs):
        super().__init__(*args, now=now, **kwargs)
        if self.instance.has_begun(now):
            del self.fields["starts_on"]
        layout = ["title", Row(*self.fields_there("starts_on", "ends_on"))]
        self.helper = helper_for(*layout, *self.fields_there("may_vote"), button="Speichern")


class BeginForm(MandateForm):
    """A new mandate; whom it can be for, the heirs of this form say."""

    function = forms.ChoiceField(
        label="Funktion",
        error_messages={"required": "Bitte wählen Sie die Funktion."},
    )

    def __init__(self, *args, by, now, **kwargs):
        super().__init__(*args, by=by, now=now, **kwargs)
        given = access.functions_to_give(by, now)
        self.fields["function"].choices = [
            ("", "Bitte wählen"),
            *((f.value, f.label) for f in given),
        ]
        self.initial["starts_on"] = day(now)
        layout = ["person", "function", "title", Row("starts_on", "ends_on")]
        self.helper = helper_for(*layout, *self.fields_there("may_vote"), button="Eintragen")

    def mandate(self) -> Mandate:
        mandate = self.save(commit=False)
        mandate.person = self.cleaned_data["person"]
        mandate.function = self.cleaned_data["function"]
        return mandate


class BeginByAddressForm(BeginForm):
    """For the office: anybody who has an account, by the exact address."""

    person = forms.EmailField(
        label="E-Mail-Adresse des Kontos",
        max_length=254,
        error_messages={"required": "Bitte geben Sie die E-Mail-Adresse des Kontos an."},
    )

    def clean_person(self):
        known = Person.objects.filter(email=self.cleaned_data["person"].lower(), is_active=True)
        if (person := known.first()) is None:
            raise forms.ValidationError(NO_ACCOUNT)
        return person


class BeginForKnownForm(BeginForm):
    """For a county's lead and deputies: who has or had a mandate there, and nobody else."""

    person = forms.ModelChoiceField(
        label="Person",
        queryset=None,
        empty_label="Bitte wählen",
        error_messages={
            "required": "Bitte wählen Sie die Person.",
            "invalid_choice": "Bitte wählen Sie eine Person aus der Liste.",
        },
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, by=by, **kwargs)
        known = Person.objects.known_at(self.instance.district)
        self.fields["person"].queryset = known.exclude(pk=by.pk)


class LastDayForm(forms.Form):
    """When a mandate or a membership ends; ``seen`` says what the person was shown before."""

    on = forms.DateField(
        label="Letzter Tag",
        help_text="An diesem Tag gelten die Rechte noch. Sollen sie sofort enden, "
        "tragen Sie den gestrigen Tag ein.",
        widget=date_input(),
        error_messages={"required": "Bitte geben Sie den letzten Tag an."},
    )

    def __init__(self, *args, now, button, **kwargs):
        super().__init__(*args, initial={"on": day(now)}, **kwargs)
        self.helper = helper_for("on", SEEN, button=button)
