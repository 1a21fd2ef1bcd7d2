"""When the summary comes, what stands in it, and what comes beside it."""

from crispy_forms.layout import HTML, Div, Field, Fieldset, Row
from django import forms

from forum_portal.forms import Depending, helper_for
from mailroom.registers import Kind
from mailroom.stages import Delivery
from members.models import FederalState, Topic

from .stages import Rhythm, Weekday

HOURS = [(hour, f"{hour}:00 Uhr") for hour in range(24)]
NARROWING = ["topics", "states"]
INLINE = "kern/layout/radioselect_inline.html"
NOTHING_CHOSEN = "Ist nichts angekreuzt, lesen Sie von allen."
NO_SUMMARY = "Sie möchten keine Zusammenfassung. Bitte wählen Sie „sofort“ oder „gar nicht“."


class PreferenceForm(forms.Form):
    """The summary, and a field for each kind of mail that leaves a choice.

    A kind of which nothing is said stays as it is: it may be newer than the page.
    """

    rhythm = forms.ChoiceField(
        label="Wie oft möchten Sie eine Zusammenfassung?",
        choices=Rhythm.choices,
        widget=forms.RadioSelect,
        help_text="Ist nichts neu, schreiben wir nicht.",
        error_messages={"required": "Bitte wählen Sie, wie oft die Zusammenfassung kommt."},
    )
    weekday = forms.TypedChoiceField(
        label="Wochentag",
        choices=Weekday.choices,
        coerce=int,
        help_text="Monatlich ist es der erste im Monat.",
    )
    hour = forms.TypedChoiceField(
        label="Uhrzeit", choices=HOURS, coerce=int, help_text="Ortszeit in Deutschland."
    )
    topics = forms.ModelMultipleChoiceField(
        label="Nur diese Themen",
        queryset=Topic.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=f"{NOTHING_CHOSEN} Was kein Thema hat, steht immer darin.",
    )
    states = forms.ModelMultipleChoiceField(
        label="Nur diese Länder",
        queryset=FederalState.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=f"{NOTHING_CHOSEN} Was alle Länder angeht, steht immer darin.",
    )

    def __init__(self, *args, kinds: list[Kind], **kwargs):
        super().__init__(*args, **kwargs)
        self.kinds = {f"kind_{kind.name}": kind for kind in kinds}
        for name, kind in self.kinds.items():
            self.fields[name] = _ways(kind)
        self.helper = helper_for(
            Fieldset("Zusammenfassung", Field("rhythm", template=INLINE), Row("weekday", "hour")),
            Fieldset(
                "Was in der Zusammenfassung steht",
                HTML('{% include "digests/_always.html" %}'),
                self._narrowing(),
            ),
            Fieldset(
                "Einzelne Mails",
                HTML('{% include "digests/_ways.html" %}'),
                *[Depending(name, template=INLINE, wrapper_class="fp-pick") for name in self.kinds],
                HTML('{% include "digests/_formal.html" %}'),
            ),
            button="Einstellungen speichern",
        )

    def _narrowing(self) -> Div:
        """Folded up while nothing is chosen."""
        return Div(
            *map(Depending, NARROWING),
            template="digests/_narrow.html",
            open=any(self[name].value() for name in NARROWING),
        )

    def clean(self):
        """What is left to the summary needs one."""
        values = super().clean()
        if values.get("rhythm") == Rhythm.NEVER:
            for name in self.kinds:
                if values.get(name) == Delivery.DIGEST:
                    self.add_error(name, NO_SUMMARY)
        return values

    def choice(self) -> dict:
        """What ``services.set_preference`` takes."""
        values = self.cleaned_data
        named = ("rhythm", "weekday", "hour", *NARROWING)
        deliveries = {kind.name: values[name] for name, kind in self.kinds.items()}
        return {name: values[name] for name in named} | {
            "deliveries": {kind: way for kind, way in deliveries.items() if way}
        }


def _ways(kind: Kind) -> forms.TypedChoiceField:
    """How mail of this kind can come."""
    return forms.TypedChoiceField(
        label=kind.label,
        choices=[(way.value, way.label) for way in kind.deliveries],
        coerce=Delivery,
        initial=Delivery.AT_ONCE,
        required=False,
        empty_value=None,
        widget=forms.RadioSelect,
    )
