"""Who is signed in: sessions know their person only in what they hold, signed."""

from collections.abc import Iterable, Iterator
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


def end_sessions(person, words: Iterable[str] = ()) -> None:
    """Sign ``person`` out everywhere; also what somebody has begun who typed one of ``words``."""
    keys = [
        session.pk
        for session in Session.objects.iterator(chunk_size=SESSIONS_AT_ONCE)
        if _is_of(session.get_decoded(), person, words)
    ]
    Session.objects.filter(pk__in=keys).delete()


def _is_of(decoded: dict, person, words) -> bool:
    text = str(decoded).lower()
    return decoded.get(SESSION_KEY) == str(person.pk) or any(word.lower() in text for word in words)
