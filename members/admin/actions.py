"""Ending and closing what was chosen in a list, each with its outlook."""

from django import forms

from forum_portal.admin_actions import PreviewedAction
from forum_portal.clock import now
from forum_portal.dates import day, plain_date
from forum_portal.outlooks import Outlook

from .. import endings, second_factor, services
from ..models import Mandate


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

    def told(self, count, form):
        on = form.cleaned_data["on"]
        if count == 1:
            return endings.ended_in_words(self.one, on, now())
        if on < day(now()):
            return f"{count} {self.many} sind zum {plain_date(on)} beendet."
        return f"{count} {self.many} enden am {plain_date(on)}."


class EndMandates(Ending):
    name = "end_mandates"
    short_description = "Zuständigkeiten beenden …"
    intro = "Nach dem letzten Tag geben diese Zuständigkeiten keine Rechte mehr."
    one, many = "Die Zuständigkeit", "Zuständigkeiten"

    def outlooks(self, things, *, by, now):
        return endings.of_mandates(things, now)

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

    def outlooks(self, things, *, by, now):
        return endings.of_memberships(things, by=by, now=now)

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


class ResetSecondFactors(PreviewedAction):
    """For whoever has lost all devices and codes."""

    name = "reset_second_factors"
    short_description = "Zweiten Faktor zurücksetzen …"
    intro = (
        "Nur, wenn die Person ihr Gerät und ihre Wiederherstellungscodes verloren hat und Sie "
        "sicher sind, dass sie es ist: Rufen Sie bitte unter einer Nummer zurück, die Sie kennen. "
        "Sie wird überall abgemeldet und bekommt darüber eine Mail."
    )
    button = "Zurücksetzen"

    def outlooks(self, things, *, by, now):
        factors = second_factor.Factors.of_each(things)
        return [self._outlook(person, factors[person.pk], by, now) for person in things]

    def _outlook(self, person, factors, by, now):
        if person == by:
            sentence = "Den eigenen zweiten Faktor ändern Sie in Ihrem Konto."
            return Outlook(person, str(person), (sentence,), True)
        if not factors.any:
            return Outlook(person, str(person), ("Die Person hat keinen zweiten Faktor.",), True)
        effects = [f"Gilt nicht mehr: {factors.words}, Wiederherstellungscodes."]
        if person.short_password:
            effects.append(
                "Das Passwort gilt nicht mehr, weil es nur mit zweitem Faktor genügt. "
                "Die Person meldet sich mit einem Code an."
            )
        if second_factor.is_demanded(person, now):
            effects.append("Die Person muss gleich nach der Anmeldung einen neuen einrichten.")
        return Outlook(person, str(person), tuple(effects))

    def do(self, person, form, **deed):
        services.reset_second_factor(person, **deed)

    def told(self, count, form):
        if count == 1:
            return "Der zweite Faktor ist zurückgesetzt."
        return f"{count} zweite Faktoren sind zurückgesetzt."
