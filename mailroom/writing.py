"""The last look at claimed mail: is it still due, may it be had, and what does it say."""

import logging
from collections.abc import Iterator
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db import connection

from . import ledger, resting
from .addresses import address_key, domain_of
from .bounces import new_token
from .claims import try_again, unsent, wait, withdraw
from .message import build, one_line
from .models import Mail, Preference, Suppression
from .registers import Letter, kind_named, kinds
from .stages import Policy, State, Why

log = logging.getLogger(__name__)

ERRORS_UNTIL_POISON = 3
FREEZE = """
UPDATE mailroom_mail AS mail
   SET raw = new.raw, envelope_to = new.address, subject = new.subject, return_token = new.token
  FROM unnest(%s::bigint[], %s::text[], %s::bytea[], %s::text[], %s::text[], %s::text[])
       AS new (id, worker, raw, address, subject, token)
 WHERE mail.id = new.id AND mail.worker = new.worker
   AND state = 'claimed' AND lease_until > STATEMENT_TIMESTAMP()
RETURNING mail.id
"""


def ready(mails: list[Mail], now: datetime) -> list[Mail]:
    """Of the claimed ``mails`` those still due, their bytes frozen; the others are withdrawn."""
    allowed = list(_awake(list(_allowed(mails, now)), now))
    writers = _writers([mail for mail in allowed if not mail.sealed], now)
    written = [mail for mail in allowed if mail.sealed or _is_written(mail, writers, now)]
    frozen = _freeze([mail for mail in written if not mail.sealed])
    return [mail for mail in written if mail.sealed or mail.pk in frozen]


def count_error(mail: Mail, now: datetime) -> None:
    """A row that raises three times is set aside; the others go on."""
    unsent(mail).update(errors_raised=mail.errors_raised + 1)
    if mail.errors_raised + 1 >= ERRORS_UNTIL_POISON:
        ledger.settle(unsent(mail), State.POISON, now)
    else:
        try_again(mail, now)


def hindered(mails: list[Mail], now: datetime) -> dict[int, Why]:
    """By id, why the recipient may not have a mail: suppressed, not entitled, unsubscribed."""
    suppressed, unsubscribed = _suppressed(mails), _unsubscribed(mails)
    entitled = _entitled(mails, now)
    found = {}
    for mail in mails:
        if _key(mail) in suppressed and mail.policy != Policy.INTERACTIVE:
            found[mail.pk] = Why.SUPPRESSED
        elif mail.sealed:
            continue
        elif mail.recipient_id not in entitled:
            found[mail.pk] = Why.NOT_ENTITLED
        elif (mail.recipient_id, mail.kind) in unsubscribed:
            found[mail.pk] = Why.UNSUBSCRIBED
    return found


def is_due(mail: Mail, now: datetime) -> bool:
    """Whether there is something to tell its recipient at ``now``; nothing is kept or sent."""
    [(_, write)] = kind_named(mail.kind).letters([mail], now)
    return write() is not None and kind_named(mail.kind).still_due(mail, now)


def _allowed(mails: list[Mail], now: datetime) -> Iterator[Mail]:
    """Those whose recipient may have them; the others are withdrawn."""
    found = hindered(mails, now)
    for mail in mails:
        if why := found.get(mail.pk):
            is_suppressed = why == Why.SUPPRESSED
            withdraw(mail, State.SUPPRESSED if is_suppressed else State.CANCELLED, now, why)
        else:
            yield mail


def _awake(mails: list[Mail], now: datetime) -> Iterator[Mail]:
    """Those whose domain takes mail now; the others wait with it."""
    addresses = {mail.pk: _address(mail) for mail in mails}
    resting_until = resting.until(addresses.values(), now)
    for mail in mails:
        if until := resting_until.get(domain_of(addresses[mail.pk])):
            wait(mail, until)
        else:
            yield mail


def _writers(mails: list[Mail], now: datetime) -> dict:
    """For each mail a function that writes its letter; each kind prepares its own at once."""
    by_kind: dict[str, list[Mail]] = {}
    for mail in mails:
        by_kind.setdefault(mail.kind, []).append(mail)
    writers = {}
    for kind, group in by_kind.items():
        try:
            writers |= {mail.pk: write for mail, write in kind_named(kind).letters(group, now)}
        except Exception:
            log.exception("no mail of kind %s can be written", kind)
            for mail in group:
                count_error(mail, now)
    return writers


def _is_written(mail: Mail, writers: dict, now: datetime) -> bool:
    """Write the letter; False if it is no longer due or cannot be written."""
    if mail.pk not in writers:
        return False
    try:
        letter = writers[mail.pk]()
        if letter is None or _has_moved_on(mail):
            why = Why.OVERTAKEN if letter is None else Why.MOVED
            withdraw(mail, State.CANCELLED, now, why)
            return False
        _write(mail, letter, now)
        return True
    except Exception:
        log.exception("mail %s (%s) cannot be written", mail.pk, mail.kind)
        count_error(mail, now)
        return False


def _has_moved_on(mail: Mail) -> bool:
    """A second copy goes where the first one went, or nowhere."""
    return mail.resent and mail.envelope_to != mail.recipient.address_for_mail


def _write(mail: Mail, letter: Letter, now: datetime) -> None:
    """Every retry is the same bytes, unless the address has changed since.

    Each attempt has a return address of its own.
    """
    mail.return_token = new_token()
    address = mail.recipient.address_for_mail
    if mail.raw is not None and mail.envelope_to == address:
        return
    mail.raw = build(letter, mail, address, now)
    mail.envelope_to, mail.subject = address, one_line(letter.subject)
    mail.subject.encode()  # what the database cannot hold is this mail's fault alone


def _freeze(mails: list[Mail]) -> set[int]:
    """Keep what was written, in one statement: the ids of the rows whose lease still runs."""
    rows = [(m.pk, m.worker, m.raw, m.envelope_to, m.subject, m.return_token) for m in mails]
    if not rows:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(FREEZE, [list(column) for column in zip(*rows, strict=True)])
        return {pk for (pk,) in cursor.fetchall()}


def _address(mail: Mail) -> str:
    return mail.envelope_to if mail.sealed else mail.recipient.address_for_mail


def _key(mail: Mail) -> str:
    return address_key(_address(mail))


def _suppressed(mails: list[Mail]) -> set[str]:
    rows = Suppression.objects.filter(address_key__in=[_key(mail) for mail in mails])
    return set(rows.values_list("address_key", flat=True))


def _entitled(mails: list[Mail], now: datetime) -> set[int]:
    """The recipients whom the portal may write to at ``now``: account, address, mandate."""
    people = {mail.recipient_id for mail in mails if not mail.sealed}
    receiving = get_user_model().objects.receiving(now).filter(pk__in=people)
    return set(receiving.values_list("pk", flat=True))


def _unsubscribed(mails: list[Mail]) -> set[tuple[int, str]]:
    """Person and kind of what is not wanted as a mail: turned off, or left to the summary.

    What cannot be turned off comes, whatever the rows say.
    """
    people = [mail.recipient_id for mail in mails if mail.recipient_id]
    rows = Preference.objects.filter(person__in=people, kind__in=kinds())
    return {
        (person, kind)
        for person, kind, delivery in rows.values_list("person_id", "kind", "delivery")
        if delivery in kind_named(kind).deliveries
    }
