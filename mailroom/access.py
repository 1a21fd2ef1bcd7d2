"""Who may look after the mail of others."""


def may_oversee_mail(person, now):
    """The office answers for what became of a mail; members see their own in the inbox."""
    return person.is_office(now)


def may_resend(person, mail, now):
    return may_oversee_mail(person, now)
