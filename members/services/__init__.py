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
from .connections import disconnect_provider, person_of, verify_address
from .delivery import (
    ask_for_delivery_address,
    confirm_delivery_address,
    remove_delivery_address,
    send_delivery_code,
)
from .districts import import_districts
from .exporting import export
from .handing_over import hand_over
from .importing import confirm_import, discard_import, retry_import, upload_import
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
from .leaving import delete_account
from .merging import merge_outlook, merge_people
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
from .topics import change_topics

__all__ = [
    "accept_invitation",
    "add_mandate",
    "add_membership",
    "ask_for_delivery_address",
    "begin_mandate",
    "change_mandate",
    "change_membership",
    "change_person",
    "change_profile",
    "change_topics",
    "close_account",
    "confirm_delivery_address",
    "confirm_import",
    "create_person",
    "delete_account",
    "delete_profile",
    "discard_import",
    "disconnect_provider",
    "end_absence",
    "end_mandate",
    "end_membership",
    "end_sign_in",
    "end_sign_ins",
    "enter_absence",
    "export",
    "forget_old_invitations",
    "hand_over",
    "hashed",
    "import_districts",
    "invite",
    "join",
    "may_be_wanted",
    "merge_outlook",
    "merge_people",
    "open_account",
    "person_of",
    "post_account_mail",
    "record_login",
    "remember_sign_in",
    "remove_delivery_address",
    "renew_invitation",
    "reopen_account",
    "require_acceptable",
    "reset_second_factor",
    "retry_import",
    "revoke_invitation",
    "send_delivery_code",
    "set_password",
    "upload_import",
    "verify_address",
    "want_new_link",
    "withdraw",
]
