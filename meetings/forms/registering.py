"""What a county answers to an invitation."""

from datetime import datetime

from crispy_forms.layout import HTML, Fieldset, Row
from django import forms
from django.conf import settings
from django.urls import reverse

from forum_portal.forms import OneLineField, helper_for
from members.retention import in_words

from ..models import LONGEST_NEED
from ..representing import MODES, Coming, label_length, representatives
from ..stages import Mode, Reply
from ..wording import accusative

NEEDED = {
    "access_needs": ("Barrierefreiheit", "Zum Beispiel: Platz für einen Rollstuhl."),
    "food": ("Essen", "Zum Beispiel: vegetarisch, keine Nüsse."),
}

# The error of the whole group of people, where the eye looks for it.
NOBODY = (
    '{% if form.nobody_comes %}<p class="kern-error" id="{{ form.group_id }}_error">'
    '<span class="kern-icon kern-icon--danger" aria-hidden="true"></span>'
    '<span class="kern-body">{{ form.nobody_comes }}</span></p>{% endif %}'
)

# Closed until somebody needs something; what it begins, the layout ends after the fields.
NEEDS = (
    '<details class="fp-more"{% if panel.form.has_needs %} open{% endif %}>'
    "<summary>Barrierefreiheit und Essen: etwas angeben</summary>"
    '<p class="fp-muted">{{ panel.form.who_sees_needs }}</p><div class="fp-form fp-mt-s">'
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
        needs = [
            self._add_needs(self._name(person), person.name or label, by == person)
            for person, label in self.people.items()
        ]
        needs.append(self._add_needs("other", "Weitere teilnehmende Person", False))
        self.helper = helper_for(
            "district",
            "seen",
            "format",
            "switch",
            "reply",
            Fieldset(f"{district} wird vertreten durch", HTML(NOBODY), *rows, css_id=self.group_id),
            Row("other", *(["other_mode"] if len(self.modes) > 1 else [])),
            HTML(NEEDS),
            *needs,
            HTML("</div></details>"),
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
            Coming(self._mode(values[name]), person, **self._needs(name))
            for person in self.people
            if values.get(name := self._name(person))
        ]
        if values.get("other"):
            mode = Mode(values.get("other_mode") or self.modes[0])
            coming.append(Coming(mode, label=values["other"], **self._needs("other")))
        return coming

    def _needs(self, name) -> dict:
        return {need: self.cleaned_data.get(f"{name}_{need}", "") for need in NEEDED}

    @property
    def has_needs(self) -> bool:
        """Whether something is entered there, or wrong."""
        names = [name for name in self.fields if name.endswith(tuple(NEEDED))]
        return any(self[name].value() or self[name].errors for name in names)

    @property
    def who_sees_needs(self) -> str:
        host = self.meeting.host
        preparing = f"{accusative(host)} als Gastgeber und die" if host else "die"
        return (
            f"Freiwillig. Sichtbar nur für Ihren Landkreis, {preparing} Geschäftsstelle, die das "
            f"Treffen vorbereiten; {in_words(settings.KEEP_NEEDS_DAYS)} nach dem Treffen gelöscht. "
            "Bitte sprechen Sie es mit der Person ab."
        )

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

    def _add_needs(self, name, label, is_own) -> Fieldset:
        for need, (what, example) in NEEDED.items():
            self.fields[f"{name}_{need}"] = OneLineField(
                label=what, max_length=LONGEST_NEED, required=False, help_text=example
            )
        legend = f"{label} (Sie)" if is_own else label
        return Fieldset(legend, Row(*(f"{name}_{need}" for need in NEEDED)))

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
            name = f"person_{attendee.person_id}" if attendee.person_id else "other"
            if attendee.person_id:
                initial[name] = attendee.mode
            else:
                initial |= {"other": attendee.label, "other_mode": attendee.mode}
            initial |= {f"{name}_{need}": getattr(attendee, need) for need in NEEDED}
        return initial

    @staticmethod
    def _name(person) -> str:
        return f"person_{person.pk}"
