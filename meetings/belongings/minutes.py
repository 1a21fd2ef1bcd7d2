"""What somebody wrote in minutes, and remarked or decided about them."""

from members.own_data import Part, own_data
from members.transfer import Moves, transfers

from ..models import Minutes, MinutesVersion, Remark
from ..models.minutes import LONGEST_MINUTES, LONGEST_REMARK
from ..stages import RemarkStage
from .rows import DEEDS_STAY, leave_out, named, with_meeting

MOST_IN_AN_ANSWER = 500


@own_data
class MinutesWritten(Part):
    key = "meeting_minutes"
    title = "Fassungen von Protokollen, die Sie gespeichert haben"
    columns = {"written_at": "gespeichert", "meeting": "Treffen", "number": "Fassung"}
    covers = ("meetings.MinutesVersion.written_by",)
    stays = f"Fassungen von Protokollen, {DEEDS_STAY}"

    def things(self, person, now):
        written = MinutesVersion.objects.filter(written_by=person).select_related("minutes")
        return with_meeting(written, "minutes__meeting", person, now).order_by("written_at", "pk")

    def row(self, version, person):
        return {
            "written_at": version.written_at,
            "meeting": named(version.minutes.meeting, version),
            "number": version.number,
        }

    def forget(self, leaver):
        leave_out(leaver, MinutesVersion.objects.all(), "text", most=LONGEST_MINUTES)
        leave_out(leaver, MinutesVersion.objects.all(), "note")
        leave_out(leaver, Minutes.objects.all(), "adoption_note", most=MOST_IN_AN_ANSWER)


@own_data
class RemarksMade(Part):
    key = "meeting_remarks"
    title = "Anmerkungen zu Protokollen, die Sie gemacht haben"
    columns = {
        "made_at": "angemerkt",
        "meeting": "Treffen",
        "district": "für",
        "text": "Anmerkung",
        "stage": "Stand",
    }
    covers = ("meetings.Remark.made_by",)
    stays = f"Anmerkungen zu Protokollen, die Sie für Ihren Landkreis gemacht haben, {DEEDS_STAY}"

    def things(self, person, now):
        made = Remark.objects.filter(made_by=person).select_related("district")
        return with_meeting(made, "minutes__meeting", person, now).order_by("made_at", "pk")

    def row(self, remark, person):
        return {
            "made_at": remark.made_at,
            "meeting": named(remark.minutes.meeting, remark),
            "district": str(remark.district),
            "text": remark.text,
            "stage": RemarkStage(remark.stage),
        }

    def forget(self, leaver):
        leave_out(leaver, Remark.objects.all(), "text", most=LONGEST_REMARK)
        leave_out(leaver, Remark.objects.all(), "answer", most=MOST_IN_AN_ANSWER)


@own_data
class RemarksDecided(Part):
    key = "meeting_remarks_decided"
    title = "Anmerkungen zu Protokollen, über die Sie entschieden haben"
    columns = {"decided_at": "entschieden", "meeting": "Treffen", "stage": "Stand"}
    covers = ("meetings.Remark.decided_by",)
    stays = f"Entscheidungen über Anmerkungen zu Protokollen, {DEEDS_STAY}"

    def things(self, person, now):
        decided = Remark.objects.filter(decided_by=person)
        return with_meeting(decided, "minutes__meeting", person, now).order_by("decided_at", "pk")

    def row(self, remark, person):
        return {
            "decided_at": remark.decided_at,
            "meeting": named(remark.minutes.meeting, remark),
            "stage": RemarkStage(remark.stage),
        }


transfers(
    Moves("meetings.MinutesVersion.written_by", "Fassung eines Protokolls", "Protokollfassungen"),
    Moves("meetings.Remark.made_by", "Anmerkung", "Anmerkungen"),
    Moves("meetings.Remark.decided_by", "Entscheidung", "Entscheidungen"),
)
