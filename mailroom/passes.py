"""One pass of the mailroom, the same for worker, loop and hand: all that is due, in order."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from . import ledger
from .delivery import deliver
from .forgetting import forget
from .models import Announcement, Heartbeat, Mail
from .registers import kind_named, notices
from .settling import settle_uncertain
from .stages import Priority, State

log = logging.getLogger(__name__)

ALARM_AFTER = timedelta(minutes=3)


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


def is_beating() -> bool:
    """Whether a pass has ended within the last three minutes, by the database's clock."""
    return Heartbeat.objects.filter(at__gt=Now() - ALARM_AFTER).exists()
