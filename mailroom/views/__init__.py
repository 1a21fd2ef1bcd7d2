from .evidence import mail, occasion, occasions, people, person, resend
from .inbox import inbox, resubscribe, unsubscribe

__all__ = [
    "inbox",
    "mail",
    "occasion",
    "occasions",
    "people",
    "person",
    "resend",
    "resubscribe",
    "unsubscribe",
]
