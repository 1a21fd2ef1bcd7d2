"""Invitations: offered, sent again, withdrawn, accepted, and forgotten in the end."""

import secrets
from datetime import datetime, time, timedelta
from hashlib import sha256

from django.contrib.admin.models import ADDITION, CHANGE
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from forum_portal.clock import BERLIN
from forum_portal.dates import day
from mailroom.services import announce, post_sealed, take_back

from .. import access
from ..mails import link_letter
from ..models import District, Invitation, Mandate, Person
from ..refusals import CannotAccept
from ..retention import ago, rule
from ..stages import Hindrance, InvitationStage
from .accounts import open_account, set_password
from .keeping import keep, log, queue_up
from .terms import add_mandate

LINK_HOLDS = timedelta(days=14)
JUST_NOW = timedelta(minutes=5)
NOT_ANY_MORE = {
    InvitationStage.ACCEPTED: "Die Einladung ist inzwischen angenommen.",
    InvitationStage.REVOKED: "Die Einladung ist inzwischen zurückgezogen.",
    InvitationStage.EXPIRED: "Die Einladung ist inzwischen abgelaufen.",
}


def hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(invitation, *, by, now: datetime) -> Invitation:
    """Save the new ``invitation``, and send its link.

    The same offer to the same address within minutes is a second click, and no second mail.
    """
    queue_up(invitation.place)
    invitation.address = invitation.address.strip().lower()
    invitation.invited_by, invitation.created_at = by, now
    _refuse_needless(invitation, by, now)
    before = _before(invitation)
    if before and _is_same_click(before, invitation):
        return before
    if before and before.expires_at <= now:
        before.revoked_at = now
        before.save(update_fields=["revoked_at"])
    token = _new_link(invitation, now)
    keep(invitation, by, now, ADDITION, "Eingeladen")
    _send(invitation, token, by, now)
    return invitation


@transaction.atomic
def renew_invitation(invitation, *, seen: int, by, now: datetime) -> bool:
    """Send a link that is good for another fourteen days; the one before opens nothing any more.

    ``by`` now answers for the offer. False if a link was sent since the ``seen`` one.
    """
    invitation = _locked(invitation.place, now, pk=invitation.pk)
    if invitation.links != seen:
        return False
    if invitation.is_closed:
        raise ValidationError(NOT_ANY_MORE[invitation.stage])
    _refuse_needless(invitation, by, now)
    take_back(invitation.occasion, now=now)
    token = _new_link(invitation, now)
    invitation.invited_by, invitation.wanted_at = by, None
    keep(invitation, by, now, CHANGE, "Noch einmal eingeladen")
    _send(invitation, token, by, now)
    return True


@transaction.atomic
def revoke_invitation(invitation, *, by, now: datetime) -> None:
    """Its link opens nothing any more; twice is as good as once."""
    invitation = _locked(invitation.place, now, pk=invitation.pk)
    if invitation.stage == InvitationStage.REVOKED:
        return
    if invitation.stage != InvitationStage.OPEN:
        raise ValidationError(NOT_ANY_MORE[invitation.stage])
    take_back(invitation.occasion, now=now)
    invitation.revoked_at = now
    keep(invitation, by, now, CHANGE, "Einladung zurückgezogen")


def may_be_wanted(invitation, now: datetime) -> bool:
    """Whether the link opens nothing any more, and somebody could send a new one."""
    is_over = invitation.stage == InvitationStage.EXPIRED
    is_over |= not access.may_offer(invitation.invited_by, invitation, now)
    return is_over and not invitation.is_closed


@transaction.atomic
def want_new_link(invitation, *, now: datetime) -> None:
    """Tell those who may send a new link that one is wanted: once for each link."""
    invitation = _locked(invitation.place, now, token_hash=invitation.token_hash)
    if invitation.wanted_at or not may_be_wanted(invitation, now):
        return
    invitation.wanted_at = now
    invitation.save(update_fields=["wanted_at"])
    announce(
        "invitation_wanted",
        occasion=f"{invitation.occasion}:wanted",
        payload={"invitation": invitation.pk, "links": invitation.links},
        now=now,
        valid_until=now + LINK_HOLDS,
    )


def require_acceptable(invitation, person, now: datetime) -> None:
    """Raise ``CannotAccept`` unless ``person`` (None: a stranger) can accept at ``now``.

    Rights come from running mandates, those that are offered as well: whoever
    invited must still be entitled to.
    """
    if invitation.stage != InvitationStage.OPEN:
        raise CannotAccept(Hindrance(invitation.stage))
    district = invitation.district
    if district and not District.objects.members(now).filter(pk=district.pk).exists():
        raise CannotAccept(Hindrance.LEFT)
    if not access.may_offer(invitation.invited_by, invitation, now):
        raise CannotAccept(Hindrance.DORMANT)
    if person and not person.is_active:
        raise CannotAccept(Hindrance.CLOSED)
    try:
        mandate = invitation.mandate_for(person, now)
        mandate.validate_constraints(exclude=None if person else {"person"})
    except ValidationError as error:
        raise CannotAccept(Hindrance.TAKEN, " ".join(error.messages)) from None


@transaction.atomic
def accept_invitation(
    invitation, *, person=None, name="", password: str | None = None, now: datetime
) -> Person:
    """Begin the mandate that is offered: ``person``'s, or that of a new account.

    A new account has the invited address, which the mail has verified. Without a
    ``password`` it has none. All of it happens, or nothing.
    """
    invitation = _locked(invitation.place, now, token_hash=invitation.token_hash)
    require_acceptable(invitation, person, now)
    try:
        person = person or _open(invitation.address, name, password, now)
        add_mandate(invitation.mandate_for(person, now), by=person, now=now)
    except ValidationError as error:
        raise CannotAccept(Hindrance.TAKEN, " ".join(error.messages)) from None
    invitation.person, invitation.accepted_at = person, now
    keep(invitation, person, now, CHANGE, "Einladung angenommen")
    return person


@rule(
    "invitations",
    what="Adresse und Name in Einladungen",
    how_long="{days}, nachdem sie angenommen, zurückgezogen oder abgelaufen sind",
    why="damit sie sich noch einmal schicken lassen und niemand zweimal eingeladen wird",
    setting="KEEP_INVITATIONS_DAYS",
)
def forget_old_invitations(now: datetime) -> int:
    """Wipe address, name and link of what ended long ago; how many.

    Of an accepted invitation the person stays, who is the address by then.
    """
    old = ago("KEEP_INVITATIONS_DAYS", now)
    ended = Q(accepted_at__lte=old) | Q(revoked_at__lte=old)
    ended |= Q(accepted_at=None, expires_at__lte=old)
    known = Invitation.objects.exclude(address="", name="", token_hash=None)
    return known.filter(ended).update(address="", name="", token_hash=None)


def _locked(place, now, **which) -> Invitation:
    """The invitation as it is now, for us alone; the place first, as for every mandate."""
    queue_up(place)
    rows = Invitation.objects.with_stage(now).select_for_update(of=("self",))
    return rows.get(**which)


def _refuse_needless(invitation, by, now):
    """Who acts for the place already is changed there, and nobody raises their own rights."""
    if invitation.address == by.email:
        raise ValidationError(
            {"address": "Das ist Ihre eigene Adresse. Bitte laden Sie jemand anderen ein."}
        )
    there = Mandate.objects.running(now).filter(
        district=invitation.district, organisation=invitation.organisation
    )
    if there.filter(person__email=invitation.address).exists():
        raise ValidationError(
            {"address": f"Mit dieser Adresse ist schon jemand zuständig: {invitation.place}."}
        )
    if invitation.ends_on and invitation.ends_on < day(now):
        raise ValidationError(
            {"ends_on": "Dieser Tag ist schon vorbei. Bitte geben Sie einen Tag ab heute an."}
        )


def _before(invitation) -> Invitation | None:
    """The invitation of the same address to the same place that nobody has answered."""
    same = Invitation.objects.at(invitation.place).filter(address=invitation.address)
    return same.filter(accepted_at=None, revoked_at=None).first()


def _is_same_click(before, invitation) -> bool:
    same = [*Invitation.OFFER, "name", "starts_on", "ends_on", "invited_by"]
    is_recent = before.created_at > invitation.created_at - JUST_NOW
    return is_recent and all(getattr(before, n) == getattr(invitation, n) for n in same)


def _new_link(invitation, now) -> str:
    """A token, of which ``invitation`` knows the hash, and until when it holds."""
    token = secrets.token_urlsafe(32)
    invitation.token_hash, invitation.links = hashed(token), invitation.links + 1
    invitation.expires_at = now + LINK_HOLDS
    if invitation.ends_on:
        over = datetime.combine(invitation.ends_on + timedelta(days=1), time.min, BERLIN)
        invitation.expires_at = min(invitation.expires_at, over)
    return token


def _send(invitation, token, by, now):
    post_sealed(
        "invitation",
        occasion=invitation.occasion,
        address=invitation.address,
        person=Person.objects.filter(email=invitation.address).first(),
        letter=link_letter(invitation, token, by=by, now=now),
        now=now,
        valid_until=invitation.expires_at,
    )


def _open(address, name, password, now) -> Person:
    person = Person(email=address, name=name)
    open_account(person, verified=True, by=None, now=now)
    if password:
        set_password(person, password)
    log(person, person, now, ADDITION, "Konto auf Einladung angelegt")
    return person
