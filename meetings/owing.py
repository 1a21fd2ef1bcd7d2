"""Handing in what is owed before a moment: to each person the latest reminder, once.

Any app with a deadline of its own says who is reminded of it (``Owed``) and
calls ``owe`` in each pass.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction

from mailroom import ledger
from mailroom.models import Attempt, Mail
from mailroom.services import hand_in
from mailroom.stages import State

from .reminding import Moment, Reminder


@dataclass(frozen=True, eq=False)
class Owed:
    """Who is reminded of a moment, and by which kind of mail.

    ``people`` says since when the moment concerns each of them: a reminder that
    was due before is not theirs. ``payload`` is what the mail rests on.
    """

    kind: str
    occasion: str
    moment: Moment
    people: Mapping[int, datetime]
    payload: dict

    def occasion_of(self, reminder: Reminder) -> str:
        """``meeting:17:reminder:2h:2026-12-01T09:00Z``: another moment is another occasion."""
        at = self.moment.at.astimezone(UTC)
        return f"{self.occasion}:{reminder.offset}:{at:%Y-%m-%dT%H:%MZ}"

    def payload_of(self, reminder: Reminder) -> dict:
        return {**self.payload, "reminder": reminder.offset.value}

    def readers_of(self, reminder: Reminder) -> set[int]:
        return {person for person, since in self.people.items() if since <= reminder.at}


def owe(everything: Iterable[Owed], now: datetime) -> None:
    """Hand in the latest reminder that is due; what it overtook is recorded as skipped."""
    due = [(owed, reminders) for owed in everything if (reminders := owed.moment.due(now))]
    written = _written(owed.occasion_of(latest) for owed, (*_, latest) in due)
    for owed, (*earlier, latest) in due:
        rows, readers = written[owed.occasion_of(latest)], owed.readers_of(latest)
        _revive(rows, readers, owed.payload_of(latest), now)
        new = readers - rows.keys()
        for reminder in earlier:
            if overtaken := new & owed.readers_of(reminder):
                _skip(owed, reminder, latest, overtaken, now)
        _hand_in(owed, latest, new, owed.payload_of(latest), now)


def _hand_in(owed: Owed, reminder: Reminder, people: set[int], payload: dict, now) -> None:
    if people:
        hand_in(
            owed.kind,
            occasion=owed.occasion_of(reminder),
            people=sorted(people),
            payload=payload,
            now=now,
            valid_until=reminder.until,
        )


@transaction.atomic
def _skip(owed: Owed, reminder: Reminder, latest: Reminder, people: set[int], now) -> None:
    """Record for those who have no such mail yet that a later one goes out in its stead."""
    payload = {**owed.payload_of(reminder), "instead": latest.offset.value}
    _hand_in(owed, reminder, people, payload, now)
    skipped = Mail.objects.filter(
        occasion=owed.occasion_of(reminder),
        recipient__in=people,
        state=State.QUEUED,
        payload__has_key="instead",
    )
    reason = f"An ihre Stelle trat die Erinnerung {latest.offset.label}."
    Attempt.objects.bulk_create(
        Attempt(mail=mail, at=now, phase="SKIPPED", text=reason) for mail in skipped.only("pk")
    )
    ledger.settle(skipped, State.CANCELLED, now)


def _written(occasions: Iterable[str]) -> dict[str, dict[int, Mail]]:
    """Each person's mail for ``occasions``, so that a pass writes nothing twice."""
    written = defaultdict(dict)
    if occasions := list(occasions):
        rows = Mail.objects.filter(occasion__in=occasions)
        for mail in rows.only("occasion", "recipient_id", "state", "payload"):
            written[mail.occasion][mail.recipient_id] = mail
    return written


def _revive(written: dict[int, Mail], readers: set[int], payload: dict, now) -> None:
    """Owe again what was withdrawn unsent while that on which it rests was otherwise.

    It is the same row, so that nobody is reminded of one moment twice; it is
    written anew, since it may read otherwise by now.
    """
    withdrawn = [
        mail.pk
        for person, mail in written.items()
        if person in readers
        and mail.state == State.CANCELLED
        and mail.payload != payload
        and "instead" not in mail.payload
    ]
    if withdrawn:
        rows = Mail.objects.filter(pk__in=withdrawn)
        rows.update(payload=payload)
        ledger.owe_again(rows, now)
