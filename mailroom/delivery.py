"""Delivering what waits: claim, check again, render, fence, send, account for it.

Each step leaves the ledger in a state from which another worker can go on: a
claimed row is certainly not sent, a row in ``data`` may be.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from . import ledger
from .addresses import address_key, sender
from .claims import claim, fence, held, release, try_again, withdraw, worker_name
from .message import one_line
from .models import Attempt, Mail, Suppression
from .registers import kind_named
from .relay import Broken, Refused, Relay
from .stages import State
from .writing import count_error, ready

log = logging.getLogger(__name__)

BATCHES = 10
RELAY_IS_DOWN = timedelta(minutes=1)


class RelayDown(Exception):
    """No connection to the relay: no fault of any mail, so none is charged with it."""


@dataclass(frozen=True)
class Delivered:
    """How many mails the relay took, and whether more may be waiting."""

    sent: int
    more: bool


def deliver(now: datetime) -> Delivered:
    """Send what waits at ``now``, urgent first, for a while.

    A long queue is left to the next pass, which has a later ``now`` and so sees
    what has become urgent meanwhile, and what nobody needs any more.
    """
    worker, relay, sent = worker_name(), Relay(settings.SMTP_URL), 0
    end = monotonic() + settings.MAIL_CLAIM_LEASE
    try:
        for _ in range(BATCHES):
            mails = claim(worker, now)
            sent += sum(send(mail, relay, now) for mail in ready(mails, now))
            if not mails or monotonic() > end:
                return Delivered(sent, more=bool(mails))
        return Delivered(sent, more=True)
    except RelayDown as error:
        log.warning("relay: %s", error)
        release(worker, now + RELAY_IS_DOWN)
        return Delivered(sent, more=False)
    finally:
        relay.close()


def send(mail: Mail, relay: Relay, now: datetime) -> bool:
    """One attempt at one claimed mail; True if the relay took it."""
    try:
        relay.envelope(sender(), mail.envelope_to)
        if not (mail.sealed or kind_named(mail.kind).still_due(mail, now)):
            withdraw(mail, State.CANCELLED, now)
        if not fence(mail):
            relay.reset()
            return False
        _taken(mail, relay.data(bytes(mail.raw)), now)
    except Refused as refusal:
        relay.reset()
        _refused(mail, refusal, now)
    except Broken as broken:
        _broken(mail, broken, now)
    else:
        return True
    return False


@transaction.atomic
def _taken(mail: Mail, answer: str, now: datetime) -> None:
    ledger.settle(held(mail), State.SENT, now)
    _note(mail, "DOT", 250, answer, now)


@transaction.atomic
def _refused(mail: Mail, refusal: Refused, now: datetime) -> None:
    _note(mail, refusal.phase, refusal.code, refusal.text, now)
    if refusal.is_unknown_address and mail.recipient_id:
        _suppress(mail, refusal, now)
    if refusal.is_lasting:
        ledger.settle(held(mail), State.FAILED, now)
    else:
        try_again(mail, now)


@transaction.atomic
def _broken(mail: Mail, broken: Broken, now: datetime) -> None:
    if broken.phase == "CONNECT":
        raise RelayDown(broken)
    _note(mail, broken.phase, None, str(broken), now)
    if broken.is_mails_fault:
        count_error(mail, now)
    elif broken.certain:
        try_again(mail, now)
    else:
        lease = Now() + timedelta(seconds=settings.MAIL_SETTLE_AFTER)
        held(mail).filter(state=State.DATA).update(state=State.UNCERTAIN, lease_until=lease)


def _suppress(mail: Mail, refusal: Refused, now: datetime) -> None:
    Suppression.objects.get_or_create(
        address_key=address_key(mail.envelope_to),
        defaults={"address": mail.envelope_to, "at": now, "reason": str(refusal)[:500]},
    )


def _note(mail: Mail, phase: str, code: int | None, text: str, now: datetime) -> None:
    Attempt.objects.create(
        mail=mail, at=now, worker=mail.worker, phase=phase, code=code, text=one_line(text, 500)
    )
