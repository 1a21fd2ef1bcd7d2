"""Deleting accounts for people who have asked the office to."""

from forum_portal.admin_actions import Outlook, PreviewedAction

from .. import services
from ..models import Mandate
from ..parting import silent_without


class DeleteAccounts(PreviewedAction):
    name = "delete_accounts"
    short_description = "Konten löschen …"
    intro = (
        "Gelöscht werden Name, Adressen, Sitzungen, Wünsche und der Inhalt aller Mails an die "
        "Person. Was sie für einen Landkreis getan hat, bleibt: Statt des Namens steht dort die "
        "Funktion. Zurücknehmen lässt sich das nicht. Bitte prüfen Sie vorher, dass die Bitte von "
        "der Person selbst kommt; sie kann es unter „Ihre Daten“ auch selbst tun."
    )
    button = "Endgültig löschen"

    def outlooks(self, things, *, by, now):
        running = Mandate.objects.running(now).filter(person__in=things)
        held = list(running.select_related("district", "organisation").in_order())
        silent = silent_without(things, now)
        return [self._outlook(person, held, silent, by) for person in things]

    def _outlook(self, person, held, silent, by):
        """Whoever looks administers the portal and stays, so it is never the last who goes."""
        if person == by:
            words = "Das eigene Konto löschen Sie unter „Ihre Daten“."
            return Outlook(person, str(person), (words,), True)
        own = [mandate for mandate in held if mandate.person_id == person.pk]
        effects = [f"{mandate}: die Zuständigkeit endet." for mandate in own]
        effects += [
            f"Für {mandate.district} handelt danach niemand mehr."
            for mandate in own
            if mandate.district in silent
        ]
        return Outlook(person, str(person), tuple(effects or ["Niemand sonst ist betroffen."]))

    def do(self, person, form, **deed):
        services.delete_account(person, **deed)

    def told(self, count, form):
        return "Das Konto ist gelöscht." if count == 1 else f"{count} Konten sind gelöscht."
