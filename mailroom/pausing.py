"""The pause: while it holds, no sender hands any mail over, whoever runs it.

Rows are still written, due ones computed and late ones expired, so that one can
see what would go out. A restored backup begins with a pause, since nobody can
know which mail went out after it was made.
"""

from datetime import datetime

from django.db.models import Count

from . import ledger
from .models import Mail, Pause
from .stages import State, Why

# Rows that may have been on their way when the backup was made stay visibly
# uncertain and are never sent a second time; the pause comes in the same transaction.
AFTER_RESTORE = """
UPDATE mailroom_mail SET state = 'uncertain', resent = true, lease_until = NULL, worker = ''
 WHERE state IN ('data', 'uncertain');
INSERT INTO mailroom_pause (id, since, reason) VALUES (1, now(), 'Wiederherstellung')
    ON CONFLICT (id) DO UPDATE SET since = excluded.since, reason = excluded.reason;
"""


def is_paused() -> bool:
    return Pause.objects.exists()


def pause(reason: str, now: datetime) -> None:
    """Nothing leaves from now on; what is past the fence at this moment still may."""
    Pause.objects.get_or_create(pk=1, defaults={"since": now, "reason": reason})


def resume() -> None:
    Pause.objects.all().delete()


def withdraw_waiting(now: datetime) -> int:
    """Settle all that waits as not needed, for whoever knows it has been told; how many."""
    waiting = Mail.objects.filter(state__in=[State.QUEUED, State.CLAIMED])
    return ledger.settle(waiting, State.CANCELLED, now, Why.WITHDRAWN)


def waiting_by_kind() -> list[tuple[str, int]]:
    """How many mails of each kind would leave after ``resume``."""
    waiting = Mail.objects.filter(state__in=[State.QUEUED, State.CLAIMED])
    counted = waiting.values_list("kind").annotate(count=Count("pk"))
    return list(counted.order_by("kind"))
