"""What somebody entered beside what somebody else saved meanwhile, in words."""

from copy import copy
from datetime import date, datetime, time

from django.core.exceptions import ValidationError

from forum_portal import dates

from ..models import Meeting
from ..stages import Stage
from .planning import MeetingForm

NOTHING = "–"


def compared(posted, meeting: Meeting, now: datetime) -> list[dict]:
    """Each entry that differs: its label, what stands now, and what was entered."""
    # As of a draft, so that also a time that was entered before the announcement is shown.
    draft = copy(meeting)
    draft.stage = Stage.DRAFT
    there, entered = (
        MeetingForm(instance=draft, now=now),
        MeetingForm(posted, instance=draft, now=now),
    )
    rows = [
        {
            "label": there[name].label,
            "present": _in_words(there.fields[name], there[name].value()),
            "entered": _in_words(entered.fields[name], entered[name].value()),
        }
        for name in there.fields
        if name in posted and name != "seen"
    ]
    return [row for row in rows if row["present"] != row["entered"]]


def compared_agendas(meeting: Meeting, items: list[dict]) -> list[dict]:
    """The agenda that stands and the one that was entered, each in one row of words."""
    present = [_item_in_words(vars(item)) for item in meeting.agenda.all()]
    return [
        {
            "label": "Tagesordnung",
            "present": "\n".join(present) or NOTHING,
            "entered": "\n".join(map(_item_in_words, items)) or NOTHING,
        }
    ]


def _item_in_words(item) -> str:
    parts = [item["title"], f"{item['minutes']} Minuten", item["speaker"]]
    return ", ".join(filter(None, [*parts, "Pause" if item["is_break"] else ""]))


def _in_words(field, value) -> str:
    if hasattr(field, "choices"):
        labels = {str(key): str(label) for key, label in field.choices}
        chosen = value if isinstance(value, list) else ["" if value is None else value]
        return ", ".join(labels.get(str(key), NOTHING) for key in chosen) or NOTHING
    try:
        value = field.clean(value)
    except ValidationError:
        return str(value or NOTHING)
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, date):
        return dates.long_date(value)
    return dates.clock_time(value) if isinstance(value, time) else str(value or NOTHING)
