"""What members answer: the directory and the counties' pages, and who is responsible there."""

from .accepting import accept_invitation, want_new_link
from .directory import directory, district
from .inviting import (
    district_invitations,
    invitation,
    invitations,
    invite,
    invite_to_district,
    renew_invitation,
    revoke_invitation,
)

__all__ = [
    "accept_invitation",
    "directory",
    "district",
    "district_invitations",
    "invitation",
    "invitations",
    "invite",
    "invite_to_district",
    "renew_invitation",
    "revoke_invitation",
    "want_new_link",
]
