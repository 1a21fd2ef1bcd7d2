"""What people do with members: one verb each, one transaction each.

``by`` is the person who does it, or None where a command does; the admin's log
keeps it. A rule that is broken comes back as a ``ValidationError`` in German.
"""

from .accounts import (
    change_person,
    close_account,
    create_person,
    open_account,
    record_login,
    reopen_account,
)
from .districts import import_districts
from .invitations import (
    accept_invitation,
    forget_old_invitations,
    hashed,
    invite,
    may_be_wanted,
    renew_invitation,
    require_acceptable,
    revoke_invitation,
    want_new_link,
)
from .terms import (
    add_mandate,
    add_membership,
    begin_mandate,
    change_mandate,
    change_membership,
    end_mandate,
    end_membership,
    join,
)

__all__ = [
    "accept_invitation",
    "add_mandate",
    "add_membership",
    "begin_mandate",
    "change_mandate",
    "change_membership",
    "change_person",
    "close_account",
    "create_person",
    "end_mandate",
    "end_membership",
    "forget_old_invitations",
    "hashed",
    "import_districts",
    "invite",
    "join",
    "may_be_wanted",
    "open_account",
    "record_login",
    "renew_invitation",
    "reopen_account",
    "require_acceptable",
    "revoke_invitation",
    "want_new_link",
]
