"""Whom to invite, to what."""

from crispy_forms.layout import Row
from django import forms

from forum_portal.dates import day
from forum_portal.forms import OneLineField, helper_for

from .. import access
from ..account_forms import DeliverableField
from ..models import District, Invitation, Mandate, Organisation
from ..stages import AT_COUNTIES, Function, OrganisationKind
from .mandates import date_input


def _longest(name):
    return Invitation._meta.get_field(name).max_length


class InviteForm(forms.Form):
    """The offer of a mandate at ``place``: only what ``by`` may offer there can be chosen."""

    address = DeliverableField(
        label="E-Mail-Adresse",
        help_text="Die dienstliche Adresse. Mit ihr meldet sich die Person später an.",
        error_messages={"required": "Bitte geben Sie die E-Mail-Adresse ein."},
    )
    name = OneLineField(
        label="Name",
        max_length=_longest("name"),
        required=False,
        help_text="Für die Anrede in der Mail. Die Person kann ihn später ändern.",
    )
    function = forms.ChoiceField(
        label="Funktion", error_messages={"required": "Bitte wählen Sie die Funktion."}
    )
    title = OneLineField(
        label="Bezeichnung",
        max_length=_longest("title"),
        required=False,
        help_text=Mandate._meta.get_field("title").help_text,
    )
    starts_on = forms.DateField(
        label="Zuständig von",
        widget=date_input(),
        help_text="Frühestens ab dem Tag, an dem die Person annimmt.",
        error_messages={"required": "Bitte geben Sie an, ab wann die Person zuständig ist."},
    )
    ends_on = forms.DateField(
        label="Zuständig bis",
        required=False,
        widget=date_input(),
        help_text="Der letzte Tag. Leer: ohne Ende.",
    )
    may_vote = forms.BooleanField(
        label="stimmt für den Landkreis ab",
        required=False,
        help_text="Das können mehrere sein, gezählt wird eine Stimme je Landkreis.",
    )
    is_administration = forms.BooleanField(
        label="verwaltet das Portal",
        required=False,
        help_text="Öffnet die Verwaltung: Mitgliedschaften, Personen, Zuständigkeiten.",
    )

    def __init__(self, *args, place, by, now, **kwargs):
        super().__init__(*args, **kwargs)
        self.place = place
        self.initial.setdefault("starts_on", day(now))
        functions = [f for f in _functions(place) if self._may_offer(by, now, function=f)]
        self.fields["function"].choices = [("", "Bitte wählen"), *((f, f.label) for f in functions)]
        if len(functions) == 1:
            self.fields["function"].initial = functions[0]
        for name in ("may_vote", "is_administration"):
            if not self._may_offer(by, now, function=functions[-1], **{name: True}):
                del self.fields[name]
        rights = [name for name in ("may_vote", "is_administration") if name in self.fields]
        days = Row("starts_on", "ends_on")
        layout = ["address", "name", "function", "title", days, *rights]
        self.helper = helper_for(*layout, button="Einladung verschicken")

    def offer(self) -> Invitation:
        return self._offer(**self.cleaned_data)

    def _offer(self, **fields) -> Invitation:
        where = "district" if isinstance(self.place, District) else "organisation"
        return Invitation(**{where: self.place}, **fields)

    def _may_offer(self, by, now, **fields) -> bool:
        offer = self._offer(**fields)
        is_vain = (offer.may_vote and not offer.district) or (
            offer.is_administration and not offer.organisation
        )
        return not is_vain and access.may_offer(by, offer, now)

    def refuse(self, refusal):
        """What the rules held against the offer, at the field that it is about."""
        errors = refusal.error_dict if hasattr(refusal, "error_dict") else {None: refusal}
        for name, error in errors.items():
            self.add_error(name if name in self.fields else None, error)


def _functions(place) -> list[Function]:
    if isinstance(place, District):
        return AT_COUNTIES
    is_operator = place.kind == OrganisationKind.OPERATOR
    return [Function.OFFICE if is_operator else Function.CONTACT]


class PlaceForm(forms.Form):
    """Where to: the counties by name, then the organisations."""

    ort = forms.ChoiceField(
        label="Für wen",
        help_text="Der Landkreis oder die Organisation, für die die Person handelt.",
        error_messages={
            "required": "Bitte wählen Sie, für wen die Person handelt.",
            "invalid_choice": "Bitte wählen Sie einen Eintrag aus der Liste.",
        },
    )

    def __init__(self, *args, by, now, **kwargs):
        super().__init__(*args, **kwargs)
        self.counties = {d.slug: d for d in District.objects.members(now)}
        self.organisations = {
            f"organisation-{o.pk}": o
            for o in Organisation.objects.all()
            if access.may_invite(by, o, now)
        }
        self.fields["ort"].choices = [
            ("", "Bitte wählen"),
            ("Landkreise", [(key, str(d)) for key, d in self.counties.items()]),
            ("Organisationen", [(key, str(o)) for key, o in self.organisations.items()]),
        ]
        self.helper = helper_for("ort", button="Weiter")
        self.helper.form_method = "get"

    def place(self):
        return {**self.counties, **self.organisations}[self.cleaned_data["ort"]]
