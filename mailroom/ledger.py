"""Writing rows of the ledger, and moving them to an end."""

from datetime import datetime

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Now

from .addresses import person_key
from .message import new_message_id
from .models import Mail
from .registers import kind_named
from .stages import State, Why

ROWS_AT_ONCE = 1000


def insert(
    kind_name: str,
    occasion: str,
    people,
    payload: dict,
    now: datetime,
    valid_until: datetime | None,
) -> None:
    """One row for each person id in ``people`` who has none yet for this occasion."""
    kind = kind_named(kind_name)
    rows = (
        Mail(
            occasion=occasion,
            kind=kind_name,
            payload=payload,
            recipient_id=person,
            recipient_key=person_key(person),
            policy=kind.policy,
            priority=kind.priority,
            created_at=now,
            next_try=now,
            valid_until=valid_until,
            message_id=new_message_id(),
        )
        for person in people
    )
    Mail.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE, ignore_conflicts=True)


def settle(rows: QuerySet, state: State, now: datetime, why: Why | str = "") -> int:
    """Take ``rows`` to a final state; what carried a credential is wiped at once."""
    return rows.update(
        state=state,
        why=why,
        settled_at=now,
        lease_until=None,
        worker="",
        raw=_wiped_if_sealed("raw", None),
        envelope_to=_wiped_if_sealed("envelope_to", Value("")),
    )


def wipe(rows: QuerySet) -> None:
    """Forget what ``rows`` said and where they went."""
    rows.update(raw=None, envelope_to="")


def _wiped_if_sealed(name: str, nothing) -> Case:
    field = Mail._meta.get_field(name)
    return Case(When(sealed=True, then=nothing), default=F(name), output_field=field)


def owe_again(rows: QuerySet, now: datetime) -> int:
    """Queue again what of ``rows`` was withdrawn and certainly never sent; it is written anew.

    Not what the office has sent in its stead.
    """
    return rows.filter(state=State.CANCELLED, resent=False, sealed=False, resend=None).update(
        state=State.QUEUED, why="", settled_at=None, raw=None, next_try=now, retries=0
    )


def lease_over() -> Q:
    """Leases run on the database's clock, whatever the portal's clock says."""
    return Q(lease_until__lte=Now())
