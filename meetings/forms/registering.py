"""What a county answers to an invitation."""

from datetime import datetime

from crispy_forms.layout import HTML, Fieldset, Row
from django import forms
from django.urls import reverse

from forum_portal.forms import OneLineField, helper_for

from ..representing import MODES, Coming, label_length, representatives
from ..stages import Mode, Reply

# The error of the whole group of people, where the eye looks for it.
NOBODY = (
    '{% if form.nobody_comes %}<p class="kern-error" id="{{ form.group_id }}_error">'
    '<span class="kern-icon kern-icon--danger" aria-hidden="true"></span>'
    '<span class="kern-body">{{ form.nobody_comes }}</span></p>{% endif %}'
)


def panel_id(district) -> str:
    """The part of a page in which this county answers; a person may act for several."""
    return f"anmeldung-{district.pk}"


class RegistrationForm(forms.Form):
    """The answer of one county: who comes for it and how, or that it does not take part."""

    district = forms.CharField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    format = forms.CharField(widget=forms.HiddenInput, required=False)
    # Set where the person acts for another county at present: sending then changes that.
    switch = forms.CharField(widget=forms.HiddenInput, required=False)
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
        self.nobody_comes, self.group_id = "", f"vertretung-{district.pk}"
        self.is_outdated = self._is_for_another_form(data)
        if self.is_outdated:
            data = data.copy()
            data["format"] = meeting.format
        super().__init__(data, initial=self._before(district, by), auto_id=f"id_{district.pk}_%s")
        self.fields["reply"].choices = [
            (Reply.ATTENDS, f"{district} nimmt teil"),
            (Reply.DECLINED, f"{district} nimmt nicht teil"),
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
            "format",
            "switch",
            "reply",
            Fieldset(f"{district} wird vertreten durch", HTML(NOBODY), *rows, css_id=self.group_id),
            Row("other", *(["other_mode"] if len(self.modes) > 1 else [])),
            button=self._button(district, registration),
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

    def _button(self, district, registration) -> str:
        if self.data.get("switch"):
            return f"Zu {district} wechseln und antworten"
        return "Antwort ändern" if registration else "Antwort abgeben"

    def clean(self):
        values = super().clean()
        if self.is_outdated:
            self.add_error(
                None,
                "Das Treffen hat inzwischen eine andere Form: "
                f"{self.meeting.get_format_display()}. Ihre Antwort ist noch nicht gespeichert. "
                "Bitte prüfen Sie, wer wie teilnimmt, und senden Sie sie noch einmal.",
            )
        elif values.get("reply") == Reply.ATTENDS and not self.errors and not self.coming():
            self.nobody_comes = "Bitte wählen Sie aus, wer Ihren Landkreis vertritt."
            self.add_error(None, self.nobody_comes)
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

    def _is_for_another_form(self, data) -> bool:
        """Whether the answer was filled in when the meeting had another form."""
        if data is None:
            return False
        if data.get("format"):
            return data["format"] != self.meeting.format
        sent = {data.get(self._name(person)) for person in self.people} & set(Mode.values)
        return not sent <= set(self.modes)

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
        initial = {
            "district": district.pk,
            "reply": Reply.ATTENDS,
            "seen": "",
            "format": self.meeting.format,
        }
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
