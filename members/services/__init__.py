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
from .importing import confirm_import, discard_import, retry_import, upload_import
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
    "add_mandate",
    "add_membership",
    "begin_mandate",
    "change_mandate",
    "change_membership",
    "change_person",
    "close_account",
    "confirm_import",
    "create_person",
    "discard_import",
    "end_mandate",
    "end_membership",
    "import_districts",
    "join",
    "open_account",
    "record_login",
    "reopen_account",
    "retry_import",
    "upload_import",
]
