"""The last look at claimed mail: is it still due, may it be had, and what does it say."""

import logging
from collections.abc import Iterator
from datetime import datetime

from django.contrib.auth import get_user_model

from . import ledger
from .addresses import address_key
from .claims import try_again, unsent, withdraw
from .message import build, one_line
from .models import Mail, Preference, Suppression
from .registers import Letter, kind_named, kinds
from .stages import Policy, State

log = logging.getLogger(__name__)

ERRORS_UNTIL_POISON = 3


def ready(mails: list[Mail], now: datetime) -> Iterator[Mail]:
    """Of the claimed ``mails`` those still due, their bytes frozen; the others are withdrawn."""
    allowed = list(_allowed(mails, now))
    writers = _writers([mail for mail in allowed if not mail.sealed], now)
    for mail in allowed:
        if mail.sealed or (mail.pk in writers and _is_frozen(mail, writers[mail.pk], now)):
            yield mail


def count_error(mail: Mail, now: datetime) -> None:
    """A row that raises three times is set aside; the others go on."""
    unsent(mail).update(errors_raised=mail.errors_raised + 1)
    if mail.errors_raised + 1 >= ERRORS_UNTIL_POISON:
        ledger.settle(unsent(mail), State.POISON, now)
    else:
        try_again(mail, now)


def _allowed(mails: list[Mail], now: datetime) -> Iterator[Mail]:
    """Those whose recipient may have them: entitled, not suppressed, not unsubscribed."""
    suppressed, unsubscribed = _suppressed(mails), _unsubscribed(mails)
    entitled = _entitled(mails, now)
    for mail in mails:
        if _key(mail) in suppressed and mail.policy != Policy.INTERACTIVE:
            withdraw(mail, State.SUPPRESSED, now)
        elif mail.sealed:
            yield mail
        elif mail.recipient_id not in entitled or (mail.recipient_id, mail.kind) in unsubscribed:
            withdraw(mail, State.CANCELLED, now)
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


def _is_frozen(mail: Mail, write, now: datetime) -> bool:
    """Write the letter and keep its bytes; False if it is no longer due or cannot be written."""
    try:
        letter = write()
        if letter is None or _has_moved_on(mail):
            withdraw(mail, State.CANCELLED, now)
            return False
        return _keep(mail, letter, now)
    except Exception:
        log.exception("mail %s (%s) cannot be written", mail.pk, mail.kind)
        count_error(mail, now)
        return False


def _has_moved_on(mail: Mail) -> bool:
    """A second copy goes where the first one went, or nowhere."""
    return mail.resent and mail.envelope_to != mail.recipient.address_for_mail


def _keep(mail: Mail, letter: Letter, now: datetime) -> bool:
    """Every retry is the same bytes, unless the address has changed since."""
    address = mail.recipient.address_for_mail
    if mail.raw is not None and mail.envelope_to == address:
        return True
    mail.raw = build(letter, mail, address, now)
    mail.envelope_to, mail.subject = address, one_line(letter.subject)
    return bool(
        unsent(mail).update(raw=mail.raw, envelope_to=mail.envelope_to, subject=mail.subject)
    )


def _key(mail: Mail) -> str:
    return address_key(mail.envelope_to if mail.sealed else mail.recipient.address_for_mail)


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
