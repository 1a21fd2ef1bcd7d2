"""Who may do what with people and counties."""

from .models import District, Organisation
from .stages import AT_COUNTIES, Function, OrganisationKind


def may_use_portal(person, now):
    """Whether any mandate runs; without one only public pages and the account are open."""
    return bool(person.running_mandates(now))


def may_see_contacts(person, now):
    """Contacts are for the members among themselves and for the office."""
    return person.is_office(now) or bool(person.acts_for(now))


def may_administer(person, now):
    return person.is_active and person.may_administer(now)


def may_admit(person, now):
    """The office takes counties in."""
    return person.is_office(now)


def may_manage_memberships(person, district, now):
    """The office says from when to when a county belongs to the Forum."""
    return person.is_office(now)


def may_manage_mandates(person, district, now):
    """Who acts for a county, the office decides, and the county's lead and deputies."""
    return person.is_office(now) or district in person.manages(now)


def may_change_topics(person, district, now):
    """What a county works on, say its lead and deputies, and the office for it."""
    return person.is_office(now) or district in person.manages(now)


def functions_to_give(person, now):
    """The functions at a county that ``person`` can begin; the lead is the office's to name."""
    if person.is_office(now):
        return AT_COUNTIES
    return [function for function in AT_COUNTIES if function != Function.LEAD]


def may_give_vote(person, district, now):
    """Nobody gives a county's vote to somebody who has none to give."""
    return person.is_office(now) or district in person.votes_for(now)


def may_end_mandate(person, mandate, now):
    """At a county; the lead's is the office's to end."""
    if mandate.district is None or not may_manage_mandates(person, mandate.district, now):
        return False
    return person.is_office(now) or mandate.function != Function.LEAD


def may_change_mandate(person, mandate, now):
    """As ``may_end_mandate``; nobody but the office gives themselves anything."""
    is_own = mandate.person_id == person.pk and not person.is_office(now)
    return may_end_mandate(person, mandate, now) and not is_own


def may_hand_over(person, mandate, now):
    """Who may end it; what is left of a lead who is gone, whoever decides there now."""
    if may_end_mandate(person, mandate, now):
        return True
    is_gone = not mandate.runs(now) or not mandate.person.is_active
    return (
        mandate.district is not None
        and is_gone
        and may_manage_mandates(person, mandate.district, now)
    )


def may_enter_absence(person, mandate, now):
    """The lead says who stands in, or the office; not whoever stands in."""
    if mandate.function != Function.LEAD:
        return False
    is_own = mandate.person_id == person.pk and mandate.district in person.manages(now)
    return person.is_office(now) or is_own


def may_see_all_invitations(person, now):
    return person.is_office(now)


def may_invite(person, place, now):
    """The office to any member county or organisation, others where they manage the people."""
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
    return held.district is not None and held.manages and held.district == place


def _lets_offer(held, offer):
    if not _lets_invite(held, offer.place):
        return False
    if held.at_office:
        return not offer.is_administration or (held.administers and _is_operator(offer.place))
    return offer.function != Function.LEAD and (held.votes or not offer.may_vote)


def _is_operator(place):
    return isinstance(place, Organisation) and place.kind == OrganisationKind.OPERATOR
