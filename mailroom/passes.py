"""One pass of the mailroom, the same for worker, loop and hand: all that is due, in order."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from . import ledger, witness
from .delivery import deliver
from .models import Announcement, Attempt, Heartbeat, Mail
from .registers import kind_named, notices
from .stages import Policy, Priority, State, Why
from .witness import Unanswered

log = logging.getLogger(__name__)

ALARM_AFTER = timedelta(minutes=3)
KEEP_BYTES = timedelta(days=30)
KEEP_ROWS = timedelta(days=90)
FORGOTTEN_AT_ONCE = 1000
ASKED_AT_ONCE = 100


@dataclass(frozen=True)
class Outcome:
    """What one pass did, and whether more may be waiting."""

    announced: int
    expired: int
    sent: int
    more: bool


def run(now: datetime) -> Outcome:
    """Do all that is due at ``now``. Any number of passes may run at once."""
    announced = fan_out(now)
    hand_in_due(now)
    recover()
    expired = expire(now)
    delivered = deliver(now)
    settle_uncertain(now)
    forget(now)
    Heartbeat.objects.update_or_create(pk=1, defaults={"at": Now()})
    return Outcome(announced, expired, delivered.sent, delivered.more)


def run_urgent(now: datetime) -> Outcome:
    """Only what somebody waits for at the screen; a stalled relay holds no code behind a digest."""
    recover()
    delivered = deliver(now, most=Priority.LOGIN)
    return Outcome(0, 0, delivered.sent, delivered.more)


def fan_out(now: datetime) -> int:
    """Turn each announcement whose time has come into one row for each of its recipients."""
    done = 0
    waiting = Announcement.objects.filter(fanned_out_at=None)
    settled = waiting.filter(Q(not_before=None) | Q(not_before__lte=now))
    for pk in settled.order_by("pk").values_list("pk", flat=True):
        try:
            done += _fan_out_one(pk, now)
        except Exception:
            log.exception("announcement %s cannot be fanned out", pk)
    return done


@transaction.atomic
def _fan_out_one(pk: int, now: datetime) -> int:
    waiting = Announcement.objects.filter(pk=pk, fanned_out_at=None)
    row = waiting.select_for_update(skip_locked=True).first()
    if row is None:
        return 0
    people = kind_named(row.kind).recipients(row.payload, now)
    ledger.insert(row.kind, row.occasion, people, row.payload, now, row.valid_until)
    row.fanned_out_at = now
    row.save(update_fields=["fanned_out_at"])
    return 1


def hand_in_due(now: datetime) -> None:
    """Ask every app what has fallen due; one that fails does not stop the others."""
    for notice in notices():
        try:
            notice(now)
        except Exception:
            log.exception("notice %s failed", notice.__module__)


def recover() -> None:
    """Take back what its worker left: claimed is certainly not sent, data is uncertain."""
    left = Mail.objects.filter(ledger.lease_over())
    left.filter(state=State.CLAIMED).update(state=State.QUEUED, worker="", lease_until=None)
    left.filter(state=State.DATA).update(
        state=State.UNCERTAIN,
        lease_until=Now() + timedelta(seconds=settings.MAIL_SETTLE_AFTER),
    )


def expire(now: datetime) -> int:
    """Settle what nobody needs any more; the number of rows."""
    late = Mail.objects.filter(state=State.QUEUED, valid_until__lte=now)
    return ledger.settle(late, State.EXPIRED, now)


def settle_uncertain(now: datetime) -> None:
    """Decide by policy about mail of which nobody knows whether it arrived.

    A witness knows; without one the policy decides. Routine mail counts as sent; it
    stands in the portal. A credential is left to expire; the person asks again.
    What must arrive goes out once more, the same bytes under the same Message-ID,
    and stays visibly uncertain if that is lost too.
    """
    due = Mail.objects.filter(ledger.lease_over(), state=State.UNCERTAIN)
    ledger.settle(due.filter(policy=Policy.INTERACTIVE), State.EXPIRED, now, Why.LOST)
    try:
        if _ask_the_witness(due, now):
            return
    except Unanswered as error:
        log.warning("witness", exc_info=error)
        due.update(lease_until=Now() + timedelta(seconds=settings.MAIL_SETTLE_AFTER))
        return
    ledger.settle(due.filter(policy=Policy.ROUTINE), State.SENT, now, Why.LOST)
    must_arrive = due.filter(policy=Policy.MUST_ARRIVE)
    must_arrive.filter(resent=True).update(lease_until=None, worker="")
    must_arrive.filter(~Q(resent=True)).update(
        state=State.QUEUED, resent=True, worker="", lease_until=None, next_try=now
    )


@transaction.atomic
def _ask_the_witness(due, now: datetime) -> bool:
    """Settle as sent what the witness has seen, and owe again what it has not.

    False where there is no witness. The rows stay locked meanwhile, so that each is
    asked about once.
    """
    if not settings.WITNESS_URL:
        return False
    asked = list(due.select_for_update(skip_locked=True).only("pk", "message_id")[:ASKED_AT_ONCE])
    if not asked:
        return True
    seen = witness.found({mail.message_id for mail in asked})
    rows = Mail.objects.filter(pk__in=[mail.pk for mail in asked])
    arrived = rows.filter(message_id__in=seen)
    Attempt.objects.bulk_create(
        Attempt(mail=mail, at=now, phase="WITNESS", text="im Journal gefunden")
        for mail in asked
        if mail.message_id in seen
    )
    rows.exclude(message_id__in=seen).update(
        state=State.QUEUED, worker="", lease_until=None, next_try=now
    )
    ledger.settle(arrived, State.SENT, now)
    return True


def forget(now: datetime) -> None:
    """Wipe the bytes of mail that was settled a month ago, and delete rows after three."""
    Mail.objects.filter(settled_at__lte=now - KEEP_BYTES, raw__isnull=False).update(raw=None)
    old = now - KEEP_ROWS
    left_open = Q(state=State.UNCERTAIN, lease_until=None, created_at__lte=old)
    over = Mail.objects.filter(Q(settled_at__lte=old) | left_open)
    Mail.objects.filter(pk__in=list(over.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])).delete()
    Announcement.objects.filter(fanned_out_at__lte=old).delete()


def is_beating() -> bool:
    """Whether a pass has ended within the last three minutes, by the database's clock."""
    return Heartbeat.objects.filter(at__gt=Now() - ALARM_AFTER).exists()
