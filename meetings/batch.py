"""What the letters of a batch need to know, read for all of them at once."""

from collections import defaultdict
from functools import cached_property

from django.db.models import Q

from mailroom.models import Mail
from mailroom.stages import State
from members.models import District, Mandate

from .models import AgendaItem, Attendee, Registration
from .stages import Reply

TOLD_BY = ["meeting_invited", "meeting_changed"]

# What a reader may have: also the first copy of a mail whose second was never sent.
HANDED_OVER = (
    Q(state__in=[State.DATA, State.UNCERTAIN, State.SENT])
    | Q(state=State.CLAIMED, raw__isnull=False)
    | Q(resent=True)
)


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
    def answers(self) -> dict[tuple, str]:
        """What the recipients' counties have answered: (meeting, county) to reply."""
        rows = Registration.objects.filter(
            meeting__in=self.meeting_ids,
            district__in={d.pk for districts in self.counties.values() for d in districts},
        )
        return {(row.meeting_id, row.district_id): row.reply for row in rows}

    @cached_property
    def attending(self) -> dict[tuple, Attendee]:
        """How the recipients themselves come: (meeting, person) to attendee."""
        rows = Attendee.objects.filter(
            registration__meeting__in=self.meeting_ids,
            registration__reply=Reply.ATTENDS,
            person__in=self.people,
        ).select_related("registration")
        return {
            (row.registration.meeting_id, row.person_id): row
            for row in rows
            if row.registration.district_id in {d.pk for d in self.counties[row.person_id]}
        }

    @cached_property
    def told(self) -> dict[tuple, list[dict]]:
        """Of mails about a meeting's time and place: (meeting, person) to payloads handed over.

        An empty list says that some were written, and none has left the house.
        """
        rows = Mail.objects.filter(
            kind__in=TOLD_BY, recipient__in=self.people, payload__meeting__in=self.meeting_ids
        ).exclude(pk__in=[mail.pk for mail in self.mails if mail.kind == "meeting_changed"])
        told = {}
        for meeting, person, payload, handed_over in rows.annotate(out=HANDED_OVER).values_list(
            "payload__meeting", "recipient_id", "payload", "out"
        ):
            told.setdefault((meeting, person), []).extend([payload] if handed_over else [])
        return told
