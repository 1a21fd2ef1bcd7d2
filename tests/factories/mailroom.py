"""Rows of the mailroom."""

from mailroom.models import Bounce
from tests.factories.members import NOON


def make_bounce(mail, **fields):
    said = {"is_hard": True, "status": "5.1.1", "text": "550 5.1.1 unknown user"}
    return Bounce.objects.create(mail=mail, at=NOON, address_key="", **{**said, **fields})
