"""Who may do what with a meeting. Whether it is the time for it, the services say."""


def may_plan(person, now):
    """The office runs the meetings, and nobody else does."""
    return person.is_office(now)


def may_create_meeting(person, now):
    return may_plan(person, now)


def may_change_meeting(person, meeting, now):
    return may_plan(person, now)


def may_change_agenda(person, meeting, now):
    return may_plan(person, now)


def may_announce_meeting(person, meeting, now):
    return may_plan(person, now)


def may_move_meeting(person, meeting, now):
    return may_plan(person, now)


def may_cancel_meeting(person, meeting, now):
    return may_plan(person, now)


def may_hold_meeting(person, meeting, now):
    return may_plan(person, now)


def may_register(person, meeting, now):
    """Whoever has a running mandate at a member county answers for it; partners do not."""
    return bool(person.acts_for(now))
