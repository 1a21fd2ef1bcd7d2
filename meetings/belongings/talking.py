"""Who was at meetings, and what somebody wrote down there."""

from django.db.models import Exists, F, OuterRef

from members.own_data import Part, own_data
from members.transfer import Moves, transfers

from ..models import Attendance, Note
from ..models.notes import LONGEST_NOTES
from ..stages import Mode
from .rows import DEEDS_STAY, leave_out, named, with_meeting

NO_COUNTY = "Geschäftsstelle oder Gast"


@own_data
class Attended(Part):
    key = "meetings_attended"
    title = "Treffen, bei denen Sie da waren"
    columns = {
        "meeting": "Treffen",
        "district": "für",
        "label": "genannt",
        "mode": "Teilnahme",
    }
    covers = ("meetings.Attendance.person",)
    stays = "Dass bei Treffen jemand für Ihren Landkreis da war, nur mit der Funktion"

    def things(self, person, now):
        attended = Attendance.objects.filter(person=person).select_related("district")
        return with_meeting(attended, "meeting", person, now).order_by("meeting__starts_at", "pk")

    def row(self, attendance, person):
        return {
            "meeting": named(attendance.meeting, attendance),
            "district": str(attendance.district or NO_COUNTY),
            "label": attendance.label,
            "mode": Mode(attendance.mode),
        }

    def forget(self, leaver):
        """Who was there is called by the function, also where others wrote a name."""
        for one in Attendance.objects.filter(person=leaver.person).select_related("district"):
            there = one.district
            label = leaver.function_at(there) if there else leaver.remembered_as
            Attendance.objects.filter(pk=one.pk).update(label=label)
        leave_out(leaver, Attendance.objects.all(), "label")


@own_data
class AttendancesNoted(Part):
    key = "meeting_attendances_noted"
    title = "Anwesenheiten bei Treffen, die Sie vermerkt haben"
    columns = {"noted_at": "vermerkt", "meeting": "Treffen"}
    covers = ("meetings.Attendance.noted_by",)
    stays = f"Anwesenheiten, die Sie vermerkt haben, {DEEDS_STAY}"

    def things(self, person, now):
        noted = Attendance.objects.filter(noted_by=person)
        return with_meeting(noted, "meeting", person, now).order_by("noted_at", "pk")

    def row(self, attendance, person):
        return {
            "noted_at": attendance.noted_at,
            "meeting": named(attendance.meeting, attendance),
        }


@own_data
class NotesWritten(Part):
    key = "meeting_notes"
    title = "Mitschriften von Treffen, an denen Sie zuletzt geschrieben haben"
    columns = {"written_at": "zuletzt geschrieben", "meeting": "Treffen", "about": "Punkt"}
    covers = ("meetings.Note.written_by",)
    stays = f"Mitschriften von Treffen, {DEEDS_STAY}"

    def things(self, person, now):
        written = Note.objects.filter(written_by=person).select_related("item")
        return with_meeting(written, "meeting", person, now).order_by("written_at", "pk")

    def row(self, note, person):
        return {
            "written_at": note.written_at,
            "meeting": named(note.meeting, note),
            "about": note.title if note.sees else "",
        }

    def forget(self, leaver):
        notes = Note.objects.all()
        leave_out(leaver, notes, "about")
        # Whoever has such a note open is told that it has changed, as after any other change.
        notes.filter(leaver.named_in("text")).update(edition=F("edition") + 1)
        leave_out(leaver, notes, "text", most=LONGEST_NOTES)


class AttendedMoves(Moves):
    """Nobody is there twice."""

    def __init__(self):
        super().__init__("meetings.Attendance.person", "Anwesenheit", "Anwesenheiten")

    def clashes(self, old, kept, now):
        for attendance in self._twice(old, kept).select_related("meeting"):
            yield f"„{attendance.meeting}“: Beide Konten waren da. Es bleibt ein Vermerk."

    def carry(self, old, kept, now):
        self._twice(old, kept).delete()
        super().carry(old, kept, now)

    def _twice(self, old, kept):
        same = Attendance.objects.filter(person=kept, meeting=OuterRef("meeting"))
        return self.rows(old).filter(Exists(same))


transfers(
    AttendedMoves(),
    Moves("meetings.Attendance.noted_by", "vermerkte Anwesenheit", "vermerkte Anwesenheiten"),
    Moves("meetings.Note.written_by", "Mitschrift", "Mitschriften"),
)
