"""Mail addresses: normalised, hashed as keys, and those the portal itself writes from."""

import hashlib
from email.utils import parseaddr
from functools import cache

from django.conf import settings


def normalised(address: str) -> str:
    """The address without blanks and in lower case, as the portal compares it."""
    return address.strip().lower()


def person_key(person_id: int) -> str:
    """The recipient key of somebody with an account."""
    return f"person:{person_id}"


def address_key(address: str) -> str:
    """The recipient key of an address: a SHA-256, so that the ledger can outlive the address."""
    return hashlib.sha256(normalised(address).encode()).hexdigest()


def sender() -> str:
    """The bare address that the portal's mail comes from."""
    return _bare(settings.MAIL_FROM)


@cache
def _bare(address: str) -> str:
    return parseaddr(address)[1]


def domain() -> str:
    return domain_of(sender())


def domain_of(address: str) -> str:
    return normalised(address).rpartition("@")[2]
