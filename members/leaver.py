"""Somebody who leaves: the names to look for in what others wrote, and what is said instead."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.db.models import Q

from .acting import latest_of
from .models import District, Mandate, Person

NO_PLACE = "ehemaliges Konto"
LEFT_OUT = "[gelöscht]"


@dataclass(frozen=True)
class Leaver:
    """A person, read before anything is taken away.

    ``words`` are the addresses, and the names of more than one word, present and former:
    a single word may be somebody else's name, or no name at all.
    """

    person: Person
    addresses: frozenset[str]
    words: tuple[str, ...]
    mandates: tuple[Mandate, ...]
    now: datetime

    @classmethod
    def of(cls, person, now: datetime) -> "Leaver":
        held = Mandate.objects.filter(person=person).select_related("district", "organisation")
        addresses = addresses_of(person)
        return cls(person, frozenset(addresses), _words(person, addresses), tuple(held), now)

    @property
    def remembered_as(self) -> str:
        """``ehemals Koordination, Landkreis Celle``: the last that the person was."""
        last = latest_of(self.mandates, self.now)
        return f"{_formerly(last)}, {last.place}"[:200] if last else NO_PLACE

    def function_at(self, district: District) -> str:
        """``ehemals Koordination``, for a row that names the county already."""
        there = [mandate for mandate in self.mandates if mandate.district_id == district.pk]
        last = latest_of(there, self.now)
        return _formerly(last) if last else NO_PLACE

    def named_in(self, *columns: str) -> Q:
        """Rows that may name the person in one of ``columns``: a word may be part of another."""
        found = Q(pk__in=[])
        for column in columns:
            for word in self.words:
                found |= Q(**{f"{column}__icontains": word})
        return found

    def without(self, value):
        """``value``, a text or what JSON can hold, with ``LEFT_OUT`` where the person is named."""
        if isinstance(value, str):
            return self._pattern.sub(LEFT_OUT, value) if self.words else value
        if isinstance(value, list):
            return [self.without(one) for one in value]
        if isinstance(value, dict):
            return {key: self.without(one) for key, one in value.items()}
        return value

    def is_named_in(self, value) -> bool:
        return self.without(value) != value

    @property
    def _pattern(self) -> re.Pattern:
        """Whole words: of ``lea@kreis.example`` the address ``a@kreis.example`` is no part."""
        longest_first = sorted(self.words, key=len, reverse=True)
        words = "|".join(map(re.escape, longest_first))
        return re.compile(rf"(?<![\w.+-])(?:{words})(?![\w-])", re.IGNORECASE)


def addresses_of(person) -> set[str]:
    """All addresses that the portal knows of ``person``."""
    known = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    return {person.email, *known, person.delivery_address} - {""}


def log_about(person, mandates: Iterable[Mandate]):
    """Entries of the log about the account of ``person`` and about these of its ``mandates``."""
    account = Q(content_type__model__in=["person", "profile"], object_id=str(person.pk))
    held = Q(content_type__model="mandate", object_id__in=[str(m.pk) for m in mandates])
    return LogEntry.objects.filter(account | held, content_type__app_label="members")


def _words(person, addresses: Iterable[str]) -> tuple[str, ...]:
    called = log_about(person, []).filter(content_type__model="person")
    names = {person.name, *called.values_list("object_repr", flat=True)}
    telling = {name for name in map(str.strip, names) if " " in name or "@" in name}
    return tuple(sorted(telling | set(addresses)))


def _formerly(mandate: Mandate) -> str:
    return f"ehemals {mandate.get_function_display()}"
