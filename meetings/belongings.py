"""What belongs to a county and to a person in the meetings: hosted, answered, attended, done."""

from django.db.models import Exists, OuterRef, Q, TextField
from django.db.models.functions import Cast

from forum_portal import dates
from mailroom.forgetting import forget_letters_about
from members.handover import Handover, InHand, handed_over
from members.own_data import Part, own_data
from members.registers import Contribution, contribution
from members.transfer import Goes, Moves, Transfer, transfers

from .models import (
    ActionItem,
    AgendaItem,
    Attendee,
    CalendarFeed,
    DatePoll,
    Event,
    Meeting,
    MeetingPaper,
    PollAnswer,
    PollEvent,
    Proposal,
    Registration,
    Resolution,
)
from .models.action_items import LONGEST_NOTE
from .models.proposals import LONGEST_REASON
from .models.resolutions import LONGEST_RESOLUTION
from .services import action_items, registering, seating
from .services.steps import lock
from .stages import Mode, PollVerb, ProposalStage, Reply, Stage, Verb

MOST_IN_A_LINE, MOST_IN_A_REASON = 200, 500
DEEDS_STAY = "als Tat des Landkreises oder der Geschäftsstelle, ohne Ihren Namen"


@contribution("Gastgebend bei")
def hosted(districts, person, now) -> list[Contribution]:
    """Announced and held meetings at the counties, the latest first."""
    meetings = Meeting.objects.visible_to(person, now).filter(
        host__in=districts, stage__in=[Stage.ANNOUNCED, Stage.HELD]
    )
    return [
        Contribution(
            meeting.host_id,
            meeting.title,
            meeting.get_absolute_url(),
            f"{meeting.get_kind_display()}, {dates.plain_date(meeting.starts_at)}",
            meeting.starts_at,
        )
        for meeting in meetings.order_by("-starts_at", "pk")
    ]


@contribution("Auf der Tagesordnung")
def proposed(districts, person, now) -> list[Contribution]:
    """Items of announced and held meetings that the counties proposed, the latest first."""
    meetings = Meeting.objects.visible_to(person, now).filter(
        stage__in=[Stage.ANNOUNCED, Stage.HELD]
    )
    items = AgendaItem.objects.filter(proposed_by__in=districts, meeting__in=meetings)
    return [
        Contribution(
            item.proposed_by_id,
            item.title,
            item.meeting.get_absolute_url(),
            f"{item.meeting.title}, {dates.plain_date(item.meeting.starts_at)}",
            item.meeting.starts_at,
        )
        for item in items.select_related("meeting").order_by("-meeting__starts_at", "position")
    ]


@handed_over
class ComingForTheCounty(Handover):
    """That somebody comes to a meeting for the county; the county's answer stays what it is."""

    part = "meeting"
    silent_title = "Ein Treffen"
    names = ("meetings.Attendee.person",)
    person, district = "person", "registration__district"

    def open(self, now):
        attendees = Attendee.objects.filter(
            person__isnull=False,
            registration__reply=Reply.ATTENDS,
            registration__meeting__stage=Stage.ANNOUNCED,
            registration__meeting__starts_at__gt=now,
        )
        return attendees.select_related("registration__meeting")

    def describe(self, attendee):
        registration, meeting = attendee.registration, attendee.registration.meeting
        return InHand(
            self.part,
            registration.pk,
            attendee.person_id,
            registration.district_id,
            meeting.title,
            meeting.get_absolute_url(),
            meeting.starts_at,
            is_silent=meeting.link_only,
        )

    def pass_on(self, thing, to, *, by, now):
        registration = Registration.objects.get(pk=thing.pk)
        registering.hand_over(registration, thing.person_id, to, by=by, now=now)


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


def _with_meeting(things, path, person, now):
    """``things`` with the meeting at ``path``, and whether the person may see it still."""
    visible = Meeting.objects.visible_to(person, now).filter(pk=OuterRef(f"{path}_id"))
    return things.select_related(path).annotate(sees=Exists(visible))


def _named(meeting, thing) -> str:
    """Its title to whoever may see it still; to others that there was one, and when."""
    return meeting.title if thing.sees else f"Treffen vom {dates.plain_date(meeting.starts_at)}"


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
        return {"meeting": _named(meeting, meeting)}


@own_data
class PapersUploaded(Part):
    key = "meeting_papers"
    title = "Unterlagen zu Treffen, die Sie eingestellt haben"
    columns = {"uploaded_at": "eingestellt", "meeting": "Treffen", "paper": "Unterlage"}
    covers = ("meetings.MeetingPaper.uploaded_by",)
    stays = f"Unterlagen zu Treffen, die Sie eingestellt haben, {DEEDS_STAY}"

    def things(self, person, now):
        uploaded = MeetingPaper.objects.filter(uploaded_by=person)
        return _with_meeting(uploaded, "meeting", person, now).order_by("uploaded_at", "pk")

    def row(self, paper, person):
        return {
            "uploaded_at": paper.uploaded_at,
            "meeting": _named(paper.meeting, paper),
            "paper": paper.title if paper.sees else "",
        }

    def forget(self, leaver):
        _leave_out(leaver, MeetingPaper.objects.all(), "title")


@own_data
class Proposals(Part):
    key = "meeting_proposals"
    title = "Punkte, die Sie für eine Tagesordnung vorgeschlagen haben"
    columns = {
        "proposed_at": "vorgeschlagen",
        "meeting": "Treffen",
        "district": "für",
        "title": "Punkt",
        "reason": "Worum es geht und warum",
        "stage": "Stand",
    }
    covers = ("meetings.Proposal.proposed_by",)
    stays = f"Punkte, die Sie für Ihren Landkreis vorgeschlagen haben, {DEEDS_STAY}"

    def things(self, person, now):
        proposed = Proposal.objects.filter(proposed_by=person).select_related("district")
        return _with_meeting(proposed, "meeting", person, now).order_by("proposed_at", "pk")

    def row(self, proposal, person):
        return {
            "proposed_at": proposal.proposed_at,
            "meeting": _named(proposal.meeting, proposal),
            "district": str(proposal.district),
            "title": proposal.title,
            "reason": proposal.reason,
            "stage": ProposalStage(proposal.stage),
        }

    def forget(self, leaver):
        proposals = Proposal.objects.all()
        _leave_out(leaver, proposals, "title", "speaker")
        _leave_out(leaver, proposals, "reason", most=LONGEST_REASON)
        _leave_out(leaver, proposals, "decline_reason", most=MOST_IN_A_REASON)


@own_data
class ProposalsDecided(Part):
    key = "meeting_proposals_decided"
    title = "Vorschläge zur Tagesordnung, über die Sie entschieden haben"
    columns = {"decided_at": "entschieden", "meeting": "Treffen", "stage": "Stand"}
    covers = ("meetings.Proposal.decided_by",)
    stays = f"Entscheidungen über Vorschläge zur Tagesordnung, {DEEDS_STAY}"

    def things(self, person, now):
        decided = Proposal.objects.filter(decided_by=person)
        return _with_meeting(decided, "meeting", person, now).order_by("decided_at", "pk")

    def row(self, proposal, person):
        return {
            "decided_at": proposal.decided_at,
            "meeting": _named(proposal.meeting, proposal),
            "stage": ProposalStage(proposal.stage),
        }


class _Tasks(Part):
    """Tasks after meetings in which ``column`` names the person."""

    columns = {"title": "Aufgabe", "meeting": "Treffen", "district": "für", "due_at": "bis"}
    column: str

    def things(self, person, now):
        items = ActionItem.objects.filter(**{self.column: person}).select_related("district")
        return _with_meeting(items, "meeting", person, now).order_by("due_at", "pk")

    def row(self, item, person):
        return {
            "title": item.title if item.sees else "",
            "meeting": _named(item.meeting, item),
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
        _leave_out(leaver, ActionItem.objects.all(), "title")
        _leave_out(leaver, ActionItem.objects.all(), "note", most=LONGEST_NOTE)


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
        return _with_meeting(entered, "meeting", person, now).order_by("entered_at", "pk")

    def row(self, resolution, person):
        return {
            "entered_at": resolution.entered_at,
            "meeting": _named(resolution.meeting, resolution),
            "number": resolution.number,
        }

    def forget(self, leaver):
        _leave_out(leaver, Resolution.objects.all(), "text", most=LONGEST_RESOLUTION)


@own_data
class Registrations(Part):
    key = "registrations"
    title = "Rückmeldungen zu Treffen"
    columns = {
        "meeting": "Treffen",
        "district": "für",
        "reply": "Rückmeldung",
        "answered_at": "geantwortet",
    }
    covers = ("meetings.Registration.answered_by",)
    stays = f"Rückmeldungen, die Sie für Ihren Landkreis gegeben haben, {DEEDS_STAY}"

    def things(self, person, now):
        answered = Registration.objects.filter(answered_by=person).select_related("district")
        return _with_meeting(answered, "meeting", person, now).order_by("answered_at", "pk")

    def row(self, registration, person):
        return {
            "meeting": _named(registration.meeting, registration),
            "district": str(registration.district),
            "reply": Reply(registration.reply),
            "answered_at": registration.answered_at,
        }


@own_data
class Attendances(Part):
    key = "attendances"
    title = "Teilnahme an Treffen"
    columns = {
        "meeting": "Treffen",
        "district": "für",
        "label": "genannt",
        "mode": "Teilnahme",
        "access_needs": "Barrierefreiheit",
        "food": "Essen",
    }
    covers = ("meetings.Attendee.person",)
    stays = "Dass jemand für Ihren Landkreis teilnahm oder teilnehmen wird, nur mit der Funktion"

    def things(self, person, now):
        attending = Attendee.objects.filter(person=person)
        attending = attending.select_related("registration__district")
        return _with_meeting(attending, "registration__meeting", person, now).order_by("pk")

    def row(self, attendee, person):
        registration = attendee.registration
        return {
            "meeting": _named(registration.meeting, attendee),
            "district": str(registration.district),
            "label": attendee.label,
            "mode": Mode(attendee.mode),
            "access_needs": attendee.access_needs,
            "food": attendee.food,
        }

    def forget(self, leaver):
        """Who comes is called by the function from now on, also where others wrote a name.

        What the person needs is nobody else's, and goes.
        """
        own = Attendee.objects.filter(person=leaver.person)
        for attendee in own.select_related("registration__district"):
            label = leaver.function_at(attendee.registration.district)
            Attendee.objects.filter(pk=attendee.pk).update(label=label, access_needs="", food="")
        _leave_out(leaver, Attendee.objects.all(), "label", "access_needs", "food")
        items = AgendaItem.objects.filter(leaver.named_in("title", "speaker"))
        told = set(items.values_list("meeting_id", flat=True))
        _leave_out(leaver, items, "title", "speaker")
        forget_letters_about("meeting", told)


@own_data
class MeetingDeeds(Part):
    key = "meeting_events"
    title = "Was Sie bei Treffen getan haben"
    columns = {"at": "wann", "meeting": "Treffen", "verb": "was", "district": "für"}
    covers = ("meetings.Event.by",)
    stays = f"Der Verlauf der Treffen, an dem Sie beteiligt waren, {DEEDS_STAY}"

    def things(self, person, now):
        events = Event.objects.filter(by=person).select_related("district")
        return _with_meeting(events, "meeting", person, now).order_by("at", "pk")

    def row(self, event, person):
        return {
            "at": event.at,
            "meeting": _named(event.meeting, event),
            "verb": Verb(event.verb),
            "district": str(event.district) if event.district else "",
        }


@own_data
class Namings(Part):
    """Answers of the county that named the person as coming, also those that hold no more."""

    key = "meeting_namings"
    title = "Rückmeldungen, in denen Sie genannt sind"
    columns = {"at": "wann", "meeting": "Treffen", "district": "für", "label": "genannt"}
    covers = ("meetings.Event.details",)
    stays = "Dass in einer Rückmeldung jemand genannt war, nur mit der Funktion"

    def things(self, person, now):
        events = naming(person).select_related("district")
        return _with_meeting(events, "meeting", person, now).order_by("at", "pk")

    def row(self, event, person):
        return {
            "at": event.at,
            "meeting": _named(event.meeting, event),
            "district": str(event.district),
            "label": _label(event, person),
        }

    def forget(self, leaver):
        for event in naming(leaver.person).select_related("district"):
            for one in _all_named(event):
                if one["person"] == leaver.person.pk:
                    one["label"] = leaver.function_at(event.district)
            event.save(update_fields=["details"])
        told = Event.objects.annotate(told=Cast("details", TextField()))
        for event in told.filter(leaver.named_in("told")):
            event.details = leaver.without(event.details)
            event.save(update_fields=["details"])


def _with_poll(things, path, person, now):
    """``things`` with the date poll at ``path``, and whether the person may see it still."""
    visible = DatePoll.objects.visible_to(person, now).filter(pk=OuterRef(f"{path}_id"))
    return things.select_related(path).annotate(sees=Exists(visible))


def _poll_named(poll, thing) -> str:
    """Its title to whoever may see it still; to others that there was one, and until when."""
    return poll.title if thing.sees else f"Terminabstimmung bis {dates.plain_date(poll.answer_by)}"


@own_data
class PollsMade(Part):
    key = "polls_made"
    title = "Terminabstimmungen, die Sie angelegt haben"
    columns = {"poll": "Terminabstimmung"}
    covers = ("meetings.DatePoll.created_by",)
    stays = f"Terminabstimmungen, die Sie angelegt haben, {DEEDS_STAY}"

    def things(self, person, now):
        visible = DatePoll.objects.visible_to(person, now).filter(pk=OuterRef("pk"))
        made = DatePoll.objects.filter(created_by=person).annotate(sees=Exists(visible))
        return made.order_by("pk")

    def row(self, poll, person):
        return {"poll": _poll_named(poll, poll)}


@own_data
class PollAnswers(Part):
    key = "poll_answers"
    title = "Antworten auf Terminabstimmungen"
    columns = {
        "answered_at": "geantwortet",
        "poll": "Terminabstimmung",
        "district": "für",
        "choices": "Antworten",
    }
    covers = ("meetings.PollAnswer.answered_by",)
    stays = f"Antworten auf Terminabstimmungen für Ihren Landkreis, {DEEDS_STAY}"

    def things(self, person, now):
        answers = PollAnswer.objects.filter(answered_by=person).select_related("district")
        answers = answers.prefetch_related("choices__date")
        return _with_poll(answers, "poll", person, now).order_by("answered_at", "pk")

    def row(self, answer, person):
        choices = sorted(answer.choices.all(), key=lambda choice: choice.date.starts_at)
        return {
            "answered_at": answer.answered_at,
            "poll": _poll_named(answer.poll, answer),
            "district": str(answer.district),
            "choices": "; ".join(f"{choice.date}: {choice}" for choice in choices),
        }


@own_data
class PollDeeds(Part):
    key = "poll_events"
    title = "Was Sie bei Terminabstimmungen getan haben"
    columns = {"at": "wann", "poll": "Terminabstimmung", "verb": "was", "district": "für"}
    covers = ("meetings.PollEvent.by",)
    stays = f"Der Verlauf der Terminabstimmungen, an dem Sie beteiligt waren, {DEEDS_STAY}"

    def things(self, person, now):
        events = PollEvent.objects.filter(by=person).select_related("district")
        return _with_poll(events, "poll", person, now).order_by("at", "pk")

    def row(self, event, person):
        return {
            "at": event.at,
            "poll": _poll_named(event.poll, event),
            "verb": PollVerb(event.verb),
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


def naming(person):
    """The events of answers in which ``person`` is among those who come."""
    named = {"attendees": [{"person": person.pk}]}
    either = Q(details__contains={"from": named}) | Q(details__contains={"to": named})
    return Event.objects.filter(either, verb=Verb.REGISTERED)


def _all_named(event) -> list[dict]:
    """Who comes by the answer that an event tells of, and by the one before."""
    answers = [event.details["to"], event.details["from"] or {"attendees": []}]
    return [one for answer in answers for one in answer["attendees"]]


def _label(event, person) -> str:
    return next(one["label"] for one in _all_named(event) if one["person"] == person.pk)


def _leave_out(leaver, things, *columns: str, most=MOST_IN_A_LINE) -> None:
    for thing in things.filter(leaver.named_in(*columns)):
        for column in columns:
            text = leaver.without(getattr(thing, column))
            setattr(thing, column, text[:most])
        thing.save(update_fields=columns)


class AttendancesMove(Moves):
    """Nobody comes twice for a county; for two counties somebody may."""

    def __init__(self):
        super().__init__("meetings.Attendee.person", "Teilnahme", "Teilnahmen")

    def clashes(self, old, kept, now):
        for attendee in self._twice(old, kept).select_related("registration__meeting"):
            yield (
                f"„{attendee.registration.meeting}“: Beide Konten sind für "
                f"{attendee.registration.district} angemeldet. Es bleibt eine Anmeldung."
            )
        for attendee in self._for_two_counties(old, kept):
            yield (
                f"„{attendee.registration.meeting}“: Beide Konten sind angemeldet, für "
                "verschiedene Landkreise. Beide Anmeldungen bleiben."
            )

    def carry(self, old, kept, now):
        twice = self._twice(old, kept)
        meetings = Meeting.objects.filter(registrations__attendees__in=twice).distinct()
        freed = list(meetings.order_by("pk"))
        for meeting in freed:
            lock(meeting)
        twice.delete()
        for meeting in freed:
            seating.move_up(meeting, now)
        super().carry(old, kept, now)

    def _twice(self, old, kept):
        same = Attendee.objects.filter(person=kept, registration=OuterRef("registration"))
        return self.rows(old).filter(Exists(same)).select_related("registration__district")

    def _for_two_counties(self, old, kept):
        other = Attendee.objects.filter(
            person=kept, registration__meeting=OuterRef("registration__meeting")
        ).exclude(registration=OuterRef("registration"))
        attending = self.rows(old).filter(Exists(other)).select_related("registration__meeting")
        return attending.exclude(pk__in=self._twice(old, kept).values("pk"))


class NamingsMove(Transfer):
    """Answers tell who came by a number, so that the past too leads to the right person."""

    columns = ("meetings.Event.details",)

    def effects(self, old, kept, now):
        return iter(())

    def carry(self, old, kept, now):
        for event in naming(old).select_for_update(of=["self"]):
            for answer in filter(None, (event.details["from"], event.details["to"])):
                for one in answer["attendees"]:
                    if one["person"] == old.pk:
                        one["person"] = kept.pk
            event.save(update_fields=["details"])


transfers(
    Moves("meetings.Meeting.created_by", "angelegtes Treffen", "angelegte Treffen"),
    Moves("meetings.MeetingPaper.uploaded_by", "Unterlage", "Unterlagen"),
    Moves("meetings.Proposal.proposed_by", "Vorschlag", "Vorschläge"),
    Moves("meetings.Proposal.decided_by", "Entscheidung", "Entscheidungen"),
    Moves("meetings.ActionItem.person", "Aufgabe", "Aufgaben"),
    Moves("meetings.ActionItem.entered_by", "eingetragene Aufgabe", "eingetragene Aufgaben"),
    Moves("meetings.ActionItem.done_by", "erledigte Aufgabe", "erledigte Aufgaben"),
    Moves("meetings.DatePoll.created_by", "Terminabstimmung", "Terminabstimmungen"),
    Moves(
        "meetings.PollAnswer.answered_by",
        "Antwort auf Terminabstimmung",
        "Antworten auf Terminabstimmungen",
    ),
    Moves(
        "meetings.PollEvent.by",
        "Schritt bei Terminabstimmungen",
        "Schritte bei Terminabstimmungen",
    ),
    Moves("meetings.Resolution.entered_by", "Beschluss", "Beschlüsse"),
    Moves("meetings.Registration.answered_by", "Rückmeldung", "Rückmeldungen"),
    AttendancesMove(),
    Goes("meetings.CalendarFeed.person", "Kalender-Abo", "Kalender-Abos"),
    NamingsMove(),
    Moves("meetings.Event.by", "Schritt bei Treffen", "Schritte bei Treffen"),
)
