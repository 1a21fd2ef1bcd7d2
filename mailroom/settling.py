"""Deciding about mail of which nobody knows whether it arrived (RFC 1047)."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from . import ledger, witness
from .models import Attempt, Mail
from .stages import Policy, State, Why
from .witness import Unanswered

log = logging.getLogger(__name__)

ASKED_AT_ONCE = 100

# What the ledger says of a mail whose answer never came.
FOUND = "im Journal gefunden"
MISSING = "nicht im Journal, geht noch einmal hinaus"
COUNTS = "ohne Antwort, gilt als zugestellt"
AGAIN = "ohne Antwort, geht ein zweites Mal hinaus"
STAYS = "zweimal ohne Antwort, bleibt ungewiss"


def settle_uncertain(now: datetime) -> None:
    """Decide about mail of which nobody knows whether it arrived.

    A witness knows; without one the policy decides. A credential is left to
    expire in either case; the person asks again.
    """
    due = Mail.objects.filter(ledger.lease_over(), state=State.UNCERTAIN)
    ledger.settle(due.filter(policy=Policy.INTERACTIVE), State.EXPIRED, now, Why.LOST)
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
    and stays visibly uncertain if that is lost too; what carried a credential is wiped then.
    """
    rows = list(due.select_for_update(skip_locked=True).only("pk", "policy", "resent"))
    must_arrive = [mail for mail in rows if mail.policy == Policy.MUST_ARRIVE]
    routine = _noted([m for m in rows if m.policy == Policy.ROUTINE], "POLICY", COUNTS, now)
    ledger.settle(routine, State.SENT, now, Why.LOST)
    lost = _noted([m for m in must_arrive if m.resent], "POLICY", STAYS, now)
    lost.update(lease_until=None, worker="")
    ledger.wipe(lost.filter(sealed=True))
    again = _noted([m for m in must_arrive if not m.resent], "POLICY", AGAIN, now)
    again.update(state=State.QUEUED, resent=True, worker="", lease_until=None, next_try=now)


def _noted(mails: list[Mail], phase: str, text: str, now: datetime) -> QuerySet:
    """The rows of ``mails``, with a line of evidence for what is decided about them."""
    Attempt.objects.bulk_create(
        Attempt(mail=mail, at=now, phase=phase, text=text) for mail in mails
    )
    return Mail.objects.filter(pk__in=[mail.pk for mail in mails])
