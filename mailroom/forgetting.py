"""What the mailroom forgets: what is old, some rows at a time, and all of somebody who leaves."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from . import ledger
from .addresses import address_key
from .models import Announcement, Attempt, Bounce, Mail, Suppression
from .stages import State, Why

ROWS_AT_ONCE = 1000


def forget(now: datetime) -> None:
    """A slice of each, in every pass."""
    forget_content(now)
    forget_rows(now)


@transaction.atomic
def forget_content(now: datetime) -> int:
    """Wipe the bytes of mail that was settled long ago; of how many."""
    old = now - timedelta(days=settings.KEEP_MAIL_CONTENT_DAYS)
    ids = _slice(Mail.objects.filter(settled_at__lte=old, raw__isnull=False))
    return Mail.objects.filter(pk__in=ids).update(raw=None)


@transaction.atomic
def forget_rows(now: datetime) -> int:
    """Delete rows that were settled longer ago, with what was noted of them; how many."""
    old = now - timedelta(days=settings.KEEP_MAIL_ROWS_DAYS)
    left_open = Q(state=State.UNCERTAIN, lease_until=None, created_at__lte=old)
    ids = _slice(Mail.objects.filter(Q(settled_at__lte=old) | left_open))
    Mail.objects.filter(pk__in=ids).delete()
    announced = _slice(Announcement.objects.filter(fanned_out_at__lte=old))
    Announcement.objects.filter(pk__in=announced).delete()
    return len(ids) + len(announced)


@transaction.atomic
def forget_suppressions(now: datetime) -> int:
    """After a year the portal tries again; a server that still knows nobody there says so."""
    old = now - timedelta(days=settings.KEEP_SUPPRESSIONS_DAYS)
    ids = _slice(Suppression.objects.filter(at__lte=old))
    Suppression.objects.filter(pk__in=ids).delete()
    return len(ids)


def _slice(rows: QuerySet) -> list[int]:
    """Some of ``rows``, which nobody else forgets meanwhile."""
    free = rows.select_for_update(skip_locked=True).order_by("pk")
    return list(free.values_list("pk", flat=True)[:ROWS_AT_ONCE])


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
