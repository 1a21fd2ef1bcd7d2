"""What the letters of a batch need to know, read for all of them at once."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter

from django.db.models import Q

from mailroom.models import Mail
from mailroom.stages import State
from members.models import District, Mandate
from members.models.mandates import AT_PARTNER

from .models import AgendaItem, Attendee, Registration

# Whoever was owed one of these and got none was never told.
TOLD_BY = ["meeting_invited", "meeting_changed"]
REPEATED_BY = ["meeting_reminder", "answer_reminder"]

# What a reader has, as far as anybody knows: also the first copy of a mail whose second
# was never sent.
HANDED_OVER = Q(state__in=[State.DATA, State.UNCERTAIN, State.SENT]) | Q(resent=True)

# Written, and at the relay at this moment: the last look decides whether it leaves.
ON_ITS_WAY = Q(state=State.CLAIMED, raw__isnull=False)


@dataclass
class Told:
    """Payloads of a person's mails about a meeting: those that are out, and may just leave.

    ``repeated`` are reminders that are out: they name time and place as well,
    and put nothing right in a calendar. What is on its way counts for a
    cancellation, which harms nobody who was not invited. It never counts as a
    reason to say nothing, since the last look may still withdraw it.
    """

    was_owed: bool = False
    certain: list[dict] = field(default_factory=list)
    possible: list[dict] = field(default_factory=list)
    repeated: list[dict] = field(default_factory=list)

    def add(self, kind: str, payload: dict, is_out: bool, is_leaving: bool) -> None:
        self.was_owed |= kind in TOLD_BY
        if is_out:
            (self.certain if kind in TOLD_BY else self.repeated).append(payload)
        elif is_leaving:
            self.possible.append(payload)

    @property
    def nothing(self) -> bool:
        """Whether some were owed, and none has left the house."""
        return self.was_owed and not self.certain

    def last(self) -> dict | None:
        """What the reader may have read last: certainly, or if nothing is certain, possibly."""
        told = [*self.certain, *self.repeated] or self.possible
        return max(told, key=itemgetter("sequence"), default=None)

    def known(self, before: dict) -> list[dict]:
        """How the reader may know the meeting; ``before`` if none was ever owed.

        By the latest mail, by reminders of what was changed since, and by what may just leave.
        """
        never = {"sequence": -1, "shown": before}
        latest = max(self.certain, key=itemgetter("sequence"), default=never)
        since = [told for told in self.repeated if told["sequence"] > latest["sequence"]]
        return [told["shown"] for told in (latest, *since, *self.possible)]


def _is_of_one_answer(mail) -> bool:
    return "registration" in mail.payload


class Batch:
    """What a batch of mails needs to know, each kind of fact in one query."""

    def __init__(self, mails, now):
        self.mails, self.now = mails, now
        self.people = {mail.recipient_id for mail in mails}
        self.meeting_ids = {mail.payload["meeting"] for mail in mails}

    @cached_property
    def agendas(self) -> dict[int, list[AgendaItem]]:
        agendas = defaultdict(list)
        for item in AgendaItem.objects.filter(meeting__in=self.meeting_ids).order_by("position"):
            agendas[item.meeting_id].append(item)
        return agendas

    @cached_property
    def counties(self) -> dict[int, list[District]]:
        """The member counties that each recipient acts for now."""
        mandates = Mandate.objects.running(self.now).filter(
            person__in=self.people, district__isnull=False
        )
        counties = defaultdict(list)
        for mandate in mandates.select_related("district").order_by("district__sort_key"):
            if mandate.district not in counties[mandate.person_id]:
                counties[mandate.person_id].append(mandate.district)
        return counties

    @cached_property
    def partners(self) -> dict[int, set[int]]:
        """The keys of the partners that each recipient acts for now."""
        mandates = Mandate.objects.running(self.now).filter(AT_PARTNER, person__in=self.people)
        partners = defaultdict(set)
        for person, organisation in mandates.values_list("person_id", "organisation_id"):
            partners[person].add(organisation)
        return partners

    def is_open_to(self, meeting, mail) -> bool:
        """Whether the recipient sees the meeting, for a county or for a partner."""
        if self.counties_at(meeting, mail):
            return True
        there = meeting.shared_with
        return bool(there) and not self.partners[mail.recipient_id].isdisjoint(there)

    def counties_at(self, meeting, mail) -> list[District]:
        """Those of them that are in the circle of the meeting."""
        return [one for one in self.counties[mail.recipient_id] if meeting.is_open_to(one)]

    @cached_property
    def answers(self) -> dict[tuple, Registration]:
        """What the recipients' counties have answered: (meeting, county) to the answer."""
        rows = Registration.objects.filter(
            meeting__in=self.meeting_ids,
            district__in={d.pk for districts in self.counties.values() for d in districts},
        )
        return {(row.meeting_id, row.district_id): row for row in rows}

    @cached_property
    def attending(self) -> dict[tuple, Attendee]:
        """How the recipients themselves come: (meeting, person) to attendee."""
        rows = Attendee.objects.coming().filter(
            registration__meeting__in=self.meeting_ids, person__in=self.people
        )
        rows = rows.select_related("registration")
        return {
            (row.registration.meeting_id, row.person_id): row
            for row in rows
            if row.registration.district_id in {d.pk for d in self.counties[row.person_id]}
        }

    @cached_property
    def moved_up(self) -> dict[int, Registration]:
        """The answers that mails about seats tell of, with who comes."""
        ids = {mail.payload["registration"] for mail in self.mails if _is_of_one_answer(mail)}
        rows = Registration.objects.select_related("district").prefetch_related("attendees")
        return rows.in_bulk(ids)

    @property
    def _not_told_by(self) -> list[int]:
        """The mails that are to tell it, and those in whose stead they are sent again."""
        changes = [mail for mail in self.mails if mail.kind == "meeting_changed"]
        return [pk for mail in changes for pk in (mail.pk, mail.resend_of_id) if pk]

    @cached_property
    def told(self) -> dict[tuple, Told]:
        """Of mails about a meeting's time and place: (meeting, person) to what was told."""
        tells = Q(kind__in=TOLD_BY) | (HANDED_OVER & Q(kind__in=REPEATED_BY))
        rows = Mail.objects.filter(
            tells, recipient__in=self.people, payload__meeting__in=self.meeting_ids
        ).exclude(pk__in=self._not_told_by)
        told = defaultdict(Told)
        rows = rows.annotate(out=HANDED_OVER, leaving=ON_ITS_WAY)
        for meeting, person, kind, payload, out, leaving in rows.values_list(
            "payload__meeting", "recipient_id", "kind", "payload", "out", "leaving"
        ):
            told[meeting, person].add(kind, payload, out, leaving)
        return told
