"""The notes beside a talk: a field for each item of the agenda, and one for the whole."""

from dataclasses import dataclass
from datetime import datetime

from django import forms

from forum_portal.forms import LinesField, OneLineField

from ..agenda import timetable
from ..models import Meeting, Note
from ..models.notes import GENERAL, LONGEST_NOTES
from ..services.noting import NOTHING_SEEN

MOST_DIGITS = 18
NO_TITLE = "Punkt, der nicht mehr auf der Tagesordnung steht"


class NoteForm(forms.Form):
    """The words about one item, with the edition that they go on from."""

    text = LinesField(
        required=False,
        max_length=LONGEST_NOTES,
        widget=forms.Textarea({"rows": 4, "class": "kern-form-input__input"}),
    )
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    about = OneLineField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, data=None, *, number: int, title: str, note: Note | None):
        initial = {"text": note.text, "seen": note.edition} if note else {"seen": NOTHING_SEEN}
        prefix = f"n{number}"
        super().__init__(data, prefix=prefix, initial={**initial, "about": title})
        self.number, self.title = number, title
        self.meanwhile: Note | None = None
        self.fields["text"].label = title

    def values(self) -> dict:
        """What the services take."""
        said = self.cleaned_data
        return {
            "number": self.number,
            "text": said["text"],
            "seen": said["seen"] or NOTHING_SEEN,
            "about": said["about"],
        }

    def beside(self, note: Note) -> "NoteForm":
        """The same words, as from somebody who has seen what stands in ``note``."""
        data = {**self.data.dict(), self.add_prefix("seen"): str(note.edition)}
        form = NoteForm(data, number=self.number, title=self.title, note=note)
        form.meanwhile = note
        return form


@dataclass
class Place:
    """An item with its time and its note; what left the agenda has no time.

    A break has none, unless somebody wrote about it, as before it became one.
    """

    title: str
    form: NoteForm | None
    starts_at: datetime | None = None
    speaker: str = ""
    is_gone: bool = False
    is_saved: bool = False

    def saved(self, note: Note | None) -> None:
        """The field goes on from what has been saved."""
        self.form = NoteForm(number=self.form.number, title=self.title, note=note)
        self.is_saved = True


def places(meeting: Meeting, data=None) -> list[Place]:
    """The whole first, then the agenda, then notes whose item has left it; four queries."""
    notes = {note.number: note for note in Note.objects.of(meeting)}
    slots = [slot for slot in timetable(meeting, meeting.agenda.all()) if slot.item]
    found = [_place(data, GENERAL, "Allgemeines", notes)]
    for slot in slots:
        more = {"starts_at": slot.starts_at, "speaker": slot.item.speaker}
        if slot.item.is_break and not _has_words(data, slot.item.pk, notes):
            found.append(Place(slot.item.title, None, **more))
        else:
            found.append(_place(data, slot.item.pk, slot.item.title, notes, **more))
    known = {GENERAL, *(slot.item.pk for slot in slots)}
    gone = {number: note.title for number, note in notes.items() if note.text}
    gone = {**_gone_meanwhile(data), **gone}
    left = [(number, title) for number, title in gone.items() if number not in known]
    return found + [_place(data, *one, notes, is_gone=True) for one in left]


def _place(data, number, title, notes, **more) -> Place:
    sent = data if _is_sent(data, number) else None
    form = NoteForm(sent, number=number, title=title, note=notes.get(number))
    return Place(title, form, **more)


def _has_words(data, number, notes) -> bool:
    return _is_sent(data, number) or bool(number in notes and notes[number].text)


def _is_sent(data, number) -> bool:
    return bool(data) and f"n{number}-text" in data


def _gone_meanwhile(data) -> dict[int, str]:
    """Items that somebody wrote about, whether or not they are on the agenda still."""
    names = [name for name in data or {} if name.startswith("n") and name.endswith("-text")]
    numbers = [name.removeprefix("n").removesuffix("-text") for name in names]
    return {
        int(number): data.get(f"n{number}-about") or NO_TITLE
        for number in numbers
        if number.isdecimal() and number.isascii() and len(number) <= MOST_DIGITS
    }
