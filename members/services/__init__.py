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
from .leaving import delete_account
from .terms import (
    add_mandate,
    add_membership,
    begin_mandate,
    change_mandate,
    change_membership,
    end_absence,
    end_mandate,
    end_membership,
    enter_absence,
    join,
    withdraw,
)

__all__ = [
    "add_mandate",
    "add_membership",
    "begin_mandate",
    "change_mandate",
    "change_membership",
    "change_person",
    "close_account",
    "create_person",
    "delete_account",
    "end_absence",
    "end_mandate",
    "end_membership",
    "enter_absence",
    "import_districts",
    "join",
    "open_account",
    "record_login",
    "reopen_account",
    "withdraw",
]
