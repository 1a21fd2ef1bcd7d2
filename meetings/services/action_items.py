"""What is to be done after a meeting: the office enters it, whoever acts for the county does it."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from forum_portal import dates
from members.models import District

from ..models import ActionItem, AgendaItem, Meeting
from ..refusals import ChangedMeanwhile, NotYourCounty, WrongStage
from ..stages import Verb
from .steps import lock, record, require_begun, require_invited, uid_of

SAID = ("title", "note", "district", "person", "due_at", "item")


@transaction.atomic
def enter_action_item(
    meeting: Meeting,
    *,
    title: str,
    note: str = "",
    district: District | None = None,
    person=None,
    due_at: datetime,
    item: AgendaItem | None = None,
    uid: UUID | None = None,
    by,
    now: datetime,
) -> ActionItem:
    """A new task, of the office without a ``district``; with a ``uid`` that exists, that one.

    ``item`` is the item of the agenda that it came of.
    """
    lock(meeting)
    require_begun(meeting, now)
    uid = uid_of(uid, meeting)
    there = ActionItem.objects.filter(meeting=meeting, uid=uid).first()
    if there:
        return there
    said = {"title": title, "note": note, "district": district, "person": person, "item": item}
    task = ActionItem(
        meeting=meeting, due_at=due_at, uid=uid, entered_by=by, entered_at=now, **said
    )
    _require_future(due_at, now)
    _save(task, Verb.TASK, by, now)
    return task


@transaction.atomic
def change_action_item(
    item: ActionItem, /, *, seen: int | None = None, by, now: datetime, **said
) -> None:
    """Change an open task; ``seen`` is the edition from which the person began."""
    _lock(item)
    if all(getattr(item, name) == value for name, value in said.items()):
        return
    _require_open(item)
    if seen not in (None, item.edition):
        raise ChangedMeanwhile(
            "Jemand hat die Aufgabe inzwischen geändert",
            f"Jetzt steht dort: „{item.title}“, {item.who}, bis {dates.plain_date(item.due_at)}. "
            "Speichern Sie noch einmal, dann gilt, was Sie hier eingegeben haben.",
        )
    if said.get("due_at", item.due_at) != item.due_at:
        _require_future(said["due_at"], now)
    for name in said.keys() & set(SAID):
        setattr(item, name, said[name])
    item.edition += 1
    _save(item, Verb.TASK_CHANGED, by, now)


@transaction.atomic
def delete_action_item(item: ActionItem, *, by, now: datetime) -> None:
    """Take back a task that nobody has done."""
    _lock(item)
    _require_open(item)
    _record(item, Verb.TASK_DELETED, by, now)
    item.delete()


@transaction.atomic
def finish_action_item(item: ActionItem, *, by, now: datetime) -> None:
    """It is done; who was first stays who did it."""
    _lock(item)
    if item.done_at is None:
        item.done_by, item.done_at = by, now
        item.save(update_fields=["done_by", "done_at"])
        _record(item, Verb.TASK_DONE, by, now)


@transaction.atomic
def reopen_action_item(item: ActionItem, *, by, now: datetime) -> None:
    _lock(item)
    if item.done_at is not None:
        item.done_by = item.done_at = None
        item.save(update_fields=["done_by", "done_at"])
        _record(item, Verb.TASK_REOPENED, by, now)


@transaction.atomic
def hand_over(item: ActionItem, of, to, *, by, now: datetime) -> None:
    """``to`` sees to it instead of ``of``; nothing, if that is no longer how it is."""
    _lock(item)
    if item.done_at is None and item.person_id == of:
        item.person = to
        item.edition += 1
        item.save(update_fields=["person", "edition"])
        _record(item, Verb.TASK_CHANGED, by, now)


def _lock(item) -> None:
    """The meeting's row, then the task as it is now."""
    meeting = item.meeting
    lock(meeting)
    there = ActionItem.objects.select_related("district", "person", "item")
    item.refresh_from_db(from_queryset=there)
    item.meeting = meeting


def _require_open(item) -> None:
    if item.done_at is not None:
        raise WrongStage("Die Aufgabe ist schon erledigt", "Öffnen Sie sie zuerst wieder.")


def _require_future(due_at, now) -> None:
    if due_at < now:
        raise ValidationError(
            {"due_at": "Bitte geben Sie einen Tag an, der noch nicht vorbei ist."}
        )


def _save(item, verb, by, now) -> None:
    """``NotYourCounty`` if the person who is named does not act for the county."""
    if item.item and item.item.meeting_id != item.meeting_id:
        raise ValueError("the item of the agenda is of another meeting")
    item.full_clean(exclude=["meeting", "district", "person", "item", "entered_by", "done_by"])
    if item.district:
        require_invited(item.meeting, item.district)
    person = item.person
    if person and item.district not in person.acts_for(now):
        raise NotYourCounty(
            f"{person} vertritt {item.district} nicht", "Bitte wählen Sie jemand anderen."
        )
    item.save()
    _record(item, verb, by, now)


def _record(item, verb, by, now) -> None:
    told = f"„{item.title}“, {item.who}, bis {dates.plain_date(item.due_at)}"
    record(item.meeting, verb, by=by, now=now, district=item.district, details={"task": told})
