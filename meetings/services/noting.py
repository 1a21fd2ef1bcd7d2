"""Notes beside the talk: the words of each item, saved while somebody types."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from ..models import AgendaItem, Meeting, Note
from ..models.notes import GENERAL
from ..refusals import WrittenMeanwhile
from .steps import lock, require_open

NOTHING_SEEN = 0
NO_ITEM = "Diesen Punkt gibt es bei diesem Treffen nicht."


@transaction.atomic
def write_note(
    meeting: Meeting, number: int, text: str, *, seen: int, about: str = "", by, now: datetime
) -> Note | None:
    """The words about the item of this ``number``, or about the whole; None while there are none.

    ``seen`` is the edition from which somebody began, ``NOTHING_SEEN`` where there was none.
    ``about`` is what an item was called that has left the agenda while somebody wrote about it.
    """
    lock(meeting)
    require_open(meeting, now)
    note = _of(meeting).filter(number=number).first()
    if text == (note.text if note else ""):
        return note
    if note and seen != note.edition:
        raise WrittenMeanwhile(note)
    if note:
        note.edition += 1
    else:
        note = _begun(meeting, number, about)
    note.text, note.written_by, note.written_at = text, by, now
    note.full_clean(exclude=["meeting", "item", "written_by"])
    note.save()
    return note


def name_what_goes(meeting: Meeting, items) -> None:
    """What ``items`` that leave the agenda are called, for the words that stay without them."""
    for note in _of(meeting).filter(item__in=items):
        note.about = note.item.title
        note.save(update_fields=["about"])


def _of(meeting):
    return Note.objects.filter(meeting=meeting).select_related("item", "written_by")


def _begun(meeting, number, about) -> Note:
    item = AgendaItem.objects.filter(pk=number).first()
    is_another = item and item.meeting_id != meeting.pk
    if is_another or not (item or number == GENERAL or about):
        raise ValidationError(NO_ITEM)
    if item or number == GENERAL:
        about = item.title if item else ""
    return Note(meeting=meeting, number=number, item=item, about=about)
