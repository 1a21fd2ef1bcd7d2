"""Items that counties propose for the agenda, and what the office decides about them.

The county is the actor: whoever acts for it can propose, and withdraw what a colleague proposed.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from mailroom.services import announce
from members.models import District

from ..models import AgendaItem, Meeting, Proposal
from ..refusals import NotYourCounty, TooLate, WrongStage
from ..stages import ProposalStage, Stage, Verb
from .planning import insert_item
from .steps import check_fields, lock, record, require_invited, require_stage, uid_of

IN_WORDS = {
    ProposalStage.OPEN: "Der Vorschlag ist noch offen",
    ProposalStage.WITHDRAWN: "Der Vorschlag ist zurückgezogen",
    ProposalStage.ACCEPTED: "Der Vorschlag steht schon auf der Tagesordnung",
    ProposalStage.DECLINED: "Der Vorschlag ist schon abgelehnt",
}


@transaction.atomic
def propose_item(
    meeting: Meeting,
    district: District,
    *,
    title: str,
    reason: str,
    minutes: int,
    speaker: str = "",
    uid: UUID | None = None,
    by,
    now: datetime,
) -> Proposal:
    """A new proposal of the county; with a ``uid`` that exists already, the one that has it."""
    lock(meeting)
    _require_time(meeting, now)
    _require_county(by, district, now)
    require_invited(meeting, district)
    uid = uid_of(uid, meeting, district)
    there = Proposal.objects.filter(meeting=meeting, district=district, uid=uid).first()
    if there:
        return there
    said = {"title": title, "reason": reason, "minutes": minutes, "speaker": speaker}
    proposal = Proposal(
        meeting=meeting, district=district, uid=uid, proposed_by=by, proposed_at=now, **said
    )
    proposal.full_clean(exclude=["meeting", "district", "proposed_by"])
    proposal.save()
    _record(proposal, Verb.PROPOSED, by, now)
    return proposal


@transaction.atomic
def withdraw_proposal(proposal: Proposal, *, by, now: datetime) -> None:
    """The county no longer wants it on the agenda."""
    _lock(proposal, now)
    _require_county(by, proposal.district, now)
    proposal.stage = ProposalStage.WITHDRAWN
    proposal.save(update_fields=["stage"])
    _record(proposal, Verb.UNPROPOSED, by, now)


@transaction.atomic
def accept_proposal(
    proposal: Proposal, *, minutes: int, after: AgendaItem | None, by, now: datetime
) -> AgendaItem:
    """The proposal stands on the agenda behind ``after``, or first, with its county."""
    _lock(proposal, now)
    item = AgendaItem(
        meeting=proposal.meeting,
        title=proposal.title,
        minutes=minutes,
        speaker=proposal.speaker,
        proposed_by=proposal.district,
    )
    insert_item(proposal.meeting, item, after, by=by, now=now)
    proposal.item = item
    _decide(proposal, ProposalStage.ACCEPTED, Verb.ACCEPTED, by, now)
    return item


@transaction.atomic
def decline_proposal(proposal: Proposal, *, reason: str, by, now: datetime) -> None:
    """It does not come on the agenda, and the county is told why."""
    _lock(proposal, now)
    check_fields(Proposal(decline_reason=reason), "decline_reason")
    proposal.decline_reason = reason
    _decide(proposal, ProposalStage.DECLINED, Verb.DECLINED, by, now)


def _decide(proposal, stage, verb, by, now) -> None:
    proposal.stage, proposal.decided_by, proposal.decided_at = stage, by, now
    proposal.save()
    _record(proposal, verb, by, now)
    announce(
        "proposal_decided",
        occasion=f"proposal:{proposal.pk}:{stage}",
        payload={
            "meeting": proposal.meeting_id,
            "proposal": proposal.pk,
            "stage": str(stage),
        },
        now=now,
        valid_until=proposal.meeting.starts_at,
    )


def _record(proposal, verb, by, now) -> None:
    details = {"proposal": proposal.title, "reason": proposal.decline_reason}
    record(proposal.meeting, verb, by=by, now=now, district=proposal.district, details=details)


def _lock(proposal, now) -> None:
    """The meeting's row, then the proposal as it is now, which must be open."""
    meeting = proposal.meeting
    lock(meeting)
    _require_time(meeting, now)
    proposal.refresh_from_db(from_queryset=Proposal.objects.select_related("district"))
    proposal.meeting = meeting
    if proposal.stage != ProposalStage.OPEN:
        raise WrongStage(IN_WORDS[ProposalStage(proposal.stage)])


def _require_time(meeting, now) -> None:
    require_stage(meeting, Stage.ANNOUNCED)
    if meeting.starts_at <= now:
        raise TooLate(
            "Das Treffen hat schon begonnen", "An der Tagesordnung lässt sich nichts mehr ändern."
        )


def _require_county(person, district, now) -> None:
    if district not in person.acts_for(now):
        raise NotYourCounty(
            f"Sie vertreten {district} nicht", "Vorschlagen kann, wer dort zuständig ist."
        )
