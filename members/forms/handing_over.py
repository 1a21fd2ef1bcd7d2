"""Who takes over what somebody has in hand for a county."""

from crispy_forms.layout import Fieldset
from django import forms

from forum_portal.dates import clock_time, day, long_date
from forum_portal.forms import helper_for

from ..handover import InHand
from ..models import Person
from .mandates import SEEN, date_input

STAYS, AS_ALL = "", "alle"
STAYS_IN_WORDS = "niemand, es bleibt beim Landkreis"


class HandOverForm(forms.Form):
    """One choice for everything, and one for each thing; with the last day, if there is none yet.

    What lies before the last day the person still sees to, unless somebody is chosen for it.
    """

    on = forms.DateField(
        label="Letzter Tag",
        help_text="An diesem Tag gelten die Rechte noch. Was bis dahin stattfindet, nimmt die "
        "Person noch selbst wahr, wenn Sie dafür niemanden wählen.",
        widget=date_input(),
        error_messages={"required": "Bitte geben Sie den letzten Tag an."},
    )
    everything = forms.ChoiceField(label="Alles übernimmt", required=False)

    def __init__(self, *args, mandate, things: list[InHand], now, **kwargs):
        self.things, self.mandate, self.now = things, mandate, now
        initial = {"on": mandate.ends_on or day(now)}
        super().__init__(*args, initial=initial, **kwargs)
        self.people = {str(p.pk): p for p in Person.objects.able_to_take_over(mandate, now)}
        ends = not mandate.is_over(now)
        if not ends:
            del self.fields["on"]
        people = [(key, str(person)) for key, person in self.people.items()]
        self.fields["everything"].choices = [(STAYS, STAYS_IN_WORDS), *people]
        for thing in things:
            self.fields[thing.key] = forms.ChoiceField(
                label=_in_words(thing),
                choices=[(AS_ALL, "wie oben"), ("niemand", STAYS_IN_WORDS), *people],
                required=False,
            )
        each = [Fieldset("Einzeln", *(t.key for t in things))] if things else []
        before = ["on"] if ends else []
        button = "Beenden und übergeben" if ends else "Übergeben"
        self.helper = helper_for(*before, "everything", *each, SEEN, button=button)
        self.helper.mark_optional = False

    def successors(self) -> dict[str, Person]:
        """Who takes over what, by the keys of the things; what nobody takes over is left out."""
        chosen = {thing.key: self._successor(thing) for thing in self.things}
        return {key: person for key, person in chosen.items() if person}

    def _successor(self, thing) -> Person | None:
        choice = self.cleaned_data[thing.key] or AS_ALL
        if choice == AS_ALL:
            if self._is_still_seen_to(thing):
                return None
            choice = self.cleaned_data["everything"]
        return self.people.get(choice)

    def _is_still_seen_to(self, thing) -> bool:
        last = self.cleaned_data.get("on")
        return None not in (last, thing.at) and day(thing.at) <= last


def _in_words(thing) -> str:
    if thing.at is None:
        return thing.title
    return f"{thing.title}, {long_date(thing.at)}, {clock_time(thing.at)}"
