"""Who is there: the list to tick, and whoever comes unannounced."""

from uuid import uuid4

from django import forms

from forum_portal.forms import Depending, OneLineField, helper_for
from members.models import District

from ..models import Meeting
from ..representing import MODES
from ..services.attending import NOT_THERE, Mark
from ..stages import Mode

PREFIX = "at-"
KNOWN = {NOT_THERE, *Mode.values}  # as somebody may be noted who came before the format changed


def shown(groups) -> str:
    """Whom the page shows as there, and how, for ``marks``: ``12:on_site 13:online``."""
    rows = [row for group in groups for row in group.rows if row.attendee and row.mode]
    return " ".join(f"{row.attendee.pk}:{row.mode}" for row in rows)


def marks(posted, format: str) -> dict[int, Mark]:
    """Of whom something else was sent than the page showed (``was``); who is not sent, is not.

    Somebody can be there only in one of the ways of a meeting of this ``format``.
    """
    possible = {NOT_THERE, *MODES[format]}
    pairs = [pair.partition(":") for pair in posted.get("was", "").split()]
    was = {_number(number): mode for number, _, mode in pairs}
    names = [name for name in posted if name.startswith(PREFIX)]
    sent = {_number(name.removeprefix(PREFIX)): posted.getlist(name) for name in names}
    numbers = (was.keys() | sent.keys()) - {None}
    found = {n: _mark(was.get(n, NOT_THERE), sent.get(n, [])) for n in numbers}
    return {n: mark for n, mark in found.items() if mark.was in KNOWN and mark.is_now in possible}


def _mark(was: str, ticked: list[str]) -> Mark:
    """Of two boxes that are ticked the one counts that was not before."""
    new = [mode for mode in ticked if mode != was] or ticked or [NOT_THERE]
    return Mark(was, new[-1])


def _number(text) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None


class AttendanceForm(forms.Form):
    """Somebody who was not registered: one of the people of a county, or a name."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    person = forms.ChoiceField(label="Wer gekommen ist", required=False)
    label = OneLineField(
        label="Oder: Name und Funktion", max_length=200, required=False, strip=True
    )
    district = forms.ModelChoiceField(
        label="Für welchen Landkreis",
        queryset=District.objects.none(),
        required=False,
        help_text="Für jemanden, der nicht in der Liste steht.",
        empty_label="für keinen (Geschäftsstelle oder Gast)",
    )
    mode = forms.ChoiceField(
        label="Teilnahme",
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte wählen Sie, wie die Person teilnimmt."},
    )

    def __init__(self, data=None, *, meeting: Meeting, people: dict, members, there=()):
        modes = MODES[meeting.format]
        super().__init__(data, initial={"token": uuid4(), "mode": modes[0]})
        self._by_key = {}
        self.fields["person"].choices = [
            ("", "niemand aus der Liste"),
            *self._counties(people, there),
        ]
        self.fields["district"].queryset = members
        self.fields["mode"].choices = [(mode.value, mode.label) for mode in modes]
        if len(modes) == 1:
            self.fields["mode"].widget = forms.HiddenInput()
        self.helper = helper_for(
            "token",
            Depending("person"),
            Depending("label"),
            Depending("district"),
            "mode",
            button="Als anwesend vermerken",
        )

    def clean(self):
        said = super().clean()
        if not said.get("person") and not said.get("label") and "label" not in self.errors:
            self.add_error("label", "Bitte wählen Sie eine Person, oder geben Sie an, wer da ist.")
        if said.get("person") and said.get("label"):
            self.add_error("label", "Bitte wählen Sie eine Person, oder schreiben Sie, wer da ist.")
        return said

    def values(self) -> dict:
        """What the services take."""
        said = self.cleaned_data
        if said["person"]:
            district, person, label = self._by_key[said["person"]]
            return {"district": district, "person": person, "label": label, "mode": said["mode"]}
        return {name: said[name] for name in ("label", "district", "mode")}

    def _counties(self, people, there):
        """The people of the counties who are not there yet."""
        for district, named in people.items():
            group = []
            for person, label in named.items():
                if person.pk not in there:
                    key = f"{district.pk}-{person.pk}"
                    self._by_key[key] = district, person, label
                    group.append((key, label))
            if group:
                yield str(district), group
