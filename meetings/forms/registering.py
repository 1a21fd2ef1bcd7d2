"""What a county answers to an invitation."""

from datetime import datetime

from crispy_forms.layout import Fieldset, Row
from django import forms
from django.urls import reverse

from ..representing import MODES, Coming, label_length, representatives
from ..stages import Mode, Reply
from .parts import OneLineField, helper_for


def panel_id(district) -> str:
    """The part of a page in which this county answers; a person may act for several."""
    return f"anmeldung-{district.pk}"


class RegistrationForm(forms.Form):
    """The answer of one county: who comes for it and how, or that it does not take part."""

    district = forms.CharField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    reply = forms.ChoiceField(
        label="Teilnahme",
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte wählen Sie, ob Ihr Landkreis teilnimmt."},
    )
    other = OneLineField(
        label="Weitere teilnehmende Person oder Funktion",
        max_length=label_length(),
        required=False,
    )

    def __init__(self, data=None, *, meeting, district, registration, by, now):
        self.meeting, self.registration = meeting, registration
        self.modes = MODES[meeting.format]
        self.people = representatives(district, now)
        super().__init__(data, initial=self._before(district, by), auto_id=f"id_{district.pk}_%s")
        self.fields["reply"].choices = [
            (Reply.ATTENDS, f"{district} nimmt teil"),
            (Reply.DECLINED, "Wir nehmen nicht teil"),
        ]
        rows = [self._add_row(person, label, by) for person, label in self.people.items()]
        if len(self.modes) > 1:
            self.fields["other_mode"] = forms.ChoiceField(
                label="Diese Person kommt",
                choices=[(m.value, m.label) for m in self.modes],
                required=False,
            )
        self.helper = helper_for(
            "district",
            "seen",
            "reply",
            Fieldset(f"{district} wird vertreten durch", *rows),
            Row("other", *(["other_mode"] if len(self.modes) > 1 else [])),
            button="Antwort ändern" if registration else "Landkreis anmelden",
            button_id=f"{panel_id(district)}-senden",
        )
        url = reverse("meetings:register", args=[meeting.pk])
        self.helper.form_action = url
        self.helper.mark_optional = False
        self.helper.attrs = {
            "hx-post": url,
            "hx-target": f"#{panel_id(district)}",
            "hx-swap": "outerHTML",
            "hx-disabled-elt": "find button",
        }

    def clean(self):
        values = super().clean()
        if values.get("reply") == Reply.ATTENDS and not self.errors and not self.coming():
            first = next((self._name(person) for person in self.people), "other")
            self.add_error(first, "Bitte wählen Sie aus, wer Ihren Landkreis vertritt.")
        return values

    def coming(self) -> list[Coming]:
        """Who comes, as the services take it."""
        values = self.cleaned_data
        coming = [
            Coming(self._mode(values[self._name(person)]), person)
            for person in self.people
            if values.get(self._name(person))
        ]
        if values.get("other"):
            mode = Mode(values.get("other_mode") or self.modes[0])
            coming.append(Coming(mode, label=values["other"]))
        return coming

    def seen_at(self) -> datetime | None:
        """When the answer was given that the person saw; nonsense counts as none."""
        try:
            return datetime.fromisoformat(self.cleaned_data["seen"])
        except ValueError:
            return None

    def _mode(self, value) -> Mode:
        return self.modes[0] if value is True else Mode(value)

    def _add_row(self, person, label, by) -> str:
        label = f"{label} (Sie)" if person == by else label
        if len(self.modes) > 1:
            choices = [("", "kommt nicht"), *((m.value, m.label) for m in self.modes)]
            field = forms.ChoiceField(label=label, choices=choices, required=False)
        else:
            field = forms.BooleanField(label=label, required=False)
        self.fields[self._name(person)] = field
        return self._name(person)

    def _before(self, district, by) -> dict:
        """The county's answer as it stands; without one, the person who looks comes."""
        initial = {"district": district.pk, "reply": Reply.ATTENDS, "seen": ""}
        if self.registration is None:
            return {**initial, self._name(by): self.modes[0].value}
        initial |= {
            "reply": self.registration.reply,
            "seen": self.registration.answered_at.isoformat(),
        }
        for attendee in self.registration.attendees.all():
            if attendee.person_id:
                initial[f"person_{attendee.person_id}"] = attendee.mode
            else:
                initial |= {"other": attendee.label, "other_mode": attendee.mode}
        return initial

    @staticmethod
    def _name(person) -> str:
        return f"person_{person.pk}"
