"""Handing mail in, what people decide about the mail they get, what the office sends again."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from . import doorbell, ledger, resending
from .addresses import address_key, normalised, person_key
from .message import build, new_message_id, one_line
from .models import Announcement, Mail, Preference
from .registers import Letter, kind_named
from .stages import Delivery, State, Why


def announce(
    kind: str,
    *,
    occasion: str,
    payload: dict,
    now: datetime,
    valid_until: datetime | None = None,
    not_before: datetime | None = None,
) -> None:
    """Owe one mail of ``kind`` to all its recipients: one row in the caller's transaction.

    ``not_before`` leaves time to settle: until then nobody is owed a mail, and
    the kind is asked only then whom it is for.
    """
    kind_named(kind)
    row = Announcement(
        occasion=occasion,
        kind=kind,
        payload=payload,
        valid_until=valid_until,
        not_before=not_before,
        created_at=now,
    )
    Announcement.objects.bulk_create([row], ignore_conflicts=True)
    doorbell.ring_on_commit()


def hand_in(
    kind: str,
    *,
    occasion: str,
    people,
    payload: dict,
    now: datetime,
    valid_until: datetime | None = None,
) -> None:
    """Owe one mail of ``kind`` to each person id in ``people``; twice is as good as once."""
    ledger.insert(kind, occasion, people, payload, now, valid_until)
    doorbell.ring_on_commit()


def post_sealed(
    kind: str,
    *,
    occasion: str,
    address: str,
    person,
    letter: Letter,
    now: datetime,
    valid_until: datetime,
) -> None:
    """Owe a mail that carries a credential, written and frozen now, to exactly ``address``.

    ``person`` is None where the address has no account. Message and address are
    wiped as soon as the row is settled, so nobody can send such a mail anew.
    """
    registered = kind_named(kind)
    mail = Mail(
        occasion=occasion,
        kind=kind,
        recipient=person,
        recipient_key=person_key(person.pk) if person else address_key(address),
        envelope_to=normalised(address),
        subject=one_line(letter.subject),
        policy=registered.policy,
        priority=registered.priority,
        sealed=True,
        created_at=now,
        next_try=now,
        valid_until=valid_until,
        message_id=new_message_id(),
    )
    mail.raw = build(letter, mail, normalised(address), now)
    mail.save(force_insert=True)
    doorbell.ring_on_commit()


def take_back(occasion: str, *, now: datetime) -> None:
    """Leave unsent what still waits under ``occasion``: it has been overtaken."""
    waiting = Mail.objects.filter(occasion=occasion, state=State.QUEUED)
    ledger.settle(waiting, State.CANCELLED, now, Why.OVERTAKEN)


@transaction.atomic
def hand_over(old: int, kept: int, *, now: datetime) -> None:
    """Let all mail of the person ``old`` be that of ``kept``; what both are owed goes once.

    What carries a credential of ``old`` leaves no more. What a worker has claimed and not
    begun to send it loses; what was written for ``old`` is written anew.
    """
    mails = Mail.objects.filter(recipient=old)
    waiting = Q(state__in=[State.QUEUED, State.CLAIMED])
    ledger.settle(mails.filter(waiting, sealed=True), State.CANCELLED, now, Why.OVERTAKEN)
    twice = mails.filter(Exists(owed_to(kept, OuterRef("occasion"))))
    ledger.settle(twice.filter(waiting), State.CANCELLED, now, Why.OVERTAKEN)
    # The row that is one too many stays as the evidence of what went to the old address.
    twice.update(recipient=kept)
    mails.filter(waiting, resent=False).update(
        state=State.QUEUED, worker="", lease_until=None, raw=None, envelope_to=""
    )
    mails.update(recipient=kept, recipient_key=person_key(kept))
    doorbell.ring_on_commit()


def owed_to(person_id: int, occasion) -> QuerySet:
    """What the person has been owed under ``occasion``, whatever came of it."""
    return Mail.objects.filter(occasion=occasion, recipient_key=person_key(person_id))


class NotOffered(ValueError):
    """This kind of mail does not come in this way; formal mail always comes at once."""


@transaction.atomic
def prefer(person, kind: str, delivery: Delivery, *, now: datetime) -> None:
    """Let ``person`` have mail of ``kind`` in this way from now on.

    What already waits of it is not sent, unless it is to come at once.
    """
    if delivery not in kind_named(kind).deliveries:
        raise NotOffered(f"{kind}: {delivery}")
    chosen = Preference.objects.filter(person=person, kind=kind)
    if delivery == Delivery.AT_ONCE:
        chosen.delete()
    elif not chosen.filter(delivery=delivery).exists():
        Preference.objects.update_or_create(
            person=person, kind=kind, defaults={"delivery": delivery, "at": now}
        )
        waiting = Mail.objects.filter(recipient=person, kind=kind, state=State.QUEUED)
        ledger.settle(waiting, State.CANCELLED, now, Why.UNSUBSCRIBED)


def unsubscribe(person, kind: str, *, now: datetime) -> None:
    """Turn ``kind`` off for ``person``."""
    prefer(person, kind, Delivery.OFF, now=now)


def resubscribe(person, kind: str, *, now: datetime) -> None:
    """Turn ``kind`` on again for ``person``: each mail at once."""
    prefer(person, kind, Delivery.AT_ONCE, now=now)


@transaction.atomic
def resend(mail: Mail, *, by, now: datetime) -> Mail:
    """Owe ``mail`` to its recipient once more, written anew: a row of its own that says who so.

    One for each mail, however often and at once this is asked; ``CannotResend`` says why not.
    """
    rows = Mail.objects.select_related("recipient").select_for_update(of=["self"])
    mail = rows.get(pk=mail.pk)
    resending.require_possible(mail, now)
    doorbell.ring_on_commit()
    return Mail.objects.create(
        occasion=f"{mail.occasion}:resend",
        kind=mail.kind,
        payload=mail.payload,
        recipient=mail.recipient,
        recipient_key=mail.recipient_key,
        policy=mail.policy,
        priority=mail.priority,
        created_at=now,
        next_try=now,
        valid_until=mail.valid_until,
        message_id=new_message_id(),
        resend_of=mail,
        ordered_by=by,
    )
