"""What came of meetings: tasks in hand, entered and done, and resolutions."""

from members.handover import Handover, InHand, handed_over
from members.own_data import Part, own_data
from members.transfer import Moves, transfers

from ..models import ActionItem, Resolution
from ..models.action_items import LONGEST_NOTE
from ..models.resolutions import LONGEST_RESOLUTION
from ..services import action_items
from .rows import DEEDS_STAY, leave_out, named, with_meeting


@handed_over
class TasksForTheCounty(Handover):
    """A task that is in somebody's hands; the county's it stays in any case."""

    part = "task"
    silent_title = "Eine Aufgabe aus einem Treffen"
    names = ("meetings.ActionItem.person",)
    person, district = "person", "district"

    def open(self, now):
        return ActionItem.objects.open().filter(person__isnull=False).select_related("meeting")

    def describe(self, item):
        return InHand(
            self.part,
            item.pk,
            item.person_id,
            item.district_id,
            item.title,
            item.get_absolute_url(),
            item.due_at,
            is_silent=item.meeting.link_only,
        )

    def pass_on(self, thing, to, *, by, now):
        for item in ActionItem.objects.filter(pk=thing.pk).select_related("meeting"):
            action_items.hand_over(item, thing.person_id, to, by=by, now=now)


class _Tasks(Part):
    """Tasks after meetings in which ``column`` names the person."""

    columns = {"title": "Aufgabe", "meeting": "Treffen", "district": "für", "due_at": "bis"}
    column: str

    def things(self, person, now):
        items = ActionItem.objects.filter(**{self.column: person}).select_related("district")
        return with_meeting(items, "meeting", person, now).order_by("due_at", "pk")

    def row(self, item, person):
        return {
            "title": item.title if item.sees else "",
            "meeting": named(item.meeting, item),
            "district": str(item.district or "Geschäftsstelle"),
            "due_at": item.due_at,
        }


@own_data
class Tasks(_Tasks):
    key = "meeting_tasks"
    title = "Aufgaben aus Treffen, für die Sie benannt sind"
    covers = ("meetings.ActionItem.person",)
    column = "person"
    goes = "Dass Sie für Aufgaben aus Treffen benannt sind; die Aufgaben bleiben beim Landkreis"

    def forget(self, leaver):
        ActionItem.objects.filter(person=leaver.person).update(person=None)
        leave_out(leaver, ActionItem.objects.all(), "title")
        leave_out(leaver, ActionItem.objects.all(), "note", most=LONGEST_NOTE)


@own_data
class TasksEntered(_Tasks):
    key = "meeting_tasks_entered"
    title = "Aufgaben aus Treffen, die Sie eingetragen haben"
    covers = ("meetings.ActionItem.entered_by",)
    column = "entered_by"
    stays = f"Aufgaben aus Treffen, die Sie eingetragen haben, {DEEDS_STAY}"


@own_data
class TasksDone(_Tasks):
    key = "meeting_tasks_done"
    title = "Aufgaben aus Treffen, die Sie erledigt haben"
    columns = {**_Tasks.columns, "done_at": "erledigt"}
    covers = ("meetings.ActionItem.done_by",)
    column = "done_by"
    stays = f"Aufgaben aus Treffen, die Sie erledigt haben, {DEEDS_STAY}"

    def row(self, item, person):
        return {**super().row(item, person), "done_at": item.done_at}


@own_data
class ResolutionsEntered(Part):
    key = "meeting_resolutions"
    title = "Beschlüsse von Treffen, die Sie eingetragen haben"
    columns = {"entered_at": "eingetragen", "meeting": "Treffen", "number": "Nummer"}
    covers = ("meetings.Resolution.entered_by",)
    stays = f"Beschlüsse von Treffen, die Sie eingetragen haben, {DEEDS_STAY}"

    def things(self, person, now):
        entered = Resolution.objects.filter(entered_by=person)
        return with_meeting(entered, "meeting", person, now).order_by("entered_at", "pk")

    def row(self, resolution, person):
        return {
            "entered_at": resolution.entered_at,
            "meeting": named(resolution.meeting, resolution),
            "number": resolution.number,
        }

    def forget(self, leaver):
        leave_out(leaver, Resolution.objects.all(), "text", most=LONGEST_RESOLUTION)


transfers(
    Moves("meetings.ActionItem.person", "Aufgabe", "Aufgaben"),
    Moves("meetings.ActionItem.entered_by", "eingetragene Aufgabe", "eingetragene Aufgaben"),
    Moves("meetings.ActionItem.done_by", "erledigte Aufgabe", "erledigte Aufgaben"),
    Moves("meetings.Resolution.entered_by", "Beschluss", "Beschlüsse"),
)
