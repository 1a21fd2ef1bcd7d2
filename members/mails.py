"""The mails about members: invitations, accounts that end, counties for which nobody acts."""

from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from forum_portal.dates import deadline, plain_date
from mailroom.letters import compose
from mailroom.registers import About, Kind, Letter, register
from mailroom.stages import Policy, Priority

from . import access, wording
from .models import District, Invitation, Mandate, Person


@register
class InvitationLink(Kind):
    """Always handed in sealed: whoever holds its link can accept."""

    name = "invitation"
    label = "Einladungen ins Portal"
    policy = Policy.MUST_ARRIVE
    priority = Priority.INVITATION

    def concerns(self, person, now):
        """Who reads their preferences has an account already."""
        return False


@register
class InvitationWanted(Kind):
    """Somebody whose link has run out asks those for a new one who may send it."""

    name = "invitation_wanted"
    label = "Bitten um eine neue Einladung"
    overtaken = "Die Einladung war schon erneuert, angenommen oder widerrufen."
    policy = Policy.MUST_ARRIVE
    priority = Priority.INVITATION

    def concerns(self, person, now):
        return person.is_office(now) or bool(person.manages(now))

    def recipients(self, payload, now):
        invitation = self._wanted(payload, now)
        return [person.pk for person in _may_send(invitation, now)] if invitation else []

    def letter(self, mail, now):
        invitation = self._wanted(mail.payload, now)
        if invitation is None or not access.may_offer(mail.recipient, invitation, now):
            return None
        return compose(
            "members/mail/invitation_wanted",
            {
                "facts": _facts(
                    ("Adresse", invitation.address),
                    ("Für", invitation.place),
                    ("Als", invitation.label),
                    ("Eingeladen am", plain_date(invitation.created_at)),
                ),
                "page_url": settings.PUBLIC_URL + invitation.get_absolute_url(),
            },
            mail=mail,
            now=now,
            subject=f"Neue Einladung erbeten: {invitation.place}",
            thread=f"invitation-{invitation.pk}",
        )

    def still_due(self, mail, now):
        return self._wanted(mail.payload, now) is not None

    def about(self, mails, person, now):
        visible = Invitation.objects.visible_to(person, now).select_related(
            "district", "organisation"
        )
        found = visible.in_bulk({mail.payload["invitation"] for mail in mails})
        return {
            mail.pk: About(str(invitation), invitation.get_absolute_url())
            for mail in mails
            if (invitation := found.get(mail.payload["invitation"]))
        }

    def _wanted(self, payload, now):
        """The invitation, if the link that somebody asked about is still its latest."""
        waiting = Invitation.objects.filter(accepted_at=None, revoked_at=None).with_stage(now)
        return waiting.filter(pk=payload["invitation"], links=payload["links"]).first()


def link_letter(invitation, token: str, *, by, now: datetime) -> Letter:
    """What the invited person reads; ``by`` sends it."""
    return compose(
        "members/mail/invitation",
        {
            "invitation": invitation,
            "facts": _facts(
                ("Für", invitation.place),
                ("Als", invitation.label),
                ("Zuständig", wording.term(invitation, now)),
                ("Stimmrecht", "Sie stimmen für den Landkreis ab" if invitation.may_vote else ""),
                ("Eingeladen von", _inviter(invitation, by, now)),
                ("Gilt bis", deadline(invitation.expires_at)),
            ),
            "link": settings.PUBLIC_URL + reverse("members:accept_invitation", args=[token]),
            "ask": by.email,
        },
        mail=None,
        now=now,
        subject=f"Einladung ins Portal des Forums: {invitation.place}",
        thread=f"invitation-{invitation.pk}",
    )


def _inviter(invitation, by, now) -> str:
    mandate = access.inviting_mandate(by, invitation, now)
    return wording.inviter(by, mandate) if mandate else ""


def _may_send(invitation, now) -> list[Person]:
    """The office, and of the county who manages its people, as far as each may offer this."""
    near = Q(pk__in=Person.objects.office(now))
    if invitation.district:
        near |= Q(pk__in=Person.objects.acting_for([invitation.district], now))
    people = Person.objects.receiving(now).filter(near)
    return [person for person in people if access.may_offer(person, invitation, now)]


def _facts(*facts) -> list[dict]:
    return [{"label": label, "value": value} for label, value in facts if value]


@register
class AccountEnding(Kind):
    """To somebody who has long had no mandate, and so no right to any other mail: sealed."""

    name = "account_ending"
    label = "Löschung Ihres Kontos"
    policy = Policy.MUST_ARRIVE
    priority = Priority.REMINDER

    def concerns(self, person, now):
        return not person.running_mandates(now)


def account_ending(ends: datetime, now: datetime) -> Letter:
    return compose(
        "members/mail/account_ending",
        {"ends": ends, "page_url": settings.PUBLIC_URL + reverse("members:own_data")},
        mail=None,
        now=now,
        subject=f"Ihr Konto wird am {plain_date(ends)} gelöscht",
    )


@register
class CountySilent(Kind):
    """The last person who acted for a county has left; the office looks for another."""

    name = "county_silent"
    label = "Landkreise ohne Ansprechperson"
    overtaken = "Für den Landkreis handelte inzwischen wieder jemand."
    policy = Policy.MUST_ARRIVE
    priority = Priority.REMINDER

    def concerns(self, person, now):
        return person.is_office(now)

    def recipients(self, payload, now):
        return Person.objects.receiving(now).office(now).values_list("pk", flat=True)

    def letter(self, mail, now):
        if not self.still_due(mail, now) or not mail.recipient.is_office(now):
            return None
        district = District.objects.get(pk=mail.payload["district"])
        return compose(
            "members/mail/county_silent",
            {"district": district, "page_url": settings.PUBLIC_URL + district.get_absolute_url()},
            mail=mail,
            now=now,
            subject=f"Für {district} handelt niemand mehr",
            thread=f"county-{district.pk}",
        )

    def still_due(self, mail, now):
        acting = Mandate.objects.running(now).filter(person__is_active=True)
        return not acting.filter(district=mail.payload["district"]).exists()

    def links(self, mails, now):
        office = set(Person.objects.office(now).values_list("pk", flat=True))
        told = [mail for mail in mails if mail.recipient_id in office]
        return {pk: about.url for pk, about in self.about(told, None, now).items()}

    def about(self, mails, person, now):
        districts = District.objects.in_bulk({mail.payload["district"] for mail in mails})
        return {
            mail.pk: About(str(district), reverse("members:district", args=[district.slug]))
            for mail in mails
            if (district := districts.get(mail.payload["district"]))
        }
