"""Taking in what comes back, from a pipe or from a mailbox.

Nothing is ever answered: whatever arrives here, a loop cannot begin. What does not name an
attempt of the last month, or names one that has already come back, changes nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import Enum
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import transaction

from forum_portal import dates

from .addresses import address_key
from .bounces import Report, parse, report_in, token_in
from .models import Bounce, Mail, Suppression
from .witness import imap

OLDEST = timedelta(days=30)
# An address is given up after this many hard bounces, each on another day.
DAYS_UNTIL_SUPPRESSED = 2


class Outcome(Enum):
    RECORDED = "Zustellstörung vermerkt"
    NO_REPORT = "kein Bericht über eine Zustellung, nichts geändert"
    UNKNOWN = "unbekannter, verbrauchter oder alter Absender, nichts geändert"


def take_in(raw: bytes, now: datetime, delivered_to: str = "") -> Outcome:
    """Record what the message ``raw`` reports; ``delivered_to``: where it came, if known."""
    message = parse(raw)
    report = report_in(message)
    if report is None:
        return Outcome.NO_REPORT
    return _record(token_in(message, delivered_to), report, now)


@transaction.atomic
def _record(token: str, report: Report, now: datetime) -> Outcome:
    mail = _mail_of(token, now)
    if mail is None:
        return Outcome.UNKNOWN
    key = address_key(mail.envelope_to)
    Bounce.objects.create(
        mail=mail,
        at=now,
        address_key=key,
        is_hard=report.is_hard,
        status=report.status,
        text=report.text,
    )
    if report.has_failed:
        Mail.objects.filter(pk=mail.pk).update(return_token="")
    if report.is_hard and _has_failed_for_days(key):
        Suppression.objects.get_or_create(
            address_key=key,
            defaults={"address": mail.envelope_to, "at": now, "reason": str(report.text)[:500]},
        )
    return Outcome.RECORDED


def _mail_of(token: str, now: datetime) -> Mail | None:
    """The mail whose latest attempt had this return address."""
    if not token:
        return None
    rows = Mail.objects.select_for_update(of=["self"]).exclude(envelope_to="")
    mail = rows.filter(return_token=token).first()
    is_old = mail is not None and (mail.settled_at or now) <= now - OLDEST
    return None if is_old else mail


def _has_failed_for_days(key: str) -> bool:
    bounces = Bounce.objects.filter(address_key=key, is_hard=True)
    days = {dates.day(at) for at in bounces.values_list("at", flat=True)}
    return len(days) >= DAYS_UNTIL_SUPPRESSED


def read_mailbox(now: datetime) -> list[Outcome]:
    """Take in all that is unread in ``BOUNCE_MAILBOX``; each message is then marked as read.

    A message is marked after it was taken in: one that is read twice changes nothing more.
    Raises ``OSError`` or ``imaplib.IMAP4.error``.
    """
    with _folder() as connection:
        outcomes = []
        for number, raw in _unread(connection):
            outcomes.append(take_in(raw, now))
            connection.store(number, "+FLAGS", "\\Seen")
        return outcomes


@contextmanager
def _folder():
    url = urlsplit(settings.BOUNCE_MAILBOX)
    with imap(url) as connection:
        folder = unquote(url.path.lstrip("/")) or "INBOX"
        connection.select(f'"{folder}"')
        yield connection


def _unread(connection) -> Iterator[tuple[bytes, bytes]]:
    _, [numbers] = connection.search(None, "UNSEEN")
    for number in numbers.split():
        _, parts = connection.fetch(number, "(BODY.PEEK[])")
        yield number, parts[0][1]
