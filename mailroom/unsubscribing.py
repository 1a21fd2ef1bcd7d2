"""The address in each mail that ends one kind of mail for one person, without a login."""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse

from .registers import kind_named

SALT = "mailroom.unsubscribe"


class InvalidToken(ValueError):
    """The address was not made by this portal."""


@dataclass(frozen=True)
class Subscription:
    """One kind of mail for one person, as an unsubscribe address names it."""

    person_id: int
    kind: str


def unsubscribe_url(mail) -> str:
    """The absolute address for this mail's kind and recipient; "" if it cannot be ended."""
    if mail is None or mail.recipient_id is None or not kind_named(mail.kind).can_unsubscribe:
        return ""
    token = signing.dumps([mail.recipient_id, mail.kind], salt=SALT)
    return settings.PUBLIC_URL + reverse("mailroom:unsubscribe", args=[token])


def subscription(token: str) -> Subscription:
    """What ``token`` stands for; it never runs out, since old mails are read late."""
    try:
        return Subscription(*signing.loads(token, salt=SALT))
    except signing.BadSignature:
        raise InvalidToken(token) from None
