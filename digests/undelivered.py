"""Summaries that never reached their reader: the next one tells what they would have told.

A relay that is down for three days must not bring three summaries at once.
"""

from collections.abc import Iterable
from datetime import datetime

from mailroom import ledger
from mailroom.models import Mail
from mailroom.stages import State, Why

from .models import Digest

WAITING = [State.QUEUED, State.CLAIMED]
LOST = [State.EXPIRED, State.FAILED, State.POISON]


def take_back(digests: Iterable[Digest], now: datetime) -> dict[int, datetime]:
    """Cancel what of ``digests`` still waits: since when each such person is untold, by id.

    Waiting mail is cancelled in the caller's transaction, also what a worker
    has claimed: before it sends, the worker looks once more whether the row is
    still its own. Mail that is on its way out at this moment is left to it.
    """
    occasions = {digest.person_id: digest.occasion for digest in digests if digest.occasion}
    mails = Mail.objects.filter(recipient__in=occasions, occasion__in=set(occasions.values()))
    waiting = mails.filter(state__in=WAITING).select_for_update(skip_locked=True)
    held = {mail.pk: mail for mail in waiting}
    ledger.settle(Mail.objects.filter(pk__in=held), State.CANCELLED, now, Why.TOLD_LATER)
    lost = [*held.values(), *mails.filter(state__in=LOST)]
    return {
        mail.recipient_id: datetime.fromisoformat(mail.payload["since"])
        for mail in lost
        if mail.occasion == occasions[mail.recipient_id]
    }
