"""Who may do what with people and counties."""


def may_use_portal(person, now):
    """Whether any mandate runs; without one only public pages and the account are open."""
    return bool(person.running_mandates(now))


def may_see_contacts(person, now):
    """Contacts are for the members among themselves and for the office."""
    return person.is_office(now) or bool(person.acts_for(now))


def may_administer(person, now):
    return person.is_active and person.may_administer(now)
