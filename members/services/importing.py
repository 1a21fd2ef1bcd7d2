"""Files of people and memberships: uploaded, confirmed or discarded by an administrator."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now

from .. import imports
from ..models import Import
from ..stages import NEXT, ImportStage

NOT_NOW = "Das geht bei diesem Import nicht mehr. Bitte sehen Sie nach, wie er steht."
WRONG_LINES = "Zeilen sind fehlerhaft. Bitte berichtigen Sie die Datei und laden Sie sie neu hoch."


def upload_import(subject: str, file_name: str, content: bytes, *, by, now: datetime) -> Import:
    """Keep a file with what it would do; nothing of it is done yet.

    ``Refused`` if it cannot be read as what it is said to be.
    """
    file = imports.read(subject, content)
    one = Import(
        subject=subject,
        file_name=_short(file_name),
        content=content,
        by=by,
        uploaded_at=now,
    )
    imports.show(one, imports.plan(subject, file, now=now))
    one.save()
    return one


@transaction.atomic
def confirm_import(one: Import, *, seen: str, by) -> Import:
    """Have ``one`` carried out as its preview showed, which ``seen`` is the fingerprint of."""
    one = _locked(one, ImportStage.WAITING)
    if one.preventing or not one.effective:
        raise ValidationError(WRONG_LINES)
    if seen != one.seen:
        raise ValidationError(imports.CHANGED)
    one.by = by
    return _wait(one)


@transaction.atomic
def retry_import(one: Import, *, by) -> Import:
    """Try again what failed, or ring once more for what still waits."""
    one = Import.objects.select_for_update().get(pk=one.pk)
    if one.is_under_way:
        transaction.on_commit(imports.ring)
        return one
    one = _locked(one, ImportStage.WAITING)
    if one.stage == ImportStage.PREVIEW:
        raise ValidationError(NOT_NOW)
    one.by = by
    return _wait(one)


@transaction.atomic
def discard_import(one: Import, *, now: datetime) -> Import:
    """Nothing of ``one`` is done, and its file is gone."""
    one = _locked(one, ImportStage.DISCARDED)
    one.stage, one.content, one.lines, one.ended_at = ImportStage.DISCARDED, None, [], now
    one.save()
    return one


def _locked(one: Import, to: ImportStage) -> Import:
    one = Import.objects.select_for_update().get(pk=one.pk)
    if to not in NEXT[ImportStage(one.stage)]:
        raise ValidationError(NOT_NOW)
    return one


def _wait(one: Import) -> Import:
    one.stage, one.note, one.step = ImportStage.WAITING, "", ""
    one.attempts = one.done = one.total = 0
    one.touched_at = Now()
    one.save()
    transaction.on_commit(imports.ring)
    return one


def _short(file_name: str) -> str:
    """The name without its folders and without what nobody can read."""
    name = file_name.replace("\\", "/").rpartition("/")[2]
    printable = "".join(letter for letter in name if letter.isprintable())
    return printable[-100:] or "Datei"
