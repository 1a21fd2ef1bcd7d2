"""What somebody proposed for an agenda, or decided about it."""

from members.own_data import Part, own_data
from members.transfer import Moves, transfers

from ..models import Proposal
from ..models.proposals import LONGEST_REASON
from ..stages import ProposalStage
from .rows import DEEDS_STAY, leave_out, named, with_meeting

MOST_IN_A_REASON = 500


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
        return with_meeting(proposed, "meeting", person, now).order_by("proposed_at", "pk")

    def row(self, proposal, person):
        return {
            "proposed_at": proposal.proposed_at,
            "meeting": named(proposal.meeting, proposal),
            "district": str(proposal.district),
            "title": proposal.title,
            "reason": proposal.reason,
            "stage": ProposalStage(proposal.stage),
        }

    def forget(self, leaver):
        proposals = Proposal.objects.all()
        leave_out(leaver, proposals, "title", "speaker")
        leave_out(leaver, proposals, "reason", most=LONGEST_REASON)
        leave_out(leaver, proposals, "decline_reason", most=MOST_IN_A_REASON)


@own_data
class ProposalsDecided(Part):
    key = "meeting_proposals_decided"
    title = "Vorschläge zur Tagesordnung, über die Sie entschieden haben"
    columns = {"decided_at": "entschieden", "meeting": "Treffen", "stage": "Stand"}
    covers = ("meetings.Proposal.decided_by",)
    stays = f"Entscheidungen über Vorschläge zur Tagesordnung, {DEEDS_STAY}"

    def things(self, person, now):
        decided = Proposal.objects.filter(decided_by=person)
        return with_meeting(decided, "meeting", person, now).order_by("decided_at", "pk")

    def row(self, proposal, person):
        return {
            "decided_at": proposal.decided_at,
            "meeting": named(proposal.meeting, proposal),
            "stage": ProposalStage(proposal.stage),
        }


transfers(
    Moves("meetings.Proposal.proposed_by", "Vorschlag", "Vorschläge"),
    Moves("meetings.Proposal.decided_by", "Entscheidung", "Entscheidungen"),
)
