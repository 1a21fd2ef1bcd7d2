"""Carrying out an uploaded file: in one transaction, with its progress told beside it.

The row is the truth, Redis only a doorbell. Who works holds a lock that ends
with its connection: after a worker died another one begins at once, from the start.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models.functions import Now

from forum_portal.tables import Refused
from mailroom import doorbell

from . import membership_file, membership_plan, people_file, people_plan
from .carrying import carry
from .cells import Places
from .models import Import, Mandate, Membership, Person
from .planning import Plan, counts, fingerprint
from .stages import ImportStage, Step, Subject

log = logging.getLogger(__name__)

TASK = "members.tasks.carry_out_imports"
LOCK = 7_230_117  # one import at a time, whatever process carries it out
UNDER_WAY = [ImportStage.WAITING, ImportStage.RUNNING]
UNANSWERED = timedelta(minutes=1)  # then whoever makes a pass of the mailroom sees to it
KEEP_FILES = timedelta(days=1)
KEEP_LINES = timedelta(days=7)
MOST_ATTEMPTS = 3
READERS = {
    Subject.PEOPLE: (people_file.read, people_plan.plan),
    Subject.MEMBERSHIPS: (membership_file.read, membership_plan.plan),
}
CHANGED = "Inzwischen hat sich etwas geändert. Bitte prüfen Sie die Vorschau noch einmal."
NO_RIGHT = "Wer den Import begonnen hat, verwaltet das Portal nicht mehr. Nichts wurde geändert."
BROKEN = "Der Import ist dreimal abgebrochen. Nichts wurde geändert."


class Differs(Exception):
    """The file would no longer do what the preview showed."""

    def __init__(self, plan: Plan):
        super().__init__()
        self.plan = plan


def read(subject: str, content: bytes, progress: Callable = lambda done: None):
    reader, _ = READERS[Subject(subject)]
    return reader(content, Places(), progress)


def plan(subject: str, file, *, now: datetime, lock=False) -> Plan:
    _, planner = READERS[Subject(subject)]
    return planner(file, now=now, lock=lock)


def show(one: Import, found: Plan, note: str = "") -> None:
    """Let ``one`` say what its file would do."""
    one.lines = found.lines()
    one.unread = list(found.unread)
    one.counts = counts(one.lines)
    one.seen = fingerprint(one.lines)
    one.note = note


def ring() -> None:
    doorbell.ring(TASK)


# Carrying out ------------------------------------------------------------------------------


def run_all(now: datetime) -> None:
    """Carry out what waits and what somebody left, the oldest first."""
    _run(Import.objects.filter(stage__in=UNDER_WAY), now)


def run_unanswered(now: datetime) -> None:
    """Those of which nobody has heard for a minute: the broker is away, or a worker died."""
    _run(Import.objects.filter(stage__in=UNDER_WAY, touched_at__lt=Now() - UNANSWERED), now)


def _run(imports, now: datetime) -> None:
    for pk in imports.order_by("pk").values_list("pk", flat=True):
        run(pk, now)


def run(pk: int, now: datetime) -> None:
    """Carry out one import, unless somebody is at one; its row tells what came of it."""
    try:
        with transaction.atomic(), Progress(pk) as progress:
            if _is_mine():
                _carry_out(pk, now, progress)
    except Differs as differs:
        _show_anew(pk, differs.plan, CHANGED)
    except IntegrityError as error:
        _show_anew(pk, None, f"{_rule(error)} {CHANGED}", now)
    except DatabaseError:
        log.warning("import %s: database", pk, exc_info=True)
    except Exception:
        log.exception("import %s failed", pk)


def _is_mine() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return cursor.fetchone()[0]


def _carry_out(pk: int, now: datetime, progress: "Progress") -> None:
    one = Import.objects.select_related("by").filter(pk=pk, stage__in=UNDER_WAY).first()
    if one is None:
        return
    if one.attempts >= MOST_ATTEMPTS:
        _end(one, ImportStage.FAILED, now, BROKEN)
    elif not (one.by and one.by.is_active and one.by.may_administer(now)):
        _end(one, ImportStage.FAILED, now, NO_RIGHT)
    else:
        progress.begin(len(one.lines))
        _write(one, now, progress)
        _end(one, ImportStage.DONE, now)


def _write(one: Import, now: datetime, progress: "Progress") -> None:
    try:
        file = read(one.subject, bytes(one.content), progress.read)
    except Refused as refusal:  # the portal has become stricter since the preview
        raise Differs(Plan()) from refusal
    progress.compare()
    found = plan(one.subject, file, now=now, lock=True)
    if fingerprint(found.lines()) != one.seen or not found.can_be_done:
        raise Differs(found)
    carry(found, by=one.by, now=now, what=one.called, progress=progress.write)


def _end(one: Import, stage: ImportStage, now: datetime, note: str = "") -> None:
    """``stage`` is for good, but for one that failed, which keeps its file to be tried again."""
    one.stage, one.note = stage, note
    one.ended_at = now
    if stage == ImportStage.DONE:
        one.content = None
    one.save(update_fields=["stage", "note", "ended_at", "content"])


@transaction.atomic
def _show_anew(pk: int, found: Plan | None, note: str, now: datetime | None = None) -> None:
    one = Import.objects.select_for_update().filter(pk=pk, stage__in=UNDER_WAY).first()
    if one is None:
        return
    if found is None:
        found = plan(one.subject, read(one.subject, bytes(one.content)), now=now)
    show(one, found, note)
    one.stage, one.attempts = ImportStage.PREVIEW, 0
    one.save()


def _rule(error: IntegrityError) -> str:
    """What the constraint says that the database held against the file."""
    broken = error.__cause__.diag.constraint_name
    rules = {
        rule.name: rule.violation_error_message
        for model in (Person, Mandate, Membership)
        for rule in model._meta.constraints
    }
    return rules.get(broken, "Davon gibt es etwas inzwischen schon.")


class Progress:
    """How far an import is, written on a connection of its own: others see it at once."""

    EVERY = 0.5  # seconds

    def __init__(self, pk: int):
        self.pk = pk
        self.total = 0
        self.told = 0.0

    def __enter__(self):
        self.connection = connection.copy()
        return self

    def __exit__(self, *raised):
        self.connection.close()

    def begin(self, total: int) -> None:
        self.total = total
        self._tell(Step.READING, 0, total, "stage = 'running', attempts = attempts + 1,")

    def read(self, done: int) -> None:
        if monotonic() > self.told + self.EVERY:
            self._tell(Step.READING, done, self.total)

    def compare(self) -> None:
        self._tell(Step.COMPARING, 0, self.total)

    def write(self, done: int, total: int) -> None:
        if monotonic() > self.told + self.EVERY or done == total:
            self._tell(Step.WRITING, done, total)

    def _tell(self, step: Step, done: int, total: int, also: str = "") -> None:
        self.told = monotonic()
        with self.connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE members_import SET {also} step = %s, done = %s, total = %s,"  # noqa: S608
                " touched_at = now() WHERE id = %s",
                [step.value, done, total, self.pk],
            )


# Forgetting ----------------------------------------------------------------------------------


def forget(now: datetime) -> None:
    """A file that nobody carries out goes after a day, the lines of one that was after a week."""
    open_ones = [ImportStage.PREVIEW, ImportStage.FAILED]
    Import.objects.filter(stage__in=open_ones, uploaded_at__lte=now - KEEP_FILES).delete()
    over = Import.objects.filter(content=None, uploaded_at__lte=now - KEEP_LINES)
    over.exclude(lines=[]).update(lines=[])
