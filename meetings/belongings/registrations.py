"""What somebody answered for a county, and where somebody comes."""

from django.db.models import Exists, OuterRef, Q, TextField
from django.db.models.functions import Cast

from mailroom.forgetting import forget_letters_about
from members.handover import Handover, InHand, handed_over
from members.own_data import Part, own_data
from members.transfer import Moves, Transfer, transfers

from ..models import AgendaItem, Attendee, Event, Meeting, Registration
from ..services import registering, seating
from ..services.steps import lock
from ..stages import Mode, Reply, Stage, Verb
from .rows import DEEDS_STAY, leave_out, named, with_meeting


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
        return with_meeting(answered, "meeting", person, now).order_by("answered_at", "pk")

    def row(self, registration, person):
        return {
            "meeting": named(registration.meeting, registration),
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
        return with_meeting(attending, "registration__meeting", person, now).order_by("pk")

    def row(self, attendee, person):
        registration = attendee.registration
        return {
            "meeting": named(registration.meeting, attendee),
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
        leave_out(leaver, Attendee.objects.all(), "label", "access_needs", "food")
        items = AgendaItem.objects.filter(leaver.named_in("title", "speaker"))
        told = set(items.values_list("meeting_id", flat=True))
        leave_out(leaver, items, "title", "speaker")
        forget_letters_about("meeting", told)


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
        return with_meeting(events, "meeting", person, now).order_by("at", "pk")

    def row(self, event, person):
        return {
            "at": event.at,
            "meeting": named(event.meeting, event),
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
    Moves("meetings.Registration.answered_by", "Rückmeldung", "Rückmeldungen"),
    AttendancesMove(),
    NamingsMove(),
)
