"""What people do with members: one verb each, one transaction each.

``by`` is the person who does it, or None where a command does; the admin's log
keeps it. A rule that is broken comes back as a ``ValidationError`` in German.
"""

from .account_mails import post_account_mail
from .accounts import (
    change_person,
    close_account,
    create_person,
    open_account,
    record_login,
    reopen_account,
    set_password,
)
from .districts import import_districts
from .leaving import delete_account
from .profiles import change_profile, delete_profile
from .second_factor import reset_second_factor
from .sign_ins import end_sign_in, end_sign_ins, remember_sign_in
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
    "change_profile",
    "close_account",
    "create_person",
    "delete_account",
    "delete_profile",
    "end_absence",
    "end_mandate",
    "end_membership",
    "end_sign_in",
    "end_sign_ins",
    "enter_absence",
    "import_districts",
    "join",
    "open_account",
    "post_account_mail",
    "record_login",
    "remember_sign_in",
    "reopen_account",
    "reset_second_factor",
    "set_password",
    "withdraw",
]
