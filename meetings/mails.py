"""The mails about meetings: who gets them, whether they are still due, how they read."""

from collections import defaultdict
from datetime import datetime
from functools import cached_property, partial

from django.db.models import Q

from forum_portal import dates
from mailroom.letters import compose
from mailroom.models import Mail
from mailroom.registers import Calendar, Kind, register
from mailroom.stages import Policy, Priority, State
from members.models import District, Mandate, Person

from . import ical
from .agenda import timetable
from .models import AgendaItem, Attendee, Meeting, Registration
from .reminding import is_overtaken
from .snapshot import snapshot
from .stages import Reply, Stage
from .wording import accusative, capitalised

TOLD_BY = ["meeting_invited", "meeting_changed"]
HANDED_OVER = Q(state__in=[State.DATA, State.UNCERTAIN, State.SENT]) | Q(
    state=State.CLAIMED, raw__isnull=False
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


class MeetingMail(Kind):
    """What all mails about meetings share: they go to people who act for a member county."""

    priority = Priority.INVITATION
    policy = Policy.MUST_ARRIVE

    def recipients(self, payload, now):
        members = District.objects.members(now)
        people = Person.objects.receiving(now).acting_for(members, now)
        return people.values_list("pk", flat=True).distinct()

    def letters(self, mails, now):
        batch = Batch(mails, now)
        return [(mail, partial(self._letter, mail, batch, now)) for mail in mails]

    def letter(self, mail, now):
        return self._letter(mail, Batch([mail], now), now)

    def links(self, mails, now):
        batch = Batch(mails, now)
        meetings = _open_to_members().in_bulk(batch.meeting_ids)
        return {
            mail.pk: meetings[mail.payload["meeting"]].get_absolute_url()
            for mail in mails
            if mail.payload["meeting"] in meetings and batch.counties.get(mail.recipient_id)
        }

    def _letter(self, mail, batch, now):
        # The meeting is read for each mail: it may change while a batch is on its way.
        meeting = _open_to_members().filter(pk=mail.payload["meeting"]).first()
        if meeting is None or not batch.counties.get(mail.recipient_id):
            return None
        return self.write(mail, meeting, batch, now)

    def write(self, mail, meeting, batch, now):
        """The letter, or None if it is no longer due."""
        raise NotImplementedError

    def compose(self, template, mail, meeting, now, *, subject, calendar=None, **context):
        return compose(
            f"meetings/mail/{template}",
            {
                "meeting": meeting,
                "page_url": ical.page_url(meeting),
                "facts": _facts(meeting),
                **context,
            },
            mail=mail,
            now=now,
            subject=subject,
            calendar=calendar,
            thread=f"meeting-{meeting.pk}",
        )


def _open_to_members():
    """``Meeting.visible_to`` of anybody who acts for a county."""
    return Meeting.objects.open_to_members().select_related("host")


def _is_current(mail, meeting, now) -> bool:
    """Whether the meeting still stands as it did when the mail was owed."""
    return (
        meeting.stage == Stage.ANNOUNCED
        and meeting.sequence == mail.payload["sequence"]
        and meeting.starts_at > now
    )


def _facts(meeting) -> list[dict]:
    """When and where, for the strip at the top of each mail."""
    facts = [
        {"label": "Termin", "value": dates.span(meeting.starts_at, meeting.ends_at)},
        {"label": "Ort", "value": ical.location(meeting)},
        {"label": "Gastgeber", "value": meeting.host and str(meeting.host)},
    ]
    return [fact for fact in facts if fact["value"]]


def _request(mail, meeting, now) -> Calendar:
    return Calendar("REQUEST", ical.request(meeting, mail.recipient.address_for_mail, now))


@register
class MeetingInvited(MeetingMail):
    """The announcement of a meeting; overtaken by ``meeting_changed`` if it changed since."""

    name = "meeting_invited"
    label = "Einladungen zu Treffen"

    def write(self, mail, meeting, batch, now):
        if not _is_current(mail, meeting, now):
            return None
        districts = batch.counties[mail.recipient_id]
        return self.compose(
            "invited",
            mail,
            meeting,
            now,
            subject=f"Einladung: {meeting.title}, {dates.short_date(meeting.starts_at)}",
            calendar=_request(mail, meeting, now),
            for_whom=_listed(districts),
            takes_answers=meeting.takes_answers(now),
            agenda=_agenda(meeting, batch),
        )


@register
class MeetingChanged(MeetingInvited):
    """A meeting has another time, place, form or title than the reader knows.

    What the reader knows is what the last mail that left the house said; if
    that is how the meeting stands now, there is nothing to tell.
    """

    name = "meeting_changed"
    label = "Änderungen von Treffen"

    def write(self, mail, meeting, batch, now):
        if not _is_current(mail, meeting, now):
            return None
        told = batch.told.get((meeting.pk, mail.recipient_id))
        if told == []:
            return super().write(mail, meeting, batch, now)
        before, after = _known(told, mail), snapshot(meeting)
        if before == after:
            return None
        is_moved = any(before[name] != after[name] for name in ("starts_at", "ends_at"))
        return self.compose(
            "changed",
            mail,
            meeting,
            now,
            subject=f"{'Verschoben' if is_moved else 'Geändert'}: {meeting.title}, "
            f"{dates.short_date(meeting.starts_at)}",
            calendar=_request(mail, meeting, now),
            is_moved=is_moved,
            changes=_changes(before, after),
            answers=_answers(meeting, batch, mail),
            takes_answers=meeting.takes_answers(now),
        )


@register
class MeetingCancelled(MeetingMail):
    """A meeting that the reader was invited to does not take place."""

    name = "meeting_cancelled"
    label = "Absagen von Treffen"

    def write(self, mail, meeting, batch, now):
        if meeting.stage != Stage.CANCELLED or meeting.ends_at <= now:
            return None
        never_invited = batch.told.get((meeting.pk, mail.recipient_id)) == []
        if never_invited and not _answers(meeting, batch, mail):
            return None
        cancelled = ical.cancellation(meeting, mail.recipient.address_for_mail, now)
        return self.compose(
            "cancelled",
            mail,
            meeting,
            now,
            subject=f"Abgesagt: {meeting.title}, {dates.short_date(meeting.starts_at)}",
            calendar=Calendar("CANCEL", cancelled),
        )


@register
class MeetingReminder(MeetingMail):
    """A meeting is near; to those who come to it themselves."""

    name = "meeting_reminder"
    label = "Erinnerungen an Treffen"
    priority = Priority.REMINDER
    can_unsubscribe = True

    def recipients(self, payload, now):
        raise NotImplementedError(f"{self.name} wird nicht an viele angekündigt.")

    def write(self, mail, meeting, batch, now):
        attendee = batch.attending.get((meeting.pk, mail.recipient_id))
        if attendee is None or not self._is_due(mail, meeting, now):
            return None
        when = f"{dates.days_away(meeting.starts_at, now)} um {dates.clock_time(meeting.starts_at)}"
        return self.compose(
            "reminder",
            mail,
            meeting,
            now,
            subject=f"Erinnerung: {meeting.title}, {when}",
            attendee=attendee,
            when=capitalised(when),
        )

    def _is_due(self, mail, meeting, now) -> bool:
        return (
            meeting.stage == Stage.ANNOUNCED
            and snapshot(meeting)["starts_at"] == mail.payload["starts_at"]
            and not is_overtaken(mail.payload["reminder"], meeting, now)
        )


@register
class AnswerReminder(MeetingMail):
    """The answer deadline is near, and the reader's county has not answered."""

    name = "answer_reminder"
    label = "Erinnerungen an Antwortfristen"
    priority = Priority.REMINDER
    can_unsubscribe = True

    def recipients(self, payload, now):
        raise NotImplementedError(f"{self.name} wird nicht an viele angekündigt.")

    def write(self, mail, meeting, batch, now):
        silent = [
            district
            for district in batch.counties[mail.recipient_id]
            if (meeting.pk, district.pk) not in batch.answers
        ]
        if not silent or not self._is_due(mail, meeting, now):
            return None
        return self.compose(
            "answer_reminder",
            mail,
            meeting,
            now,
            subject=f"Bitte antworten Sie bis {dates.short_date(meeting.answer_by)}: "
            f"{meeting.title}",
            for_whom=_listed(silent),
        )

    def _is_due(self, mail, meeting, now) -> bool:
        return (
            meeting.answer_by is not None
            and meeting.answer_by.isoformat() == mail.payload["answer_by"]
            and meeting.takes_answers(now)
        )


def _agenda(meeting, batch) -> list[dict]:
    """The rows of the agenda as the mail's parts want them."""
    return [
        {
            "lead": dates.clock_time(slot.starts_at),
            "title": slot.item.title if slot.item else "Ende",
            "text": slot.item.speaker if slot.item else "",
        }
        for slot in timetable(meeting, batch.agendas[meeting.pk])
    ]


def _known(told, mail) -> dict:
    """What the reader knows of the meeting: the latest mail, else what the change began from."""
    if not told:
        return mail.payload["before"]
    return max(told, key=lambda payload: payload["sequence"])["shown"]


def _changes(before: dict, after: dict) -> list[dict]:
    """Old and new in words, one entry for each thing that reads otherwise now."""
    old, new = _in_words(before), _in_words(after)
    return [
        {"label": label, "old": old[label], "new": new[label]}
        for label in new
        if old[label] != new[label]
    ]


def _in_words(shown: dict) -> dict:
    """A snapshot as people read it."""
    meeting = Meeting(format=shown["format"], venue=shown["venue"])
    starts_at, ends_at = (datetime.fromisoformat(shown[name]) for name in ("starts_at", "ends_at"))
    return {
        "Titel": shown["title"],
        "Termin": dates.span(starts_at, ends_at),
        "Ort": ical.location(meeting),
        "Zugang zur Videokonferenz": (
            "auf der Seite des Treffens" if shown["has_video"] else "noch nicht angegeben"
        ),
    }


def _answers(meeting, batch, mail) -> list[dict]:
    """What the reader's counties have answered, for those that have."""
    return [
        {"district": district, "attends": reply == Reply.ATTENDS}
        for district in batch.counties[mail.recipient_id]
        if (reply := batch.answers.get((meeting.pk, district.pk)))
    ]


def _listed(districts) -> str:
    return " und ".join(accusative(district) for district in districts)
