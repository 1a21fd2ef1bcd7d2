"""The account that a county gives its people, tied to theirs here."""

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db.models import Q

from ..models import Person


class Refused(Exception):
    """Why a sign-in by a provider opens nothing: a word that the page knows."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


def person_of(provider: str, uid: str, address: str | None) -> tuple[Person, bool]:
    """Whom the account ``uid`` of ``provider`` may sign in, locked, and whether it is tied already.

    ``Refused`` if nobody. ``address`` is the one that the provider answers for, in lower
    case. What is asked before looking anybody up is answered the same for every address.
    """
    if address is None:
        raise Refused("unverified")
    if not _is_of(provider, address):
        raise Refused("domain")
    person = Person.objects.select_for_update().filter(email=address).first()
    if person is None:
        raise Refused("unknown")
    if not person.is_active:
        raise Refused("closed")
    at_provider = SocialAccount.objects.filter(provider=provider)
    tied = list(at_provider.filter(Q(uid=uid) | Q(user=person)))
    if any((account.uid, account.user_id) != (uid, person.pk) for account in tied):
        raise Refused("other")
    return person, bool(tied)


def verify_address(person) -> None:
    """The provider has answered for the address that ``person`` signs in with."""
    own = EmailAddress.objects.filter(user=person, email=person.email, verified=False)
    own.update(verified=True)


def disconnect_provider(person, provider: str) -> bool:
    """Untie the provider's account; whether there was one."""
    deleted, _ = SocialAccount.objects.filter(user=person, provider=provider).delete()
    return bool(deleted)


def _is_of(provider, address):
    domains = next(p["domains"] for p in settings.OIDC_PROVIDERS if p["id"] == provider)
    return not domains or address.rpartition("@")[2] in [d.lower() for d in domains]
