"""What belongs to a person in members, in the account and in the mailroom.

The mailroom knows people by their id alone and stands to the left, so that what it
holds of them is told, and forgotten, from here.
"""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import ADDITION, LogEntry
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from mailroom import inbox
from mailroom.models import Bounce, Mail, Preference, Suppression
from mailroom.registers import label_of
from mailroom.stages import Delivery, State

from . import history
from .acting import function_at
from .models import Import, Invitation, Mandate, Person, PersonEvent, SignIn
from .own_data import ROWS_AT_ONCE, Part, holds_nothing, in_chunks, own_data
from .sessions import end_sessions, sessions_of, signed_in_at
from .stages import Function, ImportStage
from .takeover import (
    FactorsGo,
    HistoryMoves,
    MailsMove,
    MandatesMove,
    PreferencesMove,
    ProfileMoves,
    SignInsGo,
)
from .transfer import Goes, Moves, transfers

YOU = "Sie selbst"


@own_data
class Account(Part):
    key = "account"
    title = "Konto"
    columns = {
        "email": "E-Mail-Adresse zum Anmelden",
        "name": "Name",
        "delivery_address": "Zustelladresse",
        "delivery_verified_at": "Zustelladresse bestätigt",
        "is_active": "Konto offen",
        "has_password": "Passwort festgelegt",
        "created_at": "angelegt",
        "last_login": "letzte Anmeldung",
        "previous_login": "vorige Anmeldung",
    }
    covers = (
        "members.Person.email",
        "members.Person.name",
        "members.Person.delivery_address",
        "members.Person.delivery_verified_at",
        "members.Person.is_active",
        "members.Person.password",
        "members.Person.short_password",
        "members.Person.created_at",
        "members.Person.last_login",
        "members.Person.previous_login",
    )
    goes = "Ihr Konto mit Name, Adressen, Passwort und den Zeiten Ihrer Anmeldungen"

    def things(self, person, now):
        return Person.objects.filter(pk=person.pk)

    def rows(self, person, now):
        for account in self.things(person, now):
            account.has_password = account.has_usable_password()
            yield self.row(account, person)


@own_data
class Addresses(Part):
    key = "addresses"
    title = "Adressen zum Anmelden"
    columns = {"email": "E-Mail-Adresse", "verified": "bestätigt", "primary": "in Gebrauch"}
    covers = ("account.EmailAddress.user", "account.EmailAddress.email")
    goes = "Adressen, mit denen Sie sich anmelden"

    def things(self, person, now):
        return EmailAddress.objects.filter(user=person).order_by("pk")

    def forget(self, person, now):
        self.things(person, now).delete()


@own_data
class Sessions(Part):
    """Signed in where; that has no column of its own to be found by."""

    key = "sessions"
    title = "Sitzungen"
    columns = {"signed_in_at": "angemeldet", "expires_at": "endet spätestens"}
    goes = "Ihre Sitzungen: Sie sind danach überall abgemeldet"

    def rows(self, person, now):
        for session in sessions_of(person):
            yield {"signed_in_at": signed_in_at(session), "expires_at": session.expire_date}

    def count(self, person, now):
        return sum(1 for _ in sessions_of(person))

    def forget(self, person, now):
        end_sessions(person)


@own_data
class Mandates(Part):
    key = "mandates"
    title = "Zuständigkeiten"
    columns = {
        "place": "für",
        "function": "Funktion",
        "title": "Bezeichnung",
        "starts_on": "von",
        "ends_on": "bis",
        "may_vote": "stimmberechtigt",
        "is_administration": "Verwaltung des Portals",
    }
    covers = ("members.Mandate.person",)
    stays = (
        "Für welchen Landkreis oder welche Stelle von wann bis wann in welcher Funktion gehandelt "
        "wurde, ohne die Bezeichnung: Sonst wüsste niemand mehr, wer etwas für den Landkreis "
        "entscheiden durfte."
    )

    def things(self, person, now):
        mandates = Mandate.objects.filter(person=person).order_by("starts_on", "pk")
        return mandates.select_related("district", "organisation")

    def row(self, mandate, person):
        values = super().row(mandate, person)
        return values | {"place": str(mandate.place), "function": Function(mandate.function)}


@own_data
class Invitations(Part):
    """Those that the person has accepted, and those to an address of the person."""

    key = "invitations"
    title = "Einladungen ins Portal"
    columns = {
        "place": "für",
        "function": "Funktion",
        "title": "Bezeichnung",
        "address": "an",
        "name": "Name",
        "created_at": "eingeladen",
        "expires_at": "gilt bis",
        "accepted_at": "angenommen",
        "by": "von",
    }
    covers = ("members.Invitation.person", "members.Invitation.address")
    goes = "Adresse und Name in den Einladungen an Sie"

    def things(self, person, now):
        to_you = Q(person=person) | Q(address__in=addresses_of(person))
        found = Invitation.objects.filter(to_you).select_related("district", "organisation")
        held = ("invited_by__mandates__district", "invited_by__mandates__organisation")
        return found.prefetch_related(*held).order_by("pk")

    def row(self, invitation, person):
        invitation.by = function_at(invitation.invited_by.mandates.all(), invitation.created_at)
        values = super().row(invitation, person)
        return values | {"place": str(invitation.place), "function": Function(invitation.function)}

    def forget(self, person, now):
        self.things(person, now).update(address="", name="", token_hash=None)


@own_data
class InvitationsSent(Part):
    """That the person invited; whom, is not the person's to carry away."""

    key = "invitations_sent"
    title = "Einladungen, die Sie verschickt haben"
    columns = {"place": "für", "function": "Funktion", "created_at": "eingeladen"}
    covers = ("members.Invitation.invited_by",)
    stays = "Dass jemand in Ihrer Funktion eingeladen hat, als Tat der Stelle"

    def things(self, person, now):
        sent = Invitation.objects.filter(invited_by=person).order_by("pk")
        return sent.select_related("district", "organisation")

    def row(self, invitation, person):
        values = super().row(invitation, person)
        return values | {"place": str(invitation.place), "function": Function(invitation.function)}


@own_data
class Mails(Part):
    """Rows of the ledger, never what a mail says."""

    key = "mails"
    title = "Mails an Sie"
    columns = {
        "kind": "Art",
        "label": "in Worten",
        "subject": "Betreff",
        "address": "an",
        "created_at": "vorgemerkt",
        "settled_at": "erledigt",
        "state": "Stand",
    }
    covers = (
        "mailroom.Mail.recipient",
        "mailroom.Mail.recipient_key",
        "mailroom.Mail.envelope_to",
    )
    stays = (
        "Dass es zu einem Anlass eine Mail gab, ohne Betreff, Adresse und Inhalt, bis zu drei "
        "Monate: Sonst schickte das Portal sie ein zweites Mal."
    )

    def things(self, person, now):
        mails = Mail.objects.filter(recipient=person).defer("raw")
        return mails.order_by("created_at", "pk")

    def rows(self, person, now):
        """Whether a subject may still be seen is asked for many mails at once."""
        mails = self.things(person, now).iterator(chunk_size=ROWS_AT_ONCE)
        for chunk in in_chunks(mails):
            for entry in inbox.entries(chunk, now):
                yield self.row(entry, person)

    def row(self, entry, person):
        mail = entry.mail
        return {
            "kind": mail.kind,
            "label": entry.label,
            "subject": entry.subject if entry.url or mail.sealed else "",
            "address": mail.envelope_to,
            "created_at": mail.created_at,
            "settled_at": mail.settled_at,
            "state": State(mail.state),
        }


@own_data
class Bounces(Part):
    key = "bounces"
    title = "Mails, die zurückkamen"
    columns = {
        "kind": "Art",
        "label": "in Worten",
        "at": "wann",
        "is_hard": "endgültig",
        "status": "Status des Mailservers",
    }
    covers = ("mailroom.Bounce.address_key",)
    stays = (
        "Dass eine Mail zurückkam, ohne Adresse und ohne die Antwort des Mailservers, so lange "
        "wie die Mail selbst"
    )

    def things(self, person, now):
        bounces = Bounce.objects.filter(mail__recipient=person).select_related("mail")
        return bounces.defer("mail__raw").order_by("at", "pk")

    def row(self, bounce, person):
        return {
            "kind": bounce.mail.kind,
            "label": label_of(bounce.mail.kind),
            "at": bounce.at,
            "is_hard": bounce.is_hard,
            "status": bounce.status,
        }


@own_data
class Suppressions(Part):
    key = "suppressions"
    title = "Gesperrte Adressen"
    columns = {"address": "Adresse", "at": "seit", "reason": "Antwort des Mailservers"}
    covers = ("mailroom.Suppression.address", "mailroom.Suppression.address_key")
    goes = "Vermerke, dass ein Mailserver Ihre Adresse nicht kennt"

    def things(self, person, now):
        return Suppression.objects.filter(address__in=addresses_of(person)).order_by("at", "pk")

    def forget(self, person, now):
        self.things(person, now).delete()


@own_data
class MailPreferences(Part):
    key = "mail_preferences"
    title = "Wünsche zu Mails"
    columns = {"kind": "Art", "label": "in Worten", "delivery": "Zustellung", "at": "seit"}
    covers = ("mailroom.Preference.person",)
    goes = "Ihre Wünsche dazu, welche Mails Sie erhalten"

    def things(self, person, now):
        return Preference.objects.filter(person=person).order_by("at", "pk")

    def row(self, preference, person):
        return {
            "kind": preference.kind,
            "label": label_of(preference.kind),
            "delivery": Delivery(preference.delivery),
            "at": preference.at,
        }

    def forget(self, person, now):
        self.things(person, now).delete()


@own_data
class MailsOrdered(Part):
    key = "mails_ordered"
    title = "Mails, die Sie noch einmal versandt haben"
    columns = {"kind": "Art", "label": "in Worten", "at": "wann"}
    covers = ("mailroom.Mail.ordered_by",)
    stays = "Dass die Geschäftsstelle eine Mail noch einmal versandt hat, so lange wie die Mail"

    def things(self, person, now):
        return Mail.objects.filter(ordered_by=person).only("kind", "created_at").order_by("pk")

    def row(self, mail, person):
        return {"kind": mail.kind, "label": label_of(mail.kind), "at": mail.created_at}


@own_data
class History(Part):
    """What the account was before; who changed it tells the log."""

    key = "history"
    title = "Frühere Stände Ihres Kontos"
    columns = {
        "at": "wann",
        "email": "E-Mail-Adresse zum Anmelden",
        "name": "Name",
        "delivery_address": "Zustelladresse",
        "is_active": "Konto offen",
    }
    covers = (
        "members.PersonEvent.pgh_obj",
        "members.PersonEvent.email",
        "members.PersonEvent.delivery_address",
        "members.MandateEvent.person",
    )
    goes = "Frühere Namen und Adressen, und was Sie wann an Daten geändert haben"

    def things(self, person, now):
        return PersonEvent.objects.filter(pgh_obj=person).order_by("pgh_id")

    def row(self, event, person):
        event.at = event.pgh_created_at
        return super().row(event, person)

    def forget(self, person, now):
        history.forget(person)


@own_data
class LogOfDeeds(Part):
    """What the person did in the administration; to whom is not the person's to carry away."""

    key = "log_by_you"
    title = "Was Sie verwaltet haben"
    columns = {"at": "wann", "of": "woran", "what": "was"}
    covers = ("admin.LogEntry.user",)
    stays = "Was Sie für das Forum verwaltet haben, als Tat der Stelle, bis das Protokoll verfällt"

    def things(self, person, now):
        entries = LogEntry.objects.filter(user=person).select_related("content_type")
        return entries.order_by("action_time", "pk")

    def row(self, entry, person):
        return {
            "at": entry.action_time,
            "of": entry.content_type.name if entry.content_type else "",
            "what": said(entry),
        }


@own_data
class Imports(Part):
    key = "imports"
    title = "Dateien, die Sie importiert haben"
    columns = {"file_name": "Datei", "uploaded_at": "hochgeladen", "stage": "Stand"}
    covers = ("members.Import.by",)
    stays = "Dass eine Datei importiert wurde, als Tat der Stelle"

    def things(self, person, now):
        return Import.objects.filter(by=person).defer("content", "lines").order_by("pk")

    def row(self, one, person):
        return super().row(one, person) | {"stage": ImportStage(one.stage)}


@own_data
class LogOfPerson(Part):
    key = "log_about_you"
    title = "Was über Sie protokolliert ist"
    columns = {"at": "wann", "of": "woran", "called": "genannt", "what": "was", "by": "von"}
    stays = "Dass etwas an dem Konto geändert wurde, ohne Namen und Adresse, bis es verfällt"

    def things(self, person, now):
        entries = log_about(person).select_related("content_type", "user")
        held = ("user__mandates__district", "user__mandates__organisation")
        return entries.prefetch_related(*held).order_by("action_time", "pk")

    def row(self, entry, person):
        mandates = entry.user.mandates.all()
        by = YOU if entry.user == person else function_at(mandates, entry.action_time)
        return {
            "at": entry.action_time,
            "of": entry.content_type.name,
            "called": entry.object_repr,
            "what": said(entry),
            "by": by,
        }


def log_about(person):
    """Entries about the account of ``person`` and about what the person acted for."""
    mandates = Mandate.objects.filter(person=person).annotate(key=Cast("pk", TextField()))
    account = Q(content_type__model="person", object_id=str(person.pk))
    held = Q(content_type__model="mandate", object_id__in=mandates.values("key"))
    return LogEntry.objects.filter(account | held, content_type__app_label="members")


def said(entry: LogEntry) -> str:
    """What the log says was done; where it says nothing, the plain deed."""
    words = entry.get_change_message()
    return words or ("angelegt" if entry.action_flag == ADDITION else "geändert")


def addresses_of(person) -> set[str]:
    """All addresses that the portal knows of ``person``."""
    known = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    return {person.email, *known, person.delivery_address} - {""}


holds_nothing("pghistory.MiddlewareEvents.user", "A view of pghistory's own, without a table.")
holds_nothing("members.Person.name_folded", "The name again, as a search compares it.")
holds_nothing("mailroom.RestingDomain.domain", "The domain of a mail server, without a mailbox.")


@own_data
class SignIns(Part):
    key = "sign_ins"
    title = "Wo Sie angemeldet sind"
    columns = {"at": "angemeldet", "browser": "Browser"}
    covers = ("members.SignIn.person",)
    goes = "Wo Sie angemeldet sind, mit Zeit und Browser"

    def things(self, person, now):
        return SignIn.objects.filter(person=person).order_by("pk")

    def forget(self, person, now):
        self.things(person, now).delete()


@own_data
class SecondFactors(Part):
    """That there is one, and since when; what it is made of opens the account."""

    key = "second_factors"
    title = "Zweite Faktoren"
    columns = {"type": "Art", "called": "genannt", "created_at": "seit", "last_used_at": "benutzt"}
    covers = ("mfa.Authenticator.user",)
    goes = "Ihre Passkeys, Ihre App mit Codes und Ihre Wiederherstellungscodes"

    def things(self, person, now):
        return Authenticator.objects.filter(user=person).order_by("pk")

    def row(self, factor, person):
        return {
            "type": factor.type,
            "called": factor.data.get("name", ""),
            "created_at": factor.created_at,
            "last_used_at": factor.last_used_at,
        }

    def forget(self, person, now):
        self.things(person, now).delete()


@own_data
class Connections(Part):
    key = "connections"
    title = "Anmeldung mit einem Konto Ihres Landkreises"
    columns = {"provider": "Anbieter", "date_joined": "verbunden", "last_login": "zuletzt"}
    covers = ("socialaccount.SocialAccount.user",)
    goes = "Die Verbindung mit dem Konto, das Sie bei Ihrem Landkreis haben"

    def things(self, person, now):
        return SocialAccount.objects.filter(user=person).order_by("pk")

    def forget(self, person, now):
        self.things(person, now).delete()


# What becomes of it all when two accounts of one human become one. Mandates come first,
# since mail asks what a person is entitled to, and the past last.
transfers(
    MandatesMove(),
    MailsMove(),
    Moves("mailroom.Mail.ordered_by", "noch einmal versandte Mail", "noch einmal versandte Mails"),
    PreferencesMove(),
    ProfileMoves(),
    Moves("members.Invitation.invited_by", "verschickte Einladung", "verschickte Einladungen"),
    Moves("members.Invitation.person", "angenommene Einladung", "angenommene Einladungen"),
    Moves("members.Import.by", "Import", "Importe"),
    Moves("admin.LogEntry.user", "Eintrag im Protokoll", "Einträge im Protokoll"),
    SignInsGo(),
    FactorsGo(),
    Goes("socialaccount.SocialAccount.user", "verknüpftes Konto", "verknüpfte Konten"),
    Goes("account.EmailAddress.user", "Adresse zum Anmelden", "Adressen zum Anmelden"),
    HistoryMoves(),
)
