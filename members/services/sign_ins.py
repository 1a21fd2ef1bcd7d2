"""Where somebody is signed in: remembered at sign-in, ended by whoever may."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction

from ..models import SignIn


@transaction.atomic
def remember_sign_in(person, session_key: str, browser: str, *, now: datetime) -> None:
    """Note that ``person`` is signed in there; what has run out is forgotten."""
    run_out = Session.objects.filter(signin__person=person)
    run_out.exclude(signin__in=SignIn.objects.open()).delete()
    SignIn.objects.update_or_create(
        session_id=session_key, defaults={"person": person, "at": now, "browser": browser}
    )


def end_sign_in(sign_in: SignIn) -> None:
    """The next request from there is a stranger's."""
    Session.objects.filter(pk=sign_in.session_id).delete()


def end_sign_ins(person, *, but: str | None = None) -> None:
    """End all sessions of ``person``, except for the one with the key ``but``."""
    Session.objects.filter(signin__person=person).exclude(pk=but or "").delete()
