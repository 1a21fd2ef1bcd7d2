"""The mails about members: invitations, accounts that end, counties for which nobody acts."""

from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from forum_portal.dates import deadline, plain_date, short_date
from mailroom.letters import compose
from mailroom.registers import About, Kind, Letter, register
from mailroom.stages import Policy, Priority

from . import access, handover, wording
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
                    ("Als", wording.role(invitation)),
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


@register
class HandedOver(Kind):
    """To whoever takes over what somebody else had in hand; what has gone on since is left out."""

    name = "handed_over"
    label = "Was Sie von anderen übernehmen"
    overtaken = "Die Person hatte nichts davon mehr in der Hand, oder es war vorbei."
    policy = Policy.MUST_ARRIVE
    priority = Priority.INVITATION

    def concerns(self, person, now):
        return bool(person.acts_for(now))

    def letter(self, mail, now):
        district = District.objects.filter(pk=mail.payload["district"]).first()
        things = self._things(mail, now)
        if district is None or not things or district not in mail.recipient.acts_for(now):
            return None
        return compose(
            "members/mail/handed_over",
            {"district": district, "rows": _rows(things)},
            mail=mail,
            now=now,
            subject=f"Sie übernehmen für {district}",
            thread=f"handed-over-{mail.occasion}",
        )

    def still_due(self, mail, now):
        return bool(self._things(mail, now))

    def _things(self, mail, now):
        pair = (mail.recipient_id, mail.payload["district"])
        keys = set(mail.payload["things"])
        return [t for t in handover.in_hand_of([pair], now).get(pair, []) if t.key in keys]


@register
class LeftBehind(Kind):
    """Somebody no longer acts for a county, and nobody has taken over what is in their hands."""

    name = "left_behind"
    label = "Was in Ihrem Landkreis niemand übernommen hat"
    overtaken = "Es hatte jemand übernommen, oder es war vorbei."
    policy = Policy.MUST_ARRIVE
    priority = Priority.INVITATION

    def concerns(self, person, now):
        return person.is_office(now) or bool(person.manages(now))

    def letter(self, mail, now):
        mandate, things = self._left(mail, now)
        if mandate is None or not access.may_hand_over(mail.recipient, mandate, now):
            return None
        return compose(
            "members/mail/left_behind",
            {
                "mandate": mandate,
                "rows": _rows(things),
                "page_url": settings.PUBLIC_URL + mandate.handing_over_url,
            },
            mail=mail,
            now=now,
            subject=f"{mandate.district}: Bitte bestimmen Sie, wer übernimmt",
            thread=f"left-behind-{mandate.pk}",
        )

    def still_due(self, mail, now):
        return self._left(mail, now)[0] is not None

    def about(self, mails, person, now):
        managed = Mandate.objects.managed_by(person, now).select_related("district")
        found = managed.in_bulk({mail.payload["mandate"] for mail in mails})
        return {
            mail.pk: About(str(mandate), mandate.handing_over_url)
            for mail in mails
            if (mandate := found.get(mail.payload["mandate"]))
        }

    def _left(self, mail, now):
        """The mandate and what was left; (None, []) if that is settled by now."""
        mandate = Mandate.objects.filter(pk=mail.payload["mandate"]).first()
        if mandate is not None:
            for last, things in handover.left_by_mandates([mandate.district], now):
                if last.person_id == mandate.person_id:
                    return last, things
        return None, []


def _rows(things) -> list[dict]:
    """What a mail may say of each: of one that is silent only that there is one."""
    return [
        {
            "lead": "" if thing.is_silent or thing.at is None else short_date(thing.at),
            "title": handover.title_in_mail(thing),
            "url": settings.PUBLIC_URL + thing.url,
        }
        for thing in things
    ]


def link_letter(invitation, token: str, *, by, now: datetime) -> Letter:
    """What the invited person reads; ``by`` sends it."""
    return compose(
        "members/mail/invitation",
        {
            "invitation": invitation,
            "facts": _facts(
                ("Für", invitation.place),
                ("Als", wording.role(invitation)),
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
