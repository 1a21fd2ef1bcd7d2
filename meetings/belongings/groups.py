"""Who takes part in working groups, or leads one, and what somebody did there."""

from django.db.models import Exists, OuterRef

from forum_portal import dates
from members.handover import Handover, InHand, handed_over
from members.own_data import Part, own_data
from members.transfer import Moves, transfers

from ..models import GroupEvent, GroupMember, WorkingGroup
from ..models.groups import LONGEST_NAME, LONGEST_PURPOSE
from ..services import grouping
from ..stages import GroupVerb
from .rows import DEEDS_STAY, leave_out


def _with_group(things, person, now):
    """``things`` with their group, and whether the person may see it still."""
    visible = WorkingGroup.objects.visible_to(person, now).filter(pk=OuterRef("group_id"))
    return things.select_related("group", "district").annotate(sees=Exists(visible))


def _named(thing) -> str:
    """Its name to whoever may see it still; to others that there is one, and since when."""
    founded = dates.plain_date(thing.group.founded_at)
    return str(thing.group) if thing.sees else f"Arbeitsgruppe vom {founded}"


@handed_over
class TakingPartInGroups(Handover):
    """That somebody takes part for the county, or leads; the county stays in the group."""

    part = "group"
    silent_title = "Eine Arbeitsgruppe"
    names = ("meetings.GroupMember.person",)
    person, district = "person", "district"

    def open(self, now):
        places = GroupMember.objects.filter(person__isnull=False, group__ended_at=None)
        return places.select_related("group")

    def describe(self, member):
        what = "Leitung der" if member.leads else "Mitarbeit in der"
        return InHand(
            self.part,
            member.pk,
            member.person_id,
            member.district_id,
            f"{what} {member.group}",
            member.group.get_absolute_url(),
            None,
        )

    def pass_on(self, thing, to, *, by, now):
        for member in GroupMember.objects.filter(pk=thing.pk).select_related("group", "district"):
            grouping.hand_over(member, thing.person_id, to, by=by, now=now)


@own_data
class PlacesInGroups(Part):
    key = "working_groups"
    title = "Arbeitsgruppen, an denen Sie für Ihren Landkreis mitarbeiten"
    columns = {
        "group": "Arbeitsgruppe",
        "district": "für",
        "leads": "Leitung",
        "joined_at": "Landkreis dabei seit",
    }
    covers = ("meetings.GroupMember.person",)
    goes = "Dass Sie in Arbeitsgruppen für Ihren Landkreis genannt sind; der Landkreis bleibt dabei"

    def things(self, person, now):
        places = GroupMember.objects.filter(person=person)
        return _with_group(places, person, now).order_by("joined_at", "pk")

    def row(self, member, person):
        return {
            "group": _named(member),
            "district": str(member.district),
            "leads": member.leads,
            "joined_at": member.joined_at,
        }

    def forget(self, leaver):
        GroupMember.objects.filter(person=leaver.person).update(person=None, leads=False)
        leave_out(leaver, WorkingGroup.objects.all(), "name", most=LONGEST_NAME)
        leave_out(leaver, WorkingGroup.objects.all(), "purpose", most=LONGEST_PURPOSE)


@own_data
class GroupDeeds(Part):
    key = "working_group_events"
    title = "Was Sie bei Arbeitsgruppen getan haben"
    columns = {"at": "wann", "group": "Arbeitsgruppe", "verb": "was", "district": "für"}
    covers = ("meetings.GroupEvent.by",)
    stays = f"Der Verlauf der Arbeitsgruppen, an dem Sie beteiligt waren, {DEEDS_STAY}"

    def things(self, person, now):
        events = GroupEvent.objects.filter(by=person)
        return _with_group(events, person, now).order_by("at", "pk")

    def row(self, event, person):
        return {
            "at": event.at,
            "group": _named(event),
            "verb": GroupVerb(event.verb),
            "district": str(event.district) if event.district else "",
        }


transfers(
    Moves(
        "meetings.GroupMember.person", "Platz in einer Arbeitsgruppe", "Plätze in Arbeitsgruppen"
    ),
    Moves(
        "meetings.GroupEvent.by",
        "Schritt bei Arbeitsgruppen",
        "Schritte bei Arbeitsgruppen",
    ),
)
