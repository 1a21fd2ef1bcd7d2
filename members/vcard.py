"""People as vCards, to be kept in an address book: version 3.0 (RFC 2426), which Outlook reads."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from icalendar import vText
from icalendar.parser import Contentline

from mailroom.addresses import domain
from mailroom.message import one_line

from .models import Mandate, Person

CONTENT_TYPE = "text/vcard; charset=utf-8"


def cards(mandates: Iterable[Mandate], now: datetime) -> bytes:
    """A card for each person among ``mandates``, of whose several the first speaks."""
    firsts: dict[int, Mandate] = {}
    for mandate in mandates:
        firsts.setdefault(mandate.person_id, mandate)
    return b"".join(line for mandate in firsts.values() for line in _card(mandate))


def _card(mandate):
    person = mandate.person
    phone = getattr(getattr(person, "profile", None), "phone", "")
    yield _line("BEGIN", "VCARD")
    yield _line("VERSION", "3.0")
    yield _line("UID", f"person-{person.pk}@{domain()}")
    yield _line("FN", person.name or f"{mandate.label}, {mandate.place}")
    yield _line("N", *_name(person, mandate))
    yield _line("ORG", str(mandate.place))
    yield _line("TITLE", mandate.label)
    yield _line("EMAIL;TYPE=INTERNET", person.email)
    if phone:
        yield _line("TEL;TYPE=WORK,VOICE", phone)
    yield _line("URL", settings.PUBLIC_URL + reverse("members:person", args=[person.pk]))
    yield _line("END", "VCARD")


def _name(person: Person, mandate: Mandate) -> tuple[str, ...]:
    """Family name, given names, and three parts that the portal does not know."""
    given, _, family = one_line(person.name).rpartition(" ")
    return family or mandate.label, given, "", "", ""


def _line(name: str, *values: str) -> bytes:
    """A property folded after 75 octets; no value can begin another part, line or property."""
    escaped = (vText(one_line(value)).to_ical().decode() for value in values)
    return Contentline(f"{name}:{';'.join(escaped)}").to_ical() + b"\r\n"
