"""One pass of the mailroom, the same for worker, loop and hand: all that is due, in order."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from . import ledger, witness
from .delivery import deliver
from .models import Announcement, Attempt, Heartbeat, Mail
from .registers import kind_named, notices
from .stages import Policy, Priority, State
from .witness import Unanswered

log = logging.getLogger(__name__)

ALARM_AFTER = timedelta(minutes=3)
KEEP_BYTES = timedelta(days=30)
KEEP_ROWS = timedelta(days=90)
FORGOTTEN_AT_ONCE = 1000
ASKED_AT_ONCE = 100

# What the ledger says of a mail whose answer never came.
FOUND = "im Journal gefunden"
MISSING = "nicht im Journal, geht noch einmal hinaus"
COUNTS = "ohne Antwort, gilt als zugestellt"
AGAIN = "ohne Antwort, geht ein zweites Mal hinaus"
STAYS = "zweimal ohne Antwort, bleibt ungewiss"


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
    """Turn each waiting announcement into one row for each of its recipients."""
    done = 0
    waiting = Announcement.objects.filter(fanned_out_at=None).order_by("pk")
    for pk in waiting.values_list("pk", flat=True):
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
    """Decide about mail of which nobody knows whether it arrived.

    A witness knows; without one the policy decides. A credential is left to
    expire in either case; the person asks again.
    """
    due = Mail.objects.filter(ledger.lease_over(), state=State.UNCERTAIN)
    ledger.settle(due.filter(policy=Policy.INTERACTIVE), State.EXPIRED, now)
    decide = _ask_the_witness if settings.WITNESS_URL else _go_by_the_policy
    try:
        decide(due, now)
    except Unanswered as error:
        log.warning("witness", exc_info=error)
        due.update(lease_until=Now() + timedelta(seconds=settings.MAIL_SETTLE_AFTER))


@transaction.atomic
def _ask_the_witness(due, now: datetime) -> None:
    """Settle as sent what the witness has seen, and owe again what it has not.

    The rows stay locked meanwhile, so that each is asked about once.
    """
    asked = list(due.select_for_update(skip_locked=True).only("pk", "message_id")[:ASKED_AT_ONCE])
    seen = witness.found({mail.message_id for mail in asked}) if asked else set()
    arrived = _noted([m for m in asked if m.message_id in seen], "WITNESS", FOUND, now)
    ledger.settle(arrived, State.SENT, now)
    missing = _noted([m for m in asked if m.message_id not in seen], "WITNESS", MISSING, now)
    missing.update(state=State.QUEUED, worker="", lease_until=None, next_try=now)


@transaction.atomic
def _go_by_the_policy(due, now: datetime) -> None:
    """Routine mail counts as sent; it stands in the portal.

    What must arrive goes out once more, the same bytes under the same Message-ID,
    and stays visibly uncertain if that is lost too.
    """
    rows = list(due.select_for_update(skip_locked=True).only("pk", "policy", "resent"))
    must_arrive = [mail for mail in rows if mail.policy == Policy.MUST_ARRIVE]
    routine = _noted([m for m in rows if m.policy == Policy.ROUTINE], "POLICY", COUNTS, now)
    ledger.settle(routine, State.SENT, now)
    lost = _noted([m for m in must_arrive if m.resent], "POLICY", STAYS, now)
    lost.update(lease_until=None, worker="")
    again = _noted([m for m in must_arrive if not m.resent], "POLICY", AGAIN, now)
    again.update(state=State.QUEUED, resent=True, worker="", lease_until=None, next_try=now)


def _noted(mails: list[Mail], phase: str, text: str, now: datetime) -> QuerySet:
    """The rows of ``mails``, with a line of evidence for what is decided about them."""
    Attempt.objects.bulk_create(
        Attempt(mail=mail, at=now, phase=phase, text=text) for mail in mails
    )
    return Mail.objects.filter(pk__in=[mail.pk for mail in mails])


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
