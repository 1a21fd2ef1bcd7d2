"""Rows of the mailroom."""

from mailroom.addresses import address_key, person_key
from mailroom.message import new_message_id
from mailroom.models import Attempt, Bounce, Mail, Suppression
from mailroom.stages import FINAL, Policy, Priority, State
from tests.factories.members import NOON


def make_mail(person, occasion="probe:1", state=State.SENT, **fields):
    """A mail of the plain kind, owed at noon and come to ``state`` at once."""
    owed = {
        "kind": "test_note",
        "subject": "Probe",
        "envelope_to": person.email,
        "policy": Policy.MUST_ARRIVE,
        "priority": Priority.INVITATION,
        "created_at": NOON,
        "next_try": NOON,
        "settled_at": NOON if state in FINAL else None,
    }
    return Mail.objects.create(
        occasion=occasion,
        recipient=person,
        recipient_key=person_key(person.pk),
        message_id=new_message_id(),
        state=state,
        **{**owed, **fields},
    )


def make_attempt(mail, code=250, text="2.0.0 Ok", **fields):
    return Attempt.objects.create(
        mail=mail, code=code, text=text, **{"at": NOON, "phase": "RCPT", "worker": "", **fields}
    )


def make_bounce(mail, **fields):
    said = {"is_hard": True, "status": "5.1.1", "text": "550 5.1.1 unknown user"}
    return Bounce.objects.create(mail=mail, at=NOON, address_key="", **{**said, **fields})


def make_suppression(person, **fields):
    address = person.address_for_mail
    return Suppression.objects.create(
        address_key=address_key(address),
        address=address,
        **{"at": NOON, "reason": "550 5.1.1", **fields},
    )
