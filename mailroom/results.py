"""What the relay has taken, written down for several mails at once."""

from datetime import datetime
from time import monotonic

from django.db import transaction

from . import ledger, resting
from .message import one_line
from .models import Attempt, Mail
from .stages import Policy, State

AT_ONCE = 50
LONGEST = 0.5  # seconds that a result is kept in memory, and the answer to one more mail


class Results:
    """The answers of the relay to one worker's mails, committed together.

    What a crash takes away with it becomes uncertain, as does a mail whose answer never
    came. So only routine mail waits here, of which nothing is sent a second time; what must
    arrive is written down at once.
    """

    def __init__(self, worker: str, now: datetime):
        self.worker, self.now, self.count = worker, now, 0
        self._answers: list[tuple[Mail, str]] = []
        self._since = 0.0

    def taken(self, mail: Mail, answer: str) -> None:
        if not self._answers:
            self._since = monotonic()
        self._answers.append((mail, answer))
        self.count += 1
        is_late = len(self._answers) >= AT_ONCE or monotonic() - self._since > LONGEST
        if is_late or mail.policy != Policy.ROUTINE:
            self.keep()

    def keep(self) -> None:
        """Write down what has been taken since the last time."""
        if self._answers:
            self._write()
            self._answers = []

    @transaction.atomic
    def _write(self) -> None:
        mails = [mail for mail, _ in self._answers]
        held = Mail.objects.filter(pk__in=[mail.pk for mail in mails], worker=self.worker)
        ledger.settle(held, State.SENT, self.now)
        Attempt.objects.bulk_create(
            Attempt(
                mail=mail,
                at=self.now,
                worker=self.worker,
                phase="DOT",
                code=250,
                text=one_line(answer, 500),
            )
            for mail, answer in self._answers
        )
        resting.is_awake(mail.envelope_to for mail in mails)
