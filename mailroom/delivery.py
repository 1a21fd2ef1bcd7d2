"""Delivering what waits: claim, check again, render, fence, send, account for it.

Each step leaves the ledger in a state from which another worker can go on: a
claimed row is certainly not sent, a row in ``data`` may be.
"""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now

from . import ledger, resting
from .addresses import address_key, domain_of
from .bounces import return_address
from .claims import claim, fence, held, release, try_again, wait, withdraw, worker_name
from .message import one_line
from .models import Attempt, Mail, Suppression
from .registers import kind_named
from .relay import Broken, Refused, Relay
from .results import Results
from .stages import Priority, State, Why
from .writing import count_error, ready

log = logging.getLogger(__name__)

BATCHES = 5
WRITTEN_AT_ONCE = 25  # a letter is not much older than its mail
RELAY_IS_DOWN = timedelta(minutes=1)


class RelayDown(Exception):
    """No connection to the relay: no fault of any mail, so none is charged with it."""


@dataclass(frozen=True)
class Delivered:
    """How many mails the relay took, and whether more may be waiting."""

    sent: int
    more: bool


def deliver(now: datetime, most: Priority = Priority.DIGEST) -> Delivered:
    """Send what waits at ``now``, urgent first and none less urgent than ``most``, for a while.

    A long queue is left to the next pass, which has a later ``now`` and so sees
    what has become urgent meanwhile, and what nobody needs any more.
    """
    connections = 1 if most == Priority.LOGIN else settings.MAIL_CONNECTIONS
    if connections == 1:
        return Delivery(now, most).run()
    with ThreadPoolExecutor(connections) as pool:
        done = list(pool.map(_in_a_thread, [now] * connections, [most] * connections))
    return Delivered(sum(part.sent for part in done), any(part.more for part in done))


def _in_a_thread(now: datetime, most: Priority) -> Delivered:
    """Several connections share the wait for each durable commit, and for the relay."""
    try:
        return Delivery(now, most).run()
    finally:
        connection.close()


class Delivery:
    """One worker with one connection to the relay."""

    def __init__(self, now: datetime, most: Priority):
        self.now, self.most = now, most
        self.worker, self.relay = worker_name(), Relay(settings.SMTP_URL)
        self.results = Results(self.worker, now)
        self.resting: dict[str, datetime] = {}

    def run(self) -> Delivered:
        end = monotonic() + settings.MAIL_CLAIM_LEASE
        try:
            for _ in range(BATCHES):
                mails = claim(self.worker, self.now, self.most)
                self._send_all(mails)
                if not mails or monotonic() > end:
                    return self._done(more=bool(mails))
            return self._done(more=True)
        except RelayDown as error:
            log.warning("relay", exc_info=error)
            release(self.worker, self.now + RELAY_IS_DOWN)
            return self._done(more=False)
        finally:
            self.results.keep()
            self.relay.close()

    def _done(self, more: bool) -> Delivered:
        self.results.keep()
        return Delivered(self.results.count, more)

    def _send_all(self, mails: list[Mail]) -> None:
        for first in range(0, len(mails), WRITTEN_AT_ONCE):
            for mail in ready(mails[first : first + WRITTEN_AT_ONCE], self.now):
                if until := self.resting.get(domain_of(mail.envelope_to)):
                    wait(mail, until)
                else:
                    self.send(mail)

    def send(self, mail: Mail) -> None:
        """One attempt at one claimed mail."""
        try:
            self.relay.envelope(return_address(mail.return_token), mail.envelope_to)
            if not (mail.sealed or kind_named(mail.kind).still_due(mail, self.now)):
                withdraw(mail, State.CANCELLED, self.now, Why.OVERTAKEN)
            if not fence(mail):
                self.relay.reset()
                return
            self.results.taken(mail, self.relay.data(bytes(mail.raw)))
        except Refused as refusal:
            self.relay.reset()
            self._refused(mail, refusal)
        except Broken as broken:
            _broken(mail, broken, self.now)

    @transaction.atomic
    def _refused(self, mail: Mail, refusal: Refused) -> None:
        _note(mail, refusal.phase, refusal.code, refusal.text, self.now)
        if refusal.is_unknown_address and mail.recipient_id:
            _suppress(mail, refusal, self.now)
        if refusal.is_lasting:
            ledger.settle(held(mail), State.FAILED, self.now)
        elif refusal.code in resting.ASK_FOR_PATIENCE:
            until = resting.let_rest(mail.envelope_to, self.now)
            self.resting[domain_of(mail.envelope_to)] = until
            try_again(mail, self.now, not_before=until)
        else:
            try_again(mail, self.now)


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
