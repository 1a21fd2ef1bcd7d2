"""Delivering what waits: claim, check again, render, fence, send, account for it.

Each step leaves the ledger in a state from which another worker can go on: a
claimed row is certainly not sent, a row in ``data`` may be.
"""

import logging
import os
import random
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models.functions import Now

from . import ledger
from .addresses import address_key, sender
from .message import build, one_line
from .models import Attempt, Mail, Suppression, Unsubscription
from .registers import kind_named
from .relay import Broken, Refused, Relay
from .stages import Policy, State

log = logging.getLogger(__name__)

BATCH = 50
BATCHES = 10
BACKOFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240)]
GIVE_UP_AFTER = timedelta(hours=72)
RELAY_IS_DOWN = timedelta(minutes=1)
ERRORS_UNTIL_POISON = 3


@dataclass(frozen=True)
class Delivered:
    """How many mails the relay took, and whether more may be waiting."""

    sent: int
    more: bool


def worker_name() -> str:
    """A name that no other worker has, however often this process asks."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid4().hex[:8]}"


def deliver(now: datetime) -> Delivered:
    """Send what waits at ``now``, urgent first, for a while.

    A long queue is left to the next pass, which has a later ``now`` and so sees
    what has become urgent meanwhile.
    """
    worker, relay, sent = worker_name(), Relay(settings.SMTP_URL), 0
    try:
        for _ in range(BATCHES):
            mails = claim(worker, now)
            if not mails:
                return Delivered(sent, more=False)
            for mail in ready(mails, now):
                sent += send(mail, relay, worker, now)
        return Delivered(sent, more=True)
    except RelayDown as error:
        log.warning("relay: %s", error)
        release(worker, now)
        return Delivered(sent, more=False)
    finally:
        relay.close()


class RelayDown(Exception):
    """No connection to the relay: no fault of any mail, so none is charged with it."""


@transaction.atomic
def claim(worker: str, now: datetime) -> list[Mail]:
    """Take the next few waiting rows for ``worker``; nobody else can have them meanwhile."""
    waiting = (
        Mail.objects.filter(state=State.QUEUED, next_try__lte=now)
        .order_by("priority", "next_try", "id")
        .select_for_update(skip_locked=True)
    )
    ids = [mail.pk for mail in waiting.only("pk")[:BATCH]]
    Mail.objects.filter(pk__in=ids).update(
        state=State.CLAIMED,
        worker=worker,
        lease_until=Now() + timedelta(seconds=settings.MAIL_CLAIM_LEASE),
    )
    claimed = Mail.objects.filter(pk__in=ids).select_related("recipient")
    return list(claimed.order_by("priority", "next_try", "id"))


def ready(mails: list[Mail], now: datetime):
    """Of the claimed ``mails`` those still due, each with its bytes frozen; the others settled."""
    suppressed, entitled, unsubscribed = (
        _suppressed(mails),
        _entitled(mails, now),
        _unsubscribed(mails),
    )
    unwritten = {}
    for mail in mails:
        if _address(mail) in suppressed and mail.policy != Policy.INTERACTIVE:
            _settle(mail, State.SUPPRESSED, now)
        elif mail.sealed:
            continue
        elif mail.recipient_id not in entitled or (mail.recipient_id, mail.kind) in unsubscribed:
            _settle(mail, State.CANCELLED, now)
        else:
            unwritten.setdefault(mail.kind, []).append(mail)
    written = {
        mail.pk: write
        for kind, group in unwritten.items()
        for mail, write in _writers(kind, group, now)
    }
    for mail in mails:
        if (
            mail.sealed
            and mail.state == State.CLAIMED
            or mail.pk in written
            and _freeze(mail, written[mail.pk], now)
        ):
            yield mail


def send(mail: Mail, relay: Relay, worker: str, now: datetime) -> bool:
    """One attempt at one claimed mail; True if the relay took it."""
    mine = Mail.objects.filter(pk=mail.pk, worker=worker)
    try:
        relay.envelope(sender(), mail.envelope_to)
        if not _fence(mine):
            relay.reset()
            return False
        answer = relay.data(bytes(mail.raw))
    except Refused as refusal:
        relay.reset()
        _refused(mail, mine, refusal, now)
    except Broken as broken:
        _broken(mail, mine, broken, now)
    else:
        _note(mail, worker, "DOT", 250, answer, now)
        ledger.settle(mine.filter(state__in=[State.DATA, State.UNCERTAIN]), State.SENT, now)
        return True
    return False


def release(worker: str, now: datetime) -> None:
    """Give back what ``worker`` has claimed and not begun to send."""
    Mail.objects.filter(worker=worker, state=State.CLAIMED).update(
        state=State.QUEUED, worker="", lease_until=None, next_try=now + RELAY_IS_DOWN
    )


def _fence(mine) -> bool:
    """Mark the mail as about to leave, durably, only while it is still ours."""
    held = mine.filter(state=State.CLAIMED, lease_until__gt=Now())
    return bool(
        held.update(
            state=State.DATA,
            lease_until=Now() + timedelta(seconds=settings.MAIL_DATA_LEASE),
        )
    )


def _writers(kind: str, group: list[Mail], now: datetime):
    try:
        return kind_named(kind).letters(group, now)
    except Exception:
        log.exception("no mail of kind %s can be written", kind)
        for mail in group:
            _count_error(mail, now)
        return []


def _freeze(mail: Mail, write, now: datetime) -> bool:
    """Write the letter and keep its bytes; False if it is no longer due or cannot be written."""
    try:
        letter = write()
        if letter is None:
            _settle(mail, State.CANCELLED, now)
            return False
        address = mail.recipient.address_for_mail
        if mail.raw is None or mail.envelope_to != address:
            mail.raw = build(letter, mail, address, now)
            mail.envelope_to, mail.subject = address, one_line(letter.subject)
            mail.save(update_fields=["raw", "envelope_to", "subject"])
    except Exception:
        log.exception("mail %s (%s) cannot be written", mail.pk, mail.kind)
        _count_error(mail, now)
        return False
    return True


def _count_error(mail: Mail, now: datetime) -> None:
    """A row that raises three times is set aside; the others go on."""
    mail.errors_raised += 1
    mail.save(update_fields=["errors_raised"])
    if mail.errors_raised >= ERRORS_UNTIL_POISON:
        _settle(mail, State.POISON, now)
    else:
        _try_again(mail, Mail.objects.filter(pk=mail.pk), now)


def _refused(mail: Mail, mine, refusal: Refused, now: datetime) -> None:
    _note(mail, mail.worker, refusal.phase, refusal.code, refusal.text, now)
    if refusal.is_unknown_address:
        _suppress(mail, refusal, now)
    if refusal.is_lasting or now - mail.created_at >= GIVE_UP_AFTER:
        ledger.settle(mine, State.FAILED, now)
    else:
        _try_again(mail, mine, now)


def _broken(mail: Mail, mine, broken: Broken, now: datetime) -> None:
    if broken.phase == "CONNECT":
        raise RelayDown(broken)
    _note(mail, mail.worker, broken.phase, None, str(broken), now)
    if broken.certain:
        _try_again(mail, mine, now)
    else:
        mine.filter(state=State.DATA).update(
            state=State.UNCERTAIN,
            lease_until=Now() + timedelta(seconds=settings.MAIL_SETTLE_AFTER),
        )


def _try_again(mail: Mail, mine, now: datetime) -> None:
    pause = BACKOFF[min(mail.retries, len(BACKOFF) - 1)]
    mine.update(
        state=State.QUEUED,
        worker="",
        lease_until=None,
        next_try=now + pause * random.uniform(1, 1.2),
        retries=mail.retries + 1,
    )


def _suppress(mail: Mail, refusal: Refused, now: datetime) -> None:
    Suppression.objects.get_or_create(
        address_key=address_key(mail.envelope_to),
        defaults={"address": mail.envelope_to, "at": now, "reason": str(refusal)[:500]},
    )


def _note(mail: Mail, worker: str, phase: str, code, text: str, now: datetime) -> None:
    Attempt.objects.create(
        mail=mail, at=now, worker=worker, phase=phase, code=code, text=one_line(text, 500)
    )


def _settle(mail: Mail, state: State, now: datetime) -> None:
    ledger.settle(Mail.objects.filter(pk=mail.pk, worker=mail.worker), state, now)
    mail.state = state


def _address(mail: Mail) -> str:
    address = mail.envelope_to if mail.sealed else mail.recipient.address_for_mail
    return address_key(address)


def _suppressed(mails: list[Mail]) -> set[str]:
    keys = [_address(mail) for mail in mails]
    rows = Suppression.objects.filter(address_key__in=keys)
    return set(rows.values_list("address_key", flat=True))


def _entitled(mails: list[Mail], now: datetime) -> set[int]:
    """The recipients whom the portal may write to at ``now``: account, address, mandate."""
    people = {mail.recipient_id for mail in mails if not mail.sealed}
    receiving = get_user_model().objects.receiving(now).filter(pk__in=people)
    return set(receiving.values_list("pk", flat=True))


def _unsubscribed(mails: list[Mail]) -> set[tuple[int, str]]:
    people = [mail.recipient_id for mail in mails if mail.recipient_id]
    rows = Unsubscription.objects.filter(person__in=people)
    return set(rows.values_list("person_id", "kind"))
