"""Who may do what with a recommendation. Whether it is the time for it, the services say."""


def may_draft(person, now):
    """The office writes the recommendations down, and nobody else does."""
    return person.is_authenticated and person.is_office(now)


def may_create_recommendation(person, now):
    return may_draft(person, now)


def may_change_recommendation(person, recommendation, now):
    return may_draft(person, now)


def may_move_recommendation(person, recommendation, now):
    """The office runs a recommendation through its stages."""
    return person.is_authenticated and person.is_office(now)


def may_see_way(person, now):
    """Stages before publication and their history are for the members and the office."""
    return person.is_authenticated and (person.is_office(now) or bool(person.acts_for(now)))
