"""Mail about the account itself, sealed and to the address that somebody signs in with."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from mailroom.letters import compose
from mailroom.services import post_sealed

from ..models import Person

CODE_HOLDS = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
NOTICE_HOLDS = timedelta(days=3)


def post_account_mail(
    template: str, address: str, context: dict, *, now: datetime, person=None
) -> None:
    """Hand the letter to the mailroom, sealed, for exactly ``address``.

    A code is for whoever signs in with this address, so the delivery address,
    which several people may read, plays no part here. ``person`` is whom the
    letter is for, where that is not who signs in with ``address``.
    """
    name = template.rpartition("/")[2]
    context = context | _links() | {"email": address, "timestamp": now, "request": None}
    subject = render_to_string(f"{template}_subject.txt", context)
    post_sealed(
        kind="account",
        occasion=f"account:{name}:{uuid4().hex}",
        address=address,
        person=person or Person.objects.filter(email=address.lower()).first(),
        letter=compose(
            f"{template}_message",
            context,
            mail=None,
            now=now,
            subject=" ".join(subject.split()),
        ),
        now=now,
        valid_until=now + (CODE_HOLDS if "code" in context else NOTICE_HOLDS),
    )


def _links():
    """From ``PUBLIC_URL``, whatever Host header a request had."""
    return {
        "login_url": settings.PUBLIC_URL + reverse("account_login"),
        "password_reset_url": settings.PUBLIC_URL + reverse("account_reset_password"),
        "signup_url": "",
    }
