"""What belongs to a person in members, in the account and in the mailroom.

The mailroom knows people by their id alone and stands to the left, so that what it
holds of them is told, and forgotten, from here.
"""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Cast, Greatest

from forum_portal.dates import day
from mailroom import inbox
from mailroom.forgetting import forget_letters_about, forget_recipient
from mailroom.models import Bounce, Mail, Preference, Suppression
from mailroom.registers import label_of
from mailroom.stages import Delivery, State

from .acting import function_at
from .leaver import addresses_of, log_about
from .models import (
    Absence,
    Import,
    Invitation,
    Mandate,
    Person,
    Profile,
    SignIn,
)
from .models.history import MandateEvent, PersonEvent
from .models.imports import WITH_FILE
from .own_data import ROWS_AT_ONCE, Part, holds_nothing, in_chunks, own_data
from .sessions import end_sessions
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
        "short_password": "Passwort genügt nur mit zweitem Faktor",
        "created_at": "angelegt",
        "last_login": "letzte Anmeldung",
        "previous_login": "vorige Anmeldung",
        "deletion_told_at": "Löschung angekündigt",
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
        "members.Person.deletion_told_at",
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

    def forget(self, leaver):
        self.things(leaver.person, leaver.now).delete()


@own_data
class SecondFactors(Part):
    """What each is called and when it was used; never what it proves itself with."""

    key = "second_factors"
    title = "Zweite Faktoren"
    columns = {
        "kind": "Art",
        "name": "Name",
        "created_at": "eingerichtet",
        "last_used_at": "zuletzt benutzt",
    }
    covers = ("mfa.Authenticator.user",)
    goes = "Ihre zweiten Faktoren: App, Passkeys und Codes auf Papier"

    def things(self, person, now):
        return Authenticator.objects.filter(user=person).order_by("pk")

    def row(self, factor, person):
        return {
            "kind": Authenticator.Type(factor.type),
            "name": factor.data.get("name", ""),
            "created_at": factor.created_at,
            "last_used_at": factor.last_used_at,
        }

    def forget(self, leaver):
        self.things(leaver.person, leaver.now).delete()


@own_data
class Sessions(Part):
    key = "sessions"
    title = "Sitzungen"
    columns = {"at": "angemeldet", "browser": "Browser", "expires_at": "endet spätestens"}
    covers = ("members.SignIn.person",)
    goes = "Ihre Sitzungen: Sie sind danach überall abgemeldet"

    def things(self, person, now):
        sign_ins = SignIn.objects.filter(person=person).order_by("at", "pk")
        return sign_ins.annotate(expires_at=F("session__expire_date"))

    def forget(self, leaver):
        end_sessions(leaver.person, leaver.words)


@own_data
class OwnProfile(Part):
    """Taken away by ``services.leaving``, with the picture."""

    key = "profile"
    title = "Profil"
    columns = {
        "topics": "Themen",
        "experience": "Erfahrung mit",
        "languages": "Sprachen",
        "phone": "Telefon",
        "has_picture": "mit Bild",
        "consented_at": "Zustimmung zur öffentlichen Seite",
    }
    covers = ("members.Profile.person",)
    goes = "Ihr Profil mit Bild, Telefonnummer und Ihrer Zustimmung zur öffentlichen Seite"

    def things(self, person, now):
        chosen = Q(topics__isnull=False)
        names = ArrayAgg("topics__name", distinct=True, filter=chosen, default=[])
        return Profile.objects.filter(person=person).annotate(topic_names=names)

    def row(self, profile, person):
        return {
            "topics": profile.topic_names,
            "experience": profile.experience,
            "languages": profile.language_names,
            "phone": profile.phone,
            "has_picture": bool(profile.picture),
            "consented_at": profile.consented_at,
        }


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

    def forget(self, leaver):
        """They end with yesterday; one that begins today gives no right any more all the same."""
        held, today = Mandate.objects.filter(person=leaver.person), day(leaver.now)
        held.filter(starts_on__gt=today).delete()
        going_on = held.filter(Q(ends_on=None) | Q(ends_on__gte=today))
        going_on.update(ends_on=Greatest(F("starts_on"), Value(today - timedelta(days=1))))
        held.update(title="")


@own_data
class Absences(Part):
    """Of others, who stood in for the person or whom the person stood in for, nothing is told."""

    key = "absences"
    title = "Abwesenheit und Vertretung"
    columns = {"district": "für", "role": "Sie waren", "starts_on": "von", "ends_on": "bis"}
    covers = ("members.Absence.mandate", "members.Absence.deputy")
    stays = "Von wann bis wann eine Koordination vertreten wurde, als Angabe über den Landkreis"

    def things(self, person, now):
        own = Q(mandate__person=person) | Q(deputy__person=person)
        absences = Absence.objects.filter(own).select_related("mandate__district")
        return absences.order_by("starts_on", "pk")

    def row(self, absence, person):
        was_away = absence.mandate.person_id == person.pk
        return super().row(absence, person) | {"role": "abwesend" if was_away else "Vertretung"}

    def forget(self, leaver):
        self.things(leaver.person, leaver.now).filter(starts_on__gt=day(leaver.now)).delete()


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

    def forget(self, leaver):
        """Also what the mails say in which somebody asked for a new link."""
        to_them = Q(person=leaver.person) | Q(address__in=leaver.addresses)
        invitations = Invitation.objects.filter(to_them)
        ids = list(invitations.values_list("pk", flat=True))
        invitations.update(address="", name="", title="", token_hash=None)
        about = LogEntry.objects.filter(content_type__model="invitation", object_id__in=ids)
        about.update(object_repr="Einladung")
        forget_letters_about("invitation", ids)


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

    def forget(self, leaver):
        forget_recipient(leaver.person, leaver.addresses, leaver.now)


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

    def forget(self, leaver):
        self.things(leaver.person, leaver.now).delete()


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

    def forget(self, leaver):
        """Lists of people: an open one that names the person would only enter them again."""
        told = Import.objects.annotate(told=Cast("lines", TextField())).defer("content")
        for one in told.filter(leaver.named_in("told", "file_name")):
            if one.stage in WITH_FILE and leaver.is_named_in(one.lines):
                one.delete()
            else:
                one.lines, one.file_name = leaver.without(one.lines), leaver.without(one.file_name)
                one.save(update_fields=["lines", "file_name"])


@own_data
class LogOfPerson(Part):
    key = "log_about_you"
    title = "Was über Sie protokolliert ist"
    columns = {"at": "wann", "of": "woran", "called": "genannt", "what": "was", "by": "von"}
    stays = "Dass etwas an dem Konto geändert wurde, ohne Namen und Adresse, bis es verfällt"

    def things(self, person, now):
        entries = log_about(person, person.mandates.all()).select_related("content_type", "user")
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

    def forget(self, leaver):
        """Also where the log of something else names the person, as of an address set free."""
        log_about(leaver.person, leaver.mandates).update(object_repr=leaver.remembered_as)
        for entry in LogEntry.objects.filter(leaver.named_in("object_repr", "change_message")):
            entry.object_repr = leaver.without(entry.object_repr)[:200]
            entry.change_message = leaver.without(entry.change_message)
            entry.save(update_fields=["object_repr", "change_message"])


def said(entry: LogEntry) -> str:
    """What the log says was done; where it says nothing, the plain deed."""
    words = entry.get_change_message()
    return words or ("angelegt" if entry.action_flag == ADDITION else "geändert")


holds_nothing("mailroom.RestingDomain.domain", "The domain of a mail server, without a mailbox.")


@own_data
class AccountHistory(Part):
    """What the account was after each change; ``members.history`` forgets it."""

    key = "history"
    title = "Frühere Stände Ihres Kontos"
    columns = {
        "at": "ab",
        "email": "E-Mail-Adresse",
        "name": "Name",
        "delivery_address": "Zustelladresse",
        "is_active": "Konto offen",
    }
    covers = (
        "members.PersonEvent.pgh_obj",
        "members.PersonEvent.email",
        "members.PersonEvent.delivery_address",
    )
    goes = "Frühere Namen und Adressen Ihres Kontos"

    def things(self, person, now):
        return PersonEvent.objects.filter(pgh_obj=person).order_by("pgh_id")

    def row(self, event, person):
        return super().row(with_moment(event), person)


@own_data
class MandateHistory(Part):
    key = "mandate_history"
    title = "Frühere Stände Ihrer Zuständigkeiten"
    columns = {
        "at": "ab",
        "place": "für",
        "function": "Funktion",
        "title": "Bezeichnung",
        "starts_on": "von",
        "ends_on": "bis",
    }
    covers = ("members.MandateEvent.person",)
    stays = "Wann Zuständigkeiten geändert wurden, ohne die Bezeichnung, bis der Verlauf verfällt"

    def things(self, person, now):
        events = MandateEvent.objects.filter(person=person).order_by("pgh_id")
        return events.select_related("district", "organisation")

    def row(self, event, person):
        event.place = str(event.district or event.organisation)
        event.function = Function(event.function)
        return super().row(with_moment(event), person)


def with_moment(event):
    """``at``: when it happened on the portal's clock, or else on the database's."""
    said = (event.pgh_context or {}).get("at")
    event.at = datetime.fromisoformat(said) if said else event.pgh_created_at
    return event


holds_nothing("pghistory.MiddlewareEvents.user", "A view of the library's, without a table.")
LEFT = "Empty until the person leaves, and then all that there is."
holds_nothing("members.Person.deleted_at", LEFT)
holds_nothing("members.Person.remembered_as", LEFT)
holds_nothing("members.Person.name_folded", "The name again, as a search compares it.")


@own_data
class Connections(Part):
    key = "connections"
    title = "Anmeldung mit einem Konto Ihres Landkreises"
    columns = {"provider": "Anbieter", "date_joined": "verbunden", "last_login": "zuletzt"}
    covers = ("socialaccount.SocialAccount.user",)
    goes = "Die Verbindung mit dem Konto, das Sie bei Ihrem Landkreis haben"

    def things(self, person, now):
        return SocialAccount.objects.filter(user=person).order_by("pk")

    def forget(self, leaver):
        self.things(leaver.person, leaver.now).delete()


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
