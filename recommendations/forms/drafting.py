"""What the office writes down: the recommendation, and its demands below it."""

from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid5

from crispy_forms.layout import Row
from django import forms

from forum_portal.forms import Depending, LinesField, OneLineField, helper_for
from members.models import District, FederalState

from ..models import Recommendation
from ..services.drafting import Wanted
from ..snapshot import demands_of, fingerprint
from ..stages import Addressee

MOST_DEMANDS = 40
LONGEST_DEMAND = 1000
EMPTY_AT_FIRST, EMPTY_BELOW = 5, 2
WHICH = {**dict(Addressee.choices), Addressee.STATE: "alle Länder"}


class RecommendationForm(forms.ModelForm):
    """The text and what it is about; carries what was seen of one that there is."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Recommendation
        fields = ("title", "summary", "lead_district", "topics", "text")
        field_classes = {"title": OneLineField, "summary": LinesField, "text": LinesField}
        widgets = {
            "summary": forms.Textarea({"rows": 3}),
            "text": forms.Textarea({"rows": 16}),
            "topics": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "summary": "Ein bis drei Sätze. Sie stehen in Listen und Mails.",
            "text": "Begründung und Hintergrund. Eine Leerzeile trennt Absätze, ## am Anfang einer "
            "Zeile macht eine Überschrift, - einen Listenpunkt, **Wort** hebt hervor.",
        }
        error_messages = {"title": {"required": "Bitte geben Sie einen Titel ein."}}

    def __init__(self, *args, now, **kwargs):
        super().__init__(*args, **kwargs)
        members = District.objects.members(now)
        lead = self.fields["lead_district"]
        lead.queryset = members | District.objects.filter(pk=self.instance.lead_district_id)
        lead.empty_label = "kein federführender Landkreis"
        if self.instance.pk:
            self.initial["seen"] = fingerprint(self.instance)
        else:
            del self.fields["seen"]
        self.helper = helper_for(*self.fields, button="")
        self.helper.inputs.clear()
        self.helper.form_tag = False

    def values(self) -> dict:
        values = {name: self.cleaned_data[name] for name in self._meta.fields}
        return {**values, "topics": list(values["topics"])}

    def seen_version(self) -> str | None:
        """The fingerprint of what the form was filled in for; None if it carries none."""
        return self.cleaned_data.get("seen") or None

    def uid(self, demands: list[Wanted], by, on: date) -> UUID:
        """One for what a person writes on a day: sent twice it is one recommendation.

        A number in the form would not do: after going back in the browser the page comes
        with what was typed, but with another number.
        """
        return uuid5(NAMESPACE_URL, repr((by.pk, on, self.values(), demands)))


class DemandForm(forms.Form):
    text = LinesField(
        label="Forderung",
        max_length=LONGEST_DEMAND,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Bitte schreiben Sie, was gefordert wird."},
    )
    addressees = forms.MultipleChoiceField(
        label="An wen",
        help_text="Mindestens ein Adressat, hier oder bei den einzelnen Ländern.",
        choices=[(addressee.value, WHICH[addressee]) for addressee in Addressee],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    states = forms.ModelMultipleChoiceField(
        label="An einzelne Länder",
        queryset=FederalState.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args, states, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["states"].choices = [(state.pk, state.name) for state in states]

    def clean(self):
        values = super().clean()
        if "addressees" in self.errors or "states" in self.errors:
            return values
        if not values.get("addressees") and not values.get("states"):
            self.add_error("addressees", "Bitte wählen Sie, an wen sich die Forderung richtet.")
        return values

    def wanted(self) -> Wanted:
        chosen = [(Addressee(value), None) for value in self.cleaned_data["addressees"]]
        named = [(Addressee.STATE, state) for state in self.cleaned_data["states"]]
        return Wanted(self.cleaned_data["text"], chosen + named)


class SideBySide(Depending):
    """Checkboxes in a row; whether one is needed depends on the others."""

    template = "kern/layout/checkboxselectmultiple_inline.html"


class BaseDemandFormSet(forms.BaseFormSet):
    """All demands in order, with a few empty ones below; works without JavaScript."""

    ordering_widget = forms.NumberInput
    row_label = "Forderung"

    def __init__(self, data=None, *, recommendation: Recommendation | None = None):
        initial, self.extra = [], EMPTY_BELOW if recommendation else EMPTY_AT_FIRST
        if recommendation and recommendation.pk and not data:
            initial = [_initial(demand, to) for demand, to in demands_of(recommendation)]
        states = list(FederalState.objects.all())
        super().__init__(data, initial=initial, prefix="forderung", form_kwargs={"states": states})
        made_of = [SideBySide("addressees"), SideBySide("states")]
        self.helper = helper_for("text", *made_of, Row("ORDER", "DELETE"), button="")
        self.helper.inputs.clear()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["ORDER"].label = "Nummer"
        form.fields["DELETE"].label = "Forderung streichen"

    def clean(self):
        if self.total_form_count() < max(self.initial_form_count(), 1):
            raise forms.ValidationError(
                "Die Forderungen sind nicht vollständig angekommen. "
                "Bitte öffnen Sie die Seite noch einmal."
            )

    def demands(self) -> list[Wanted]:
        """The demands in the chosen order, without the deleted and the empty ones."""
        return [form.wanted() for form in self.ordered_forms]


def _initial(demand, addressees) -> dict:
    return {
        "text": demand.text,
        "addressees": [a.addressee for a in addressees if not a.federal_state_id],
        "states": [a.federal_state_id for a in addressees if a.federal_state_id],
    }


DemandFormSet = forms.formset_factory(
    DemandForm,
    formset=BaseDemandFormSet,
    can_order=True,
    can_delete=True,
    max_num=MOST_DEMANDS,
    absolute_max=MOST_DEMANDS + 10,
    validate_max=True,
)
