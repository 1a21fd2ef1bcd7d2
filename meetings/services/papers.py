"""Papers of a meeting: the office lays them before it, replaces and withdraws them.

Whoever sees the meeting sees its papers. A file that is replaced or withdrawn is deleted when
that is certain; the meeting's events tell what there was.
"""

from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from typing import IO
from uuid import UUID, uuid4

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from ..models import AgendaItem, Meeting, MeetingPaper
from ..papers import recognise
from ..refusals import ChangedMeanwhile, NotStored
from ..snapshot import paper_fingerprint
from ..stages import PaperKind, Stage, Verb
from .steps import lock, record, require_stage, uid_of

OPEN_TO_PAPERS = [Stage.DRAFT, Stage.ANNOUNCED, Stage.HELD]


def add_paper(
    meeting: Meeting,
    *,
    title: str,
    file: IO[bytes],
    size: int,
    name: str = "",
    item: AgendaItem | None = None,
    uid: UUID | None = None,
    by,
    now: datetime,
) -> MeetingPaper:
    """A new paper; with a ``uid`` that exists already, the paper that has it.

    ``name`` is what the file was called, which is not kept (``papers.recognise``).
    """
    kind = recognise(file, size, name)
    with _stored(file) as stored, transaction.atomic():
        lock(meeting)
        require_stage(meeting, *OPEN_TO_PAPERS)
        uid = uid_of(uid, meeting)
        if there := MeetingPaper.objects.filter(meeting=meeting, uid=uid).first():
            _delete_later(stored)
            return there
        paper = MeetingPaper(meeting=meeting, title=title, item=item, uid=uid)
        _lay(paper, kind, size, stored, by, now)
        _save(paper)
        record(meeting, Verb.PAPER, by=by, now=now, details={"to": plain(paper)})
        return paper


def change_paper(
    paper: MeetingPaper,
    *,
    title: str,
    item: AgendaItem | None,
    file: IO[bytes] | None = None,
    size: int = 0,
    name: str = "",
    seen: str | None = None,
    by,
    now: datetime,
) -> MeetingPaper:
    """Another title, item or file; ``seen`` is the ``paper_fingerprint`` of what was shown."""
    kind = recognise(file, size, name) if file else None
    with _stored(file) as stored, transaction.atomic():
        _lock(paper)
        if seen is not None and seen != paper_fingerprint(paper):
            raise ChangedMeanwhile(
                "Inzwischen hat jemand anders gespeichert",
                f"Jetzt gilt: {_in_words(paper)}. Ihre Eingaben stehen noch im Formular. "
                "Eine neue Datei wählen Sie bitte noch einmal aus.",
            )
        before, old = plain(paper), paper.file.name
        paper.title, paper.item = title, item
        if stored:
            _lay(paper, kind, size, stored, by, now)
            _delete_later(old)
        _save(paper)
        after = plain(paper)
        if stored or before != after:
            details = {"from": before, "to": after}
            record(paper.meeting, Verb.PAPER_CHANGED, by=by, now=now, details=details)
        return paper


@transaction.atomic
def withdraw_paper(paper: MeetingPaper, *, by, now: datetime) -> None:
    """The paper and its file are gone."""
    _lock(paper)
    details = {"from": plain(paper)}
    _delete_later(paper.file.name)
    paper.delete()
    record(paper.meeting, Verb.PAPER_WITHDRAWN, by=by, now=now, details=details)


def plain(paper) -> dict:
    """A paper as plain values for the history."""
    return {
        "title": paper.title,
        "kind": paper.kind,
        "size": paper.size,
        "item": paper.item.title if paper.item else "",
    }


def _lock(paper) -> None:
    """The meeting's row, then the paper as it is now; ``ChangedMeanwhile`` if it is gone."""
    meeting = paper.meeting
    lock(meeting)
    require_stage(meeting, *OPEN_TO_PAPERS)
    present = MeetingPaper.objects.select_related("item").filter(pk=paper.pk)
    if not present.exists():
        raise ChangedMeanwhile("Die Unterlage ist inzwischen zurückgezogen")
    paper.refresh_from_db(from_queryset=present)
    paper.meeting = meeting


def _lay(paper, kind: PaperKind, size: int, stored: str, by, now) -> None:
    paper.kind, paper.size, paper.file = kind, size, stored
    paper.uploaded_by, paper.uploaded_at = by, now


def _save(paper) -> None:
    if paper.item and paper.item.meeting_id != paper.meeting_id:
        raise ValueError("the item is of another meeting")
    paper.full_clean(exclude=["meeting", "item", "uploaded_by"])
    paper.save()


def _in_words(paper) -> str:
    return f"„{paper.title}“, eingestellt von {paper.uploaded_by}"


@contextmanager
def _stored(file: IO[bytes] | None):
    """The name under which ``file`` lies, of our own; where saving fails nothing stays behind."""
    if file is None:
        yield ""
        return
    name = f"papers/{uuid4().hex}"
    try:
        default_storage.save(name, File(file))
    except OSError as error:
        with suppress(OSError):
            default_storage.delete(name)
        raise NotStored(
            "Die Datei ließ sich nicht speichern",
            "Auf dem Server ist dafür zurzeit kein Platz. Bitte versuchen Sie es später noch "
            "einmal oder wenden Sie sich an die Verwaltung.",
        ) from error
    try:
        yield name
    except BaseException:
        default_storage.delete(name)
        raise


def _delete_later(name: str) -> None:
    """When it is certain that nothing names the file any more."""
    transaction.on_commit(partial(default_storage.delete, name), robust=True)
