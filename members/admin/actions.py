"""Ending and closing what was chosen in a list, each with its outlook."""

from collections.abc import Iterator

from django import forms
from django.db.models import Q

from forum_portal.admin_actions import Outlook, PreviewedAction
from forum_portal.clock import now
from forum_portal.dates import day, plain_date

from .. import services
from ..models import Mandate
from ..registers import contributions

MOST_NAMED = 3
NO_PLACE_LEFT = "Die Person sieht danach nur noch die öffentlichen Seiten und ihr Konto."


class LastDayForm(forms.Form):
    on = forms.DateField(
        label="Letzter Tag",
        help_text="An diesem Tag gelten die Rechte noch.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=lambda: day(now()),
    )


class Ending(PreviewedAction):
    """Of terms: what is over stays as it is."""

    button = "Beenden"
    form_class = LastDayForm
    one, many = "", ""

    def effects(self, term, running) -> Iterator[str]:
        raise NotImplementedError

    def remains(self, term, by, now) -> Iterator[str]:
        """What stays when the term is over."""
        return iter(())

    def running_with(self, terms, now) -> list[Mandate]:
        """The mandates that decide what follows from the end of ``terms``."""
        raise NotImplementedError

    def outlooks(self, things, *, by, now):
        running = self.running_with(things, now)
        return [self._outlook(term, running, by, now) for term in things]

    def _outlook(self, term, running, by, now):
        last = term.last_day
        if last and last < day(now):
            return Outlook(term, self.called(term), (f"Beendet seit {plain_date(last)}.",), True)
        effects = [*self.effects(term, running), *self.remains(term, by, now)]
        if last:
            effects = [f"Endet ohnehin am {plain_date(last)}.", *effects]
        return Outlook(term, self.called(term), tuple(effects))

    def told(self, count, form):
        on = form.cleaned_data["on"]
        what = self.one if count == 1 else f"{count} {self.many}"
        if on < day(now()):
            return f"{what} {'ist' if count == 1 else 'sind'} zum {plain_date(on)} beendet."
        return f"{what} {'endet' if count == 1 else 'enden'} am {plain_date(on)}."


class EndMandates(Ending):
    name = "end_mandates"
    short_description = "Zuständigkeiten beenden …"
    intro = "Nach dem letzten Tag geben diese Zuständigkeiten keine Rechte mehr."
    one, many = "Die Zuständigkeit", "Zuständigkeiten"

    def called(self, mandate):
        return f"{mandate.person}: {mandate}"

    def running_with(self, terms, now):
        """All that run for the same people or places, but for those that are to end."""
        at = Q(person__in={m.person_id for m in terms})
        at |= Q(district__in={m.district_id for m in terms if m.district_id})
        others = Mandate.objects.running(now).filter(at).exclude(pk__in=[m.pk for m in terms])
        return list(others.select_related("person", "district", "organisation"))

    def effects(self, mandate, running):
        kept = [str(m.place) for m in running if m.person == mandate.person]
        yield f"Die Person bleibt zuständig für {', '.join(kept)}." if kept else NO_PLACE_LEFT
        if mandate.district:
            there = [m for m in running if m.district_id == mandate.district_id]
            if not there:
                yield f"Für {mandate.district} handelt danach niemand mehr."
            elif mandate.may_vote and not any(m.may_vote for m in there):
                yield f"Für {mandate.district} stimmt danach niemand mehr ab."

    def do(self, mandate, form, **deed):
        services.end_mandate(mandate, on=form.cleaned_data["on"], **deed)


class EndMemberships(Ending):
    name = "end_memberships"
    short_description = "Mitgliedschaften beenden …"
    intro = (
        "Nach dem letzten Tag gehören diese Landkreise nicht mehr zum Forum und stehen nicht mehr "
        "im Verzeichnis. Ihre Seite bleibt mit dem, was sie beigetragen haben, und ohne "
        "Ansprechpersonen."
    )
    one, many = "Die Mitgliedschaft", "Mitgliedschaften"

    def called(self, membership):
        return str(membership.district)

    def running_with(self, terms, now):
        mandates = Mandate.objects.running(now).filter(district__in=[m.district_id for m in terms])
        return list(mandates.select_related("person", "district").in_order())

    def effects(self, membership, running):
        people = [m for m in running if m.district_id == membership.district_id]
        if not people:
            yield "Zurzeit handelt niemand für diesen Landkreis."
        for mandate in people:
            yield f"{mandate.person} ({mandate.label}) verliert die Rechte des Landkreises."

    def remains(self, membership, by, now):
        for label, entries in contributions(membership.district, by, now):
            names = [f"„{entry.title}“" for entry in entries[:MOST_NAMED]]
            if more := len(entries) - len(names):
                names.append(f"{more} weitere")
            yield f"Bleibt stehen: {label} {', '.join(names)}."

    def do(self, membership, form, **deed):
        services.end_membership(membership, on=form.cleaned_data["on"], **deed)


class Accounts(PreviewedAction):
    """Of accounts, by whether they are open; the mandates stay as they are."""

    opens: bool
    already: str
    effect: str
    what: str

    def outlooks(self, things, *, by, now):
        mandates = Mandate.objects.running(now).filter(person__in=things)
        running = list(mandates.select_related("district", "organisation").in_order())
        return [self._outlook(person, running) for person in things]

    def _outlook(self, person, running):
        if person.is_active == self.opens:
            return Outlook(person, str(person), (self.already,), True)
        held = [f"{m}: {self.effect}" for m in running if m.person_id == person.pk]
        return Outlook(person, str(person), tuple(held or ["Die Person ist nirgends zuständig."]))

    def told(self, count, form):
        return f"{'Das Konto ist' if count == 1 else f'{count} Konten sind'} {self.what}."


class CloseAccounts(Accounts):
    name = "close_accounts"
    short_description = "Konten schließen …"
    intro = (
        "Wer ein geschlossenes Konto hat, wird abgemeldet, meldet sich nicht mehr an und bekommt "
        "keine Post. Die Zuständigkeiten bleiben eingetragen, bis sie beendet werden."
    )
    button = "Schließen"
    opens, already, what = False, "Das Konto ist schon geschlossen.", "geschlossen"
    effect = "übt danach niemand aus diesem Konto aus."

    def do(self, person, form, **deed):
        services.close_account(person, **deed)


class ReopenAccounts(Accounts):
    name = "reopen_accounts"
    short_description = "Konten wieder öffnen …"
    intro = "Wer ein offenes Konto hat, kann sich anmelden und bekommt Post."
    button = "Wieder öffnen"
    opens, already, what = True, "Das Konto ist offen.", "wieder offen"
    effect = "gilt wieder für dieses Konto."

    def do(self, person, form, **deed):
        services.reopen_account(person, **deed)
