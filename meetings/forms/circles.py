"""Who is invited to a meeting, or asked for a date: all counties, a group, or chosen ones."""

from crispy_forms.layout import HTML
from django import forms

from forum_portal.forms import Depending
from members.models import District

from ..models import WorkingGroup
from ..stages import Circle

CIRCLE = ("circle", "group")
# Closed until somebody chooses among the counties; what it begins, the layout ends after them.
COUNTIES = (
    '<details class="fp-more"{% if form.shows_counties %} open{% endif %}>'
    '<summary>Ausgewählte Landkreise</summary><div class="fp-form fp-mt-s">'
)


class Ticks(forms.CheckboxSelectMultiple):
    """Boxes with a hidden blank beside them, so that none ticked is not the same as none sent."""

    def value_from_datadict(self, data, files, name):
        return list(filter(None, super().value_from_datadict(data, files, name) or []))


def blank(name: str) -> str:
    return f'<input type="hidden" name="{name}" value="">'


class CircleForm(forms.ModelForm):
    """The fields ``CIRCLE`` of the model, and the counties to choose from."""

    invited = forms.MultipleChoiceField(label="Landkreise", required=False, widget=Ticks)

    def _prepare_circle(self, members, *, about: str, of_group: str):
        """Which groups and counties there are to choose from, and what is chosen now."""
        thing, fields = self.instance, self.fields
        self._there = keys_of(thing) if thing.pk else []
        fields["circle"].required = False
        fields["circle"].choices = Circle.choices
        fields["circle"].help_text = about
        fields["group"].help_text = of_group
        fields["group"].empty_label = "Bitte wählen"
        fields["group"].queryset = WorkingGroup.objects.at_work() | WorkingGroup.objects.filter(
            pk=thing.group_id
        )
        self._counties = list(members | District.objects.filter(pk__in=self._there))
        fields["invited"].choices = [(d.pk, str(d)) for d in self._counties]
        self.initial.setdefault("invited", self._there)

    def clean_circle(self):
        """What was sent without the question leaves it as it is."""
        return self.cleaned_data["circle"] or self.instance.circle

    def clean_group(self):
        return self.cleaned_data["group"] if "group" in self.data else self.instance.group

    def clean_invited(self):
        return self.cleaned_data["invited"] if "invited" in self.data else self._there

    def _clean_circle(self, values):
        """What the choice does not ask for is left out, whatever stands there."""
        circle = values.get("circle")
        if circle != Circle.GROUP:
            values["group"] = None
        elif not values.get("group") and "group" not in self.errors:
            self.add_error("group", "Bitte wählen Sie die Arbeitsgruppe, die sich trifft.")
        if circle != Circle.CHOSEN:
            values["invited"] = []
        elif not values.get("invited") and "invited" not in self.errors:
            self.add_error("invited", "Bitte wählen Sie mindestens einen Landkreis.")

    def chosen_counties(self) -> list[District]:
        return [d for d in self._counties if d.pk in self.cleaned_data["invited"]]

    @staticmethod
    def _circle_layout() -> list:
        return [
            Depending("circle"),
            Depending("group"),
            HTML(COUNTIES),
            Depending("invited"),
            HTML(f"{blank('invited')}</div></details>"),
        ]

    @property
    def shows_counties(self) -> bool:
        """Whether some are chosen, or should be."""
        return bool(self["invited"].value() or self["invited"].errors)


def keys_of(thing) -> list[str]:
    """Of the counties that are chosen by name."""
    return list(thing.invited.values_list("pk", flat=True))
