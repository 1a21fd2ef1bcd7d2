"""Two accounts of one human become one."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction

from mailroom.models import Mail
from mailroom.stages import State

from .. import history, transfer
from ..models import Mandate, Person
from .keeping import log

CHANGED = "Inzwischen hat sich etwas geändert. Bitte prüfen Sie noch einmal."
BECAUSE = "Zusammenführung zweier Konten"


@dataclass(frozen=True)
class MergeOutlook:
    """What merging two accounts means: why it cannot be, what moves, where they clash."""

    refusals: tuple[str, ...]
    effects: tuple[str, ...]
    clashes: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        return sha256(repr((self.refusals, self.effects, self.clashes)).encode()).hexdigest()


def merge_outlook(kept: Person, old: Person, *, by, now: datetime) -> MergeOutlook:
    """What follows if all of ``old`` goes to ``kept``, before anything is done."""
    refusals = tuple(_refusals(kept, old, by))
    if refusals:
        return MergeOutlook(refusals, (), ())
    effects = [*transfer.effects(old, kept, now), *_endings(kept, old)]
    return MergeOutlook((), tuple(effects), tuple(transfer.clashes(old, kept, now)))


@transaction.atomic
def merge_people(kept: Person, old: Person, *, seen: str, by, now: datetime) -> Person:
    """All that leads to ``old`` leads to ``kept``, and the account of ``old`` is gone.

    ``seen`` is the fingerprint of the outlook that somebody agreed to.
    """
    kept, old = _locked(kept, old)
    outlook = merge_outlook(kept, old, by=by, now=now)
    if outlook.refusals:
        raise ValidationError(list(outlook.refusals))
    if outlook.fingerprint != seen:
        raise ValidationError(CHANGED)
    if Mail.objects.filter(recipient=old, state=State.DATA).exists():
        raise ValidationError(
            f"Gerade geht eine Mail an {old.email} hinaus. Bitte versuchen Sie es gleich wieder."
        )
    with history.doing(by, now, BECAUSE):
        if old.name and not kept.name:
            kept.name = old.name
            kept.save(update_fields=["name"])
        transfer.carry(old, kept, now)
        _take_over_log(kept, old)
        pk = old.pk
        old.delete()
    old.pk = pk
    history.forget(old)
    log(kept, by, now, CHANGE, "Mit einem zweiten Konto zusammengeführt")
    return kept


def _refusals(kept, old, by):
    if kept == old:
        yield "Das ist dasselbe Konto."
    elif by in (kept, old):
        yield "Ihr eigenes Konto führt eine andere Person zusammen."
    elif not kept.is_active:
        yield f"Das Konto von {kept} ist geschlossen. Bitte öffnen Sie es zuerst wieder."


def _endings(kept, old):
    yield f"Das Konto {old.email} wird gelöscht; mit dieser Adresse meldet sich niemand mehr an."
    if old.name and not kept.name:
        yield f"{kept.email} bekommt den Namen {old.name}."


def _locked(kept, old) -> tuple[Person, Person]:
    """Places before people, each in one order, as everything else that saves mandates does."""
    held = Mandate.objects.filter(person__in=[kept, old])
    for name in ("district", "organisation"):
        model = Mandate._meta.get_field(name).related_model
        places = model.objects.filter(pk__in=held.values(name)).order_by("pk")
        list(places.select_for_update(no_key=True))
    people = Person.objects.filter(pk__in=[kept.pk, old.pk]).order_by("pk").select_for_update()
    found = {person.pk: person for person in people}
    if len(found) < 2 and kept.pk != old.pk:
        raise ValidationError(CHANGED)
    return found[kept.pk], found[old.pk]


def _take_over_log(kept, old) -> None:
    """What the log says of the account that goes is read with the one that stays."""
    kind = ContentType.objects.get_for_model(Person)
    about = LogEntry.objects.filter(content_type=kind, object_id=str(old.pk))
    about.update(object_id=str(kept.pk))
