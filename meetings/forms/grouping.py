"""What is entered about working groups, and who takes part in them."""

from uuid import uuid4

from django import forms

from forum_portal.forms import LinesField, OneLineField, helper_for

from ..models import GroupMember, WorkingGroup
from ..models.groups import LONGEST_NAME, LONGEST_PURPOSE
from ..representing import all_representatives, representatives

NOBODY_YET = "noch niemand benannt"


class GroupForm(forms.Form):
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = OneLineField(
        label="Name",
        max_length=LONGEST_NAME,
        help_text="Ohne „Arbeitsgruppe“ davor, zum Beispiel: Sprachförderung.",
        error_messages={"required": "Bitte geben Sie der Arbeitsgruppe einen Namen."},
    )
    purpose = LinesField(
        label="Worum es geht",
        max_length=LONGEST_PURPOSE,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=f"Lesen alle Mitglieder. Höchstens {LONGEST_PURPOSE} Zeichen.",
    )
    is_closed = forms.BooleanField(
        label="Landkreise treten nicht von selbst bei",
        required=False,
        help_text="Aufnehmen können dann nur die Leitung und die Geschäftsstelle.",
    )

    def __init__(self, data=None, *, group: WorkingGroup | None = None):
        super().__init__(data, initial=_said(group) if group else {"token": uuid4()})
        button = "Änderungen speichern" if group else "Arbeitsgruppe anlegen"
        self.helper = helper_for("token", "seen", "name", "purpose", "is_closed", button=button)

    def values(self) -> dict:
        """What the services take."""
        return {name: self.cleaned_data[name] for name in ("name", "purpose", "is_closed")}

    def add_errors(self, error) -> None:
        """What the service found; only a name can be wrong that the form took for right."""
        self.add_error("name", error.messages)


def _said(group) -> dict:
    names = ("name", "purpose", "is_closed")
    return {"seen": group.edition, **{name: getattr(group, name) for name in names}}


class TakeInForm(forms.Form):
    """A county that is not in the group yet, and perhaps who takes part for it."""

    who = forms.ChoiceField(
        label="Landkreis und Person",
        help_text="Die Person können Sie und der Landkreis auch später noch nennen.",
        error_messages={"required": "Bitte wählen Sie einen Landkreis."},
    )

    def __init__(self, data=None, *, group: WorkingGroup, now):
        super().__init__(data)
        there = set(group.members.values_list("district", flat=True))
        people = all_representatives(now)
        self._by_key = {}
        self.fields["who"].choices = [
            ("", "Bitte wählen"),
            *(
                (str(district), list(self._choices(district, labels)))
                for district, labels in people.items()
                if district.pk not in there
            ),
        ]
        self.helper = helper_for("who", button="Landkreis aufnehmen")

    def chosen(self) -> dict:
        """What the services take."""
        district, person = self._by_key[self.cleaned_data["who"]]
        return {"district": district, "person": person}

    def _choices(self, district, labels):
        self._by_key[district.pk] = district, None
        yield district.pk, f"{district}, {NOBODY_YET}"
        for person, label in labels.items():
            key = f"{district.pk}-{person.pk}"
            self._by_key[key] = district, person
            yield key, label


class MemberForm(forms.Form):
    """Who takes part for a county; ``with_lead`` asks also whether that person leads."""

    person = forms.ChoiceField(label="Person", required=False)
    leads = forms.BooleanField(
        label="Diese Person leitet die Arbeitsgruppe",
        required=False,
        help_text="Wer sie bisher leitet, bleibt dabei und leitet sie dann nicht mehr.",
    )

    def __init__(self, data=None, *, member: GroupMember, now, with_lead: bool):
        super().__init__(data, initial={"person": member.person_id, "leads": member.leads})
        labels = representatives(member.district, now)
        self._people = {str(person.pk): person for person in labels}
        self.fields["person"].choices = [
            ("", NOBODY_YET),
            *((str(person.pk), label) for person, label in labels.items()),
        ]
        if not with_lead:
            del self.fields["leads"]
        if not with_lead and member.leads:
            self.fields["person"].help_text = "Wer hier steht, leitet auch die Arbeitsgruppe."
        self.helper = helper_for(*self.fields, button="Speichern")
        self.helper.mark_optional = False

    def clean(self):
        values = super().clean()
        if values.get("leads") and not values.get("person"):
            self.add_error("person", "Bitte wählen Sie die Person, die die Arbeitsgruppe leitet.")
        return values

    def values(self) -> dict:
        """What the services take; without the question, whether somebody leads stays."""
        leads = self.cleaned_data.get("leads") if "leads" in self.fields else None
        return {"person": self._people.get(self.cleaned_data["person"]), "leads": leads}
