"""How the pages and mails of members say things."""

from datetime import datetime

from forum_portal.dates import day, plain_date
from mailroom.stages import Fate

from .stages import InvitationStage

SHAPES = {
    InvitationStage.OPEN: "due",
    InvitationStage.EXPIRED: "missing",
    InvitationStage.ACCEPTED: "done",
    InvitationStage.REVOKED: "none",
}
# No more than this: what is known of an address elsewhere is not for who sends an invitation.
MAILS = {
    Fate.ON_ITS_WAY: "Mail ist unterwegs",
    Fate.SENT: "Mail ist verschickt",
    Fate.UNCERTAIN: "ungewiss, ob die Mail ankam",
    Fate.REFUSED: "Mail kam nicht an",
    Fate.RETURNED: "Mail kam nicht an",
    Fate.HELD: "Mail kam nicht an",
    Fate.TOO_LATE: "Mail kam nicht an",
}
DORMANT = "gilt gerade nicht, bis sie noch einmal gesendet wird"
WANTED = "neuer Link erbeten"


def inviter(person, mandate) -> str:
    """Who invites: function and place, and the name if there is one."""
    acts_as = "Geschäftsstelle des Forums" if mandate.at_office else str(mandate)
    return f"{person.name} ({acts_as})" if person.name else acts_as


def role(offer) -> str:
    """What somebody is called there, and the function if that says something else."""
    function = offer.get_function_display()
    return f"{offer.title} ({function})" if offer.title else function


def term(offer, now: datetime) -> str:
    """When somebody is responsible who accepts ``offer`` at ``now``."""
    begins = "ab sofort" if offer.starts_on <= day(now) else f"ab {plain_date(offer.starts_on)}"
    return f"{begins} bis {plain_date(offer.ends_on)}" if offer.ends_on else begins
