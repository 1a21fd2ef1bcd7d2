"""Who holds a row of the ledger: claiming it, and every change that only its holder may make.

A worker whose lease has run out holds nothing any more; what it still does to a
row has no effect, since whoever takes the row over has another name.
"""

import os
import random
import socket
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from . import ledger, pausing
from .models import Mail
from .stages import Priority, State, Why

BATCH = 100
BACKOFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240)]
GIVE_UP_AFTER = timedelta(hours=72)

# In SQL, since it is asked for each mail: the same as `unsent`, and no pause.
FENCE = """
UPDATE mailroom_mail
   SET state = 'data', lease_until = STATEMENT_TIMESTAMP() + make_interval(secs => %s)
 WHERE id = %s AND worker = %s AND state = 'claimed' AND lease_until > STATEMENT_TIMESTAMP()
   AND NOT EXISTS (SELECT FROM mailroom_pause)
"""


def worker_name() -> str:
    """A name that no other worker has, however often this process asks."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid4().hex[:8]}"


@transaction.atomic
def claim(worker: str, now: datetime, most: Priority = Priority.DIGEST) -> list[Mail]:
    """Take the next few waiting rows for ``worker``; nobody else can have them meanwhile.

    None less urgent than ``most``.
    """
    if pausing.is_paused():
        return []
    waiting = (
        Mail.objects.filter(state=State.QUEUED, next_try__lte=now, priority__lte=most)
        .filter(Q(valid_until=None) | Q(valid_until__gt=now))
        .order_by("priority", "next_try", "id")
        .select_for_update(skip_locked=True)
    )
    ids = [mail.pk for mail in waiting.only("pk")[:BATCH]]
    Mail.objects.filter(pk__in=ids).update(
        state=State.CLAIMED,
        why="",
        worker=worker,
        lease_until=Now() + timedelta(seconds=settings.MAIL_CLAIM_LEASE),
    )
    claimed = Mail.objects.filter(pk__in=ids).select_related("recipient")
    return list(claimed.order_by("priority", "next_try", "id"))


def release(worker: str, retry_at: datetime) -> None:
    """Give back what ``worker`` has claimed and not begun to send."""
    Mail.objects.filter(worker=worker, state=State.CLAIMED).update(
        state=State.QUEUED, why=Why.RELAY_DOWN, worker="", lease_until=None, next_try=retry_at
    )


def held(mail: Mail) -> QuerySet:
    """The row, while the worker that claimed ``mail`` still holds it."""
    return Mail.objects.filter(pk=mail.pk, worker=mail.worker)


def unsent(mail: Mail) -> QuerySet:
    """The row, while it is held, certainly not sent, and its lease runs."""
    return held(mail).filter(state=State.CLAIMED, lease_until__gt=Now())


@transaction.atomic(durable=True)
def fence(mail: Mail) -> bool:
    """Say durably that the mail may be out from now on; False if it is ours no more.

    During a pause nothing passes; its row goes back when the lease is over.
    """
    with connection.cursor() as cursor:
        cursor.execute(FENCE, [settings.MAIL_DATA_LEASE, mail.pk, mail.worker])
        return cursor.rowcount == 1


def try_again(mail: Mail, now: datetime, not_before: datetime | None = None) -> None:
    """Back into the queue after a pause that grows, for three days at most."""
    if now - mail.created_at >= GIVE_UP_AFTER:
        ledger.settle(held(mail), State.FAILED, now, Why.GIVEN_UP)
        return
    pause = BACKOFF[min(mail.retries, len(BACKOFF) - 1)]
    next_try = now + pause * random.uniform(1, 1.2)
    held(mail).update(
        state=State.QUEUED,
        worker="",
        lease_until=None,
        next_try=max(next_try, not_before or now),
        retries=mail.retries + 1,
    )


def wait(mail: Mail, until: datetime) -> None:
    """Back into the queue for now, through no fault of the mail's own."""
    held(mail).filter(state=State.CLAIMED).update(
        state=State.QUEUED, why=Why.RESTING, worker="", lease_until=None, next_try=until
    )


def withdraw(mail: Mail, state: State, now: datetime, why: Why) -> None:
    """Take a claimed mail out as ``state``, unless an earlier copy of it may be out.

    Then nobody can say that it was not sent: it stays uncertain.
    """
    if mail.resent:
        unsent(mail).update(state=State.UNCERTAIN, why=why, lease_until=None, worker="")
    else:
        ledger.settle(unsent(mail), state, now, why)
