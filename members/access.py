"""Who may do what with people and counties."""

from .models import District, Organisation
from .stages import MANAGING, Function, OrganisationKind


def may_use_portal(person, now):
    """Whether any mandate runs; without one only public pages and the account are open."""
    return bool(person.running_mandates(now))


def may_see_contacts(person, now):
    """Contacts are for the members among themselves and for the office."""
    return person.is_office(now) or bool(person.acts_for(now))


def may_administer(person, now):
    return person.is_active and person.may_administer(now)


def manages_people(person, now):
    """Lead or deputy of a county."""
    return any(held.function in MANAGING for held in person.running_mandates(now))


def may_see_all_invitations(person, now):
    return person.is_office(now)


def may_invite(person, place, now):
    """The office to any member county or organisation, lead and deputy to their own county."""
    is_open = isinstance(place, Organisation) or _is_member(place, now)
    return is_open and any(_lets_invite(held, place) for held in _held(person, now))


def inviting_mandate(person, offer, now):
    """The running mandate by which ``person`` may make this ``offer``, an invitation; or None."""
    return next((held for held in _held(person, now) if _lets_offer(held, offer)), None)


def may_offer(person, offer, now):
    """Nobody offers rights above their own; also asked when the offer is accepted."""
    return inviting_mandate(person, offer, now) is not None


def _held(person, now):
    return person.running_mandates(now) if person.is_active else []


def _is_member(district, now):
    return District.objects.members(now).filter(pk=district.pk).exists()


def _lets_invite(held, place):
    """Into the office only the administration invites."""
    if held.at_office:
        return held.administers or not _is_operator(place)
    return held.function in MANAGING and held.district == place


def _lets_offer(held, offer):
    if not _lets_invite(held, offer.place):
        return False
    if held.at_office:
        return not offer.is_administration or (held.administers and _is_operator(offer.place))
    return offer.function != Function.LEAD and (held.may_vote or not offer.may_vote)


def _is_operator(place):
    return isinstance(place, Organisation) and place.kind == OrganisationKind.OPERATOR
