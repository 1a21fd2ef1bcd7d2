"""Who may do what with people and counties."""

from .stages import Function


def may_use_portal(person, now):
    """Whether any mandate runs; without one only public pages and the account are open."""
    return bool(person.running_mandates(now))


def may_see_contacts(person, now):
    """Contacts are for the members among themselves and for the office."""
    return person.is_office(now) or bool(person.acts_for(now))


def may_administer(person, now):
    return person.is_active and person.may_administer(now)


def may_manage_memberships(person, now):
    """The office takes counties in, and lets them go."""
    return person.is_office(now)


def may_manage_mandates(person, district, now):
    """Who acts for a county, the office decides, and the county's lead and deputies."""
    return person.is_office(now) or district in person.manages(now)


def functions_to_give(person, now):
    """The functions at a county that ``person`` can begin; the lead is the office's to name."""
    at_counties = [f for f in Function if f not in (Function.OFFICE, Function.CONTACT)]
    if person.is_office(now):
        return at_counties
    return [function for function in at_counties if function != Function.LEAD]


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


def may_enter_absence(person, mandate, now):
    """The lead says who stands in, or the office; not whoever stands in."""
    if mandate.function != Function.LEAD:
        return False
    is_own = mandate.person_id == person.pk and mandate.district in person.manages(now)
    return person.is_office(now) or is_own
