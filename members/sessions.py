"""Who is signed in: sessions know their person only in what they hold, signed."""

from collections.abc import Iterator
from datetime import UTC, datetime

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

SESSIONS_AT_ONCE = 1000


def sessions_of(person) -> Iterator[Session]:
    """The sessions in which ``person`` is signed in, also those that have run out."""
    for session in Session.objects.iterator(chunk_size=SESSIONS_AT_ONCE):
        if session.get_decoded().get(SESSION_KEY) == str(person.pk):
            yield session


def signed_in_at(session: Session) -> datetime | None:
    """When the person last said in this session who it is, on the wall's clock."""
    records = session.get_decoded().get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    return datetime.fromtimestamp(records[-1]["at"], UTC) if records else None


def end_sessions(person) -> int:
    """Sign ``person`` out everywhere; in how many places that was."""
    keys = [session.pk for session in sessions_of(person)]
    Session.objects.filter(pk__in=keys).delete()
    return len(keys)
