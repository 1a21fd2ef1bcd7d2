"""Rows of the ledger without the person: what remains says that there was a mail, and no more."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Concat

from . import ledger
from .addresses import address_key
from .models import Attempt, Bounce, Mail, Suppression
from .stages import State, Why


def forget_recipient(person, addresses: Iterable[str], now: datetime) -> None:
    """Wipe all that was owed to ``person``; what waits is not sent, and who it was for is gone.

    A row keeps its occasion and its key, so that nothing is owed a second time. What is being
    handed over at this moment may arrive; nobody asks after it any more.
    """
    keys = [address_key(address) for address in addresses]
    strangers = Mail.objects.filter(recipient=None, recipient_key__in=keys)
    own = Mail.objects.filter(recipient=person)
    ids = [*own.values_list("pk", flat=True), *strangers.values_list("pk", flat=True)]
    mails = Mail.objects.filter(pk__in=ids)
    waiting = mails.filter(state__in=[State.QUEUED, State.CLAIMED])
    ledger.settle(waiting, State.CANCELLED, now, Why.NOT_ENTITLED)
    on_their_way = mails.filter(state__in=[State.DATA, State.UNCERTAIN])
    ledger.settle(on_their_way, State.EXPIRED, now, Why.LOST)
    mails.update(recipient=None, envelope_to="", subject="", raw=None)
    # Of mail to an address that had no account then, the key is made of the address.
    strangers.update(recipient_key=Concat(Value("gone:"), Cast(F("pk"), CharField())))
    Attempt.objects.filter(mail__in=ids).exclude(text="").update(text="")
    Bounce.objects.filter(Q(mail__in=ids) | Q(address_key__in=keys)).update(text="", address_key="")
    Suppression.objects.filter(address_key__in=keys).delete()


def forget_letters_about(thing: str, ids: Iterable[int]) -> None:
    """Wipe what mails about these things say, by the name of the thing in their payload.

    What is owed is written anew; what may just have left keeps its bytes, since a second
    copy has to be the same.
    """
    letters = Mail.objects.filter(raw__isnull=False, **{f"payload__{thing}__in": list(ids)})
    letters.exclude(state__in=[State.DATA, State.UNCERTAIN]).update(raw=None)
