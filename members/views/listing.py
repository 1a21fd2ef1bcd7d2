"""Invitations as the pages show them: stage, what became of the mail, whether they still hold."""

from dataclasses import dataclass

from mailroom.models import Mail

from .. import access, wording
from ..models import Invitation
from ..models.people import look_up_rights
from ..stages import InvitationStage


@dataclass(frozen=True)
class Entry:
    """One invitation, and what became of the mail with its latest link."""

    invitation: Invitation
    holds: bool
    fate: str

    @property
    def is_open(self) -> bool:
        return self.invitation.stage == InvitationStage.OPEN

    @property
    def is_waiting(self) -> bool:
        """Somebody has asked for a new link, which could be sent."""
        return self.invitation.wanted_at is not None and not self.invitation.is_closed

    @property
    def shape(self) -> str:
        return wording.SHAPES[self.invitation.stage]

    @property
    def words(self) -> str:
        return InvitationStage(self.invitation.stage).label

    @property
    def notes(self) -> list[str]:
        """What whoever sent it should know beside the stage."""
        notes = [wording.MAILS.get(self.fate, "")] if self.is_open else []
        if self.is_open and not self.holds:
            notes.append(wording.DORMANT)
        if self.is_waiting:
            notes.append(wording.WANTED)
        return list(filter(None, notes))


def entries(invitations, now) -> list[Entry]:
    """In the order of ``invitations``, with as many queries for one as for many."""
    invitations = list(invitations)
    look_up_rights([invitation.invited_by for invitation in invitations], now)
    mails = Mail.objects.filter(occasion__in=[i.occasion for i in invitations]).with_fate()
    fates = dict(mails.values_list("occasion", "fate"))
    return [
        Entry(
            invitation,
            access.may_offer(invitation.invited_by, invitation, now),
            fates.get(invitation.occasion, ""),
        )
        for invitation in invitations
    ]
