"""Ending sessions, which know their person only in what they hold, signed."""

from collections.abc import Iterable

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

SESSIONS_AT_ONCE = 1000


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
