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
    mails = Mail.objects.filter(Q(recipient=person) | Q(pk__in=strangers.values("pk")))
    waiting = mails.filter(state__in=[State.QUEUED, State.CLAIMED])
    ledger.settle(waiting, State.CANCELLED, now, Why.NOT_ENTITLED)
    on_their_way = mails.filter(state__in=[State.DATA, State.UNCERTAIN])
    ledger.settle(on_their_way, State.EXPIRED, now, Why.LOST)
    Attempt.objects.filter(mail__in=mails).exclude(text="").update(text="")
    bounces = Bounce.objects.filter(Q(mail__in=mails) | Q(address_key__in=keys))
    bounces.update(text="", address_key="")
    Suppression.objects.filter(address_key__in=keys).delete()
    # Of mail to an address that had no account then, the key is made of the address.
    strangers.update(recipient_key=Concat(Value("gone:"), Cast(F("pk"), CharField())))
    gone = Mail.objects.filter(Q(recipient=person) | Q(recipient_key__startswith="gone:"))
    gone.update(recipient=None, envelope_to="", subject="", raw=None)
