"""The first draft of the minutes, in Markdown, from what the portal knows of a meeting.

What people wrote comes out as text, whatever it looks like; notes keep their paragraphs.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from forum_portal import dates
from forum_portal.markdown import escaped, escaped_cell, escaped_paragraphs

from . import ical
from .agenda import Slot, timetable
from .models import ActionItem, Attendance, Meeting, Note, Resolution
from .presence import OTHERS
from .stages import Mode, Reply
from .wording import listed

NOBODY_NOTED = "Wer da war, ist noch nicht vermerkt."


@dataclass(frozen=True)
class Talk:
    """What a meeting leaves behind; ``notes`` by the key of the item, on the whole by None."""

    meeting: Meeting
    there: list = field(default_factory=list)
    excused: list = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    notes: dict[int | None, str] = field(default_factory=dict)
    further_notes: list[tuple[str, str]] = field(default_factory=list)
    resolutions: list[Resolution] = field(default_factory=list)
    tasks: list[ActionItem] = field(default_factory=list)

    @property
    def items(self) -> list[Slot]:
        """What was talked about, without breaks and the end."""
        return [slot for slot in self.slots if not slot.is_pause]


def talk(meeting: Meeting) -> Talk:
    """What the portal knows of what happened at ``meeting``; a query each."""
    declined = meeting.registrations.filter(reply=Reply.DECLINED).select_related("district")
    there = list(Attendance.objects.of(meeting))
    notes = [note for note in Note.objects.of(meeting) if note.text]
    came = {one.district_id for one in there}
    excused = [one.district for one in declined if one.district_id not in came]
    return Talk(
        meeting,
        there,
        sorted(excused, key=attrgetter("sort_key")),
        timetable(meeting, meeting.agenda.all()),
        {note.item_id: note.text for note in notes if note.item_id or note.is_general},
        [(note.title, note.text) for note in notes if not (note.item_id or note.is_general)],
        list(Resolution.objects.of(meeting)),
        list(ActionItem.objects.of(meeting).order_by("due_at", "pk")),
    )


def protocol(talk: Talk) -> str:
    """The whole draft; parts of which nothing is known are left out."""
    parts = [
        _facts(talk.meeting),
        "## Teilnehmende",
        *_attendance(talk.there, talk.excused),
        *([escaped_paragraphs(talk.notes[None])] if talk.notes.get(None) else []),
        *_agenda(talk),
        *_further_notes(talk),
        *_further_resolutions(talk),
        *_tasks(talk.tasks),
    ]
    return "\n\n".join(part for part in parts if part)


def _facts(meeting) -> str:
    facts = {
        "Art": f"{meeting.get_kind_display()}, {meeting.get_format_display()}",
        "Termin": dates.span(meeting.starts_at, meeting.ends_at),
        "Ort": escaped(ical.location(meeting)),
        "Gastgeber": escaped(str(meeting.host or "")),
    }
    return "\n".join(f"- {name}: {fact}" for name, fact in facts.items() if fact)


def _attendance(there, excused) -> list[str]:
    if not there:
        return [NOBODY_NOTED, _excused(excused)]
    rows = [
        [str(district or OTHERS), ", ".join(one.label for one in people), mode.label]
        for district, of_county in groupby(there, key=attrgetter("district"))
        for mode, people in _by_mode(list(of_county))
    ]
    table = _table(["Landkreis", "Wer", "Teilnahme"], rows)
    return [_counted(there), table, _excused(excused)]


def _by_mode(people) -> list[tuple]:
    found = [(mode, [one for one in people if one.mode == mode]) for mode in Mode]
    return [(mode, those) for mode, those in found if those]


def _counted(there) -> str:
    """``12 Personen, davon 9 vor Ort und 3 online, für 7 Landkreise.``"""
    counties = len({one.district for one in there if one.district})
    modes = [(sum(one.mode == mode for one in there), mode.label) for mode in Mode]
    split = listed(f"{number} {words}" for number, words in modes if number)
    people = "1 Person" if len(there) == 1 else f"{len(there)} Personen"
    of = "1 Landkreis" if counties == 1 else f"{counties} Landkreise"
    return f"{people} ({split}), für {of}."


def _excused(districts) -> str:
    return f"Entschuldigt: {escaped(listed(map(str, districts)))}." if districts else ""


def _agenda(talk) -> list[str]:
    """Each item with its time, what was said about it and what was resolved."""
    parts = []
    for number, slot in enumerate(talk.items, 1):
        item = slot.item
        lead = [slot.lead, item.speaker and escaped(item.speaker)]
        parts += [
            f"### {number}. {escaped(item.title)}",
            ", ".join(filter(None, lead)),
            escaped_paragraphs(talk.notes.get(item.pk, "")),
            *(_resolution(one) for one in talk.resolutions if one.item_id == item.pk),
        ]
    return ["## Tagesordnung", *parts] if parts else []


def _further_notes(talk) -> list[str]:
    """What was said in a break, or about an item that has left the agenda."""
    breaks = [slot.item for slot in talk.slots if slot.is_pause and slot.item]
    in_breaks = [(item.title, talk.notes[item.pk]) for item in breaks if item.pk in talk.notes]
    parts = []
    for title, text in [*in_breaks, *talk.further_notes]:
        parts += [f"### {escaped(title)}", escaped_paragraphs(text)]
    return ["## Außerdem", *parts] if parts else []


def _further_resolutions(talk) -> list[str]:
    items = {slot.item.pk for slot in talk.items}
    found = [one for one in talk.resolutions if one.item_id not in items]
    return ["## Weitere Beschlüsse", *map(_resolution, found)] if found else []


def _resolution(resolution) -> str:
    counted = ", ".join(filter(None, [resolution.get_result_display(), resolution.votes]))
    return f"**{resolution} ({counted})**\n\n{escaped_paragraphs(resolution.text)}"


def _tasks(tasks) -> list[str]:
    rows = [[task.title, task.who, dates.plain_date(task.due_at)] for task in tasks]
    return ["## Aufgaben", _table(["Was", "Wer", "Bis"], rows)] if rows else []


def _table(header: list[str], rows: Iterable[list[str]]) -> str:
    lines = [header, ["---"] * len(header), *(map(escaped_cell, row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
