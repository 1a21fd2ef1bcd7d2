"""What somebody planned and did with meetings, and the calendar of them."""

from django.db.models import Exists, OuterRef

from members.own_data import Part, own_data
from members.transfer import Goes, Moves, transfers

from ..models import CalendarFeed, Event, Meeting, MeetingPaper
from ..stages import Verb
from .rows import DEEDS_STAY, leave_out, named, with_meeting


@own_data
class MeetingsPlanned(Part):
    key = "meetings_planned"
    title = "Treffen, die Sie angelegt haben"
    columns = {"meeting": "Treffen"}
    covers = ("meetings.Meeting.created_by",)
    stays = f"Treffen, die Sie angelegt haben, {DEEDS_STAY}"

    def things(self, person, now):
        visible = Meeting.objects.visible_to(person, now).filter(pk=OuterRef("pk"))
        planned = Meeting.objects.filter(created_by=person).annotate(sees=Exists(visible))
        return planned.order_by("starts_at", "pk")

    def row(self, meeting, person):
        return {"meeting": named(meeting, meeting)}


@own_data
class PapersUploaded(Part):
    key = "meeting_papers"
    title = "Unterlagen zu Treffen, die Sie eingestellt haben"
    columns = {"uploaded_at": "eingestellt", "meeting": "Treffen", "paper": "Unterlage"}
    covers = ("meetings.MeetingPaper.uploaded_by",)
    stays = f"Unterlagen zu Treffen, die Sie eingestellt haben, {DEEDS_STAY}"

    def things(self, person, now):
        uploaded = MeetingPaper.objects.filter(uploaded_by=person)
        return with_meeting(uploaded, "meeting", person, now).order_by("uploaded_at", "pk")

    def row(self, paper, person):
        return {
            "uploaded_at": paper.uploaded_at,
            "meeting": named(paper.meeting, paper),
            "paper": paper.title if paper.sees else "",
        }

    def forget(self, leaver):
        leave_out(leaver, MeetingPaper.objects.all(), "title")


@own_data
class MeetingDeeds(Part):
    key = "meeting_events"
    title = "Was Sie bei Treffen getan haben"
    columns = {"at": "wann", "meeting": "Treffen", "verb": "was", "district": "für"}
    covers = ("meetings.Event.by",)
    stays = f"Der Verlauf der Treffen, an dem Sie beteiligt waren, {DEEDS_STAY}"

    def things(self, person, now):
        events = Event.objects.filter(by=person).select_related("district")
        return with_meeting(events, "meeting", person, now).order_by("at", "pk")

    def row(self, event, person):
        return {
            "at": event.at,
            "meeting": named(event.meeting, event),
            "verb": Verb(event.verb),
            "district": str(event.district) if event.district else "",
        }


@own_data
class CalendarFeeds(Part):
    """Not the address itself: nobody knows that any more."""

    key = "calendar_feed"
    title = "Kalender-Abo"
    columns = {"made_at": "angelegt"}
    covers = ("meetings.CalendarFeed.person",)
    goes = "Das Kalender-Abo; Ihr Kalenderprogramm erhält nichts mehr"

    def things(self, person, now):
        return CalendarFeed.objects.filter(person=person)

    def forget(self, leaver):
        CalendarFeed.objects.filter(person=leaver.person).delete()


transfers(
    Moves("meetings.Meeting.created_by", "angelegtes Treffen", "angelegte Treffen"),
    Moves("meetings.MeetingPaper.uploaded_by", "Unterlage", "Unterlagen"),
    Goes("meetings.CalendarFeed.person", "Kalender-Abo", "Kalender-Abos"),
    Moves("meetings.Event.by", "Schritt bei Treffen", "Schritte bei Treffen"),
)
