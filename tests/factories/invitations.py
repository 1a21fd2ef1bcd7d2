"""Invitations as the portal sends them, and one whose link a test knows."""

from email import message_from_bytes
from email.policy import default
from urllib.parse import urlsplit

from mailroom.models import Mail
from members.models import District, Invitation
from members.services import hashed, invite
from members.stages import Function
from tests.factories.members import DAY, LONG_AGO, NOON

ADDRESS = "neu@celle.example"


def offer(place, address=ADDRESS, function=Function.OFFICER, starts_on=LONG_AGO, **fields):
    """An invitation that is not saved; ``place`` is a county or an organisation."""
    where = "district" if isinstance(place, District) else "organisation"
    return Invitation(
        address=address, function=function, starts_on=starts_on, **{where: place}, **fields
    )


def send(place, *, by, now=NOON, **fields):
    """An invitation on its way, and the path that its mail leads to."""
    invitation = invite(offer(place, **fields), by=by, now=now)
    return invitation, path_of(invitation)


def path_of(invitation) -> str:
    """The link in the mail with the latest link, which nobody has sent yet."""
    message = message_from_bytes(
        bytes(Mail.objects.get(occasion=invitation.occasion).raw), policy=default
    )
    text = message.get_body(("plain",)).get_content()
    [link] = [word for word in text.split() if "/konto/einladung/" in word]
    return urlsplit(link).path


def make_invitation(place, token, *, by, now=NOON, **fields):
    """An invitation whose link the test has thought of; no mail is sent."""
    state = {"created_at": now, "expires_at": now + 14 * DAY, "links": 1}
    names = (
        "created_at",
        "expires_at",
        "links",
        "wanted_at",
        "accepted_at",
        "revoked_at",
        "person",
    )
    state |= {name: fields.pop(name) for name in names if name in fields}
    invitation = offer(place, **fields)
    invitation.invited_by, invitation.token_hash = by, hashed(token)
    for name, value in state.items():
        setattr(invitation, name, value)
    invitation.save()
    return invitation
