"""The mails about meetings: who gets them, whether they are still due, how they read."""

from datetime import datetime

from forum_portal import dates
from mailroom.models import Mail
from mailroom.registers import Calendar, register
from mailroom.stages import Policy, Priority, State
from members.models import District, Mandate, Person

from . import ical, minutes_mails, poll_mails
from .agenda import timetable
from .batch import TOLD_BY
from .meeting_mail import MeetingMail
from .models import Attendee, Meeting, Proposal, Registration
from .reminding import answer_deadline, start
from .representing import counties_of, invited_to, mode_at
from .snapshot import as_shown, snapshot
from .stages import ProposalStage, Stage
from .wording import accusative, capitalised, coming_in_words, listed, nominative

for kind in [*poll_mails.KINDS, *minutes_mails.KINDS]:
    register(kind)


class AnnouncedMail(MeetingMail):
    """What is announced to all people of the counties in the circle and of partners at once."""

    priority = Priority.INVITATION

    def concerns(self, person, now):
        return super().concerns(person, now) or bool(person.partners(now))

    def recipients(self, payload, now):
        meeting = Meeting.objects.get(pk=payload["meeting"])
        return invited_to(meeting, now).values_list("pk", flat=True)


def _is_current(mail, meeting, now) -> bool:
    """Whether the meeting still stands as it did when the mail was owed."""
    return (
        meeting.stage == Stage.ANNOUNCED
        and meeting.sequence == mail.payload["sequence"]
        and meeting.starts_at > now
    )


def _is_near(mail, meeting, now) -> bool:
    """Whether it is time for just this reminder, and the meeting as it was when it was owed."""
    is_time = start(meeting).is_latest(mail.payload["reminder"], now)
    return is_time and _is_current(mail, meeting, now)


def _awaits_answer(mail, meeting, now) -> bool:
    return (
        meeting.answer_by is not None
        and meeting.answer_by.isoformat() == mail.payload["answer_by"]
        and answer_deadline(meeting).is_latest(mail.payload["reminder"], now)
        and _is_current(mail, meeting, now)
        and meeting.takes_answers(now)
    )


def _request(mail, meeting, now, as_partner) -> Calendar:
    address = mail.recipient.address_for_mail
    return Calendar("REQUEST", ical.request(meeting, address, now, as_partner))


@register
class MeetingInvited(AnnouncedMail):
    """The announcement of a meeting; overtaken by ``meeting_changed`` if it changed since."""

    name = "meeting_invited"
    label = "Einladungen zu Treffen"
    overtaken = "Das Treffen stand nicht mehr so fest, wie es in dieser Mail gestanden hätte."

    def recipients(self, payload, now):
        """Of ``districts`` and ``partners`` that came later those who have not been invited."""
        people = super().recipients(payload, now)
        if "districts" not in payload:
            return people
        owed = Mail.objects.filter(kind__in=TOLD_BY, payload__meeting=payload["meeting"])
        owed = owed.exclude(state=State.CANCELLED)
        new = Person.objects.acting_for(payload["districts"], now, payload.get("partners", []))
        new = new.exclude(pk__in=owed.values("recipient"))
        return people.filter(pk__in=new.values("pk"))

    def is_due(self, mail, meeting, now):
        return _is_current(mail, meeting, now)

    def write(self, mail, meeting, batch, now):
        if not _is_current(mail, meeting, now):
            return None
        districts = batch.counties_at(meeting, mail)
        as_partner = not districts
        by_poll = [one for one in districts if _is_from_poll(batch, meeting, one)]
        asked = [one for one in districts if one not in by_poll]
        return self.compose(
            "invited",
            mail,
            meeting,
            now,
            subject=f"Einladung: {meeting.title}, {dates.short_date(meeting.starts_at)}",
            calendar=_request(mail, meeting, now, as_partner),
            as_partner=as_partner,
            for_whom=listed(map(accusative, asked)),
            by_poll=capitalised(listed(map(nominative, by_poll))) if by_poll else "",
            are=" sind" if by_poll[1:] else " ist",
            takes_answers=meeting.takes_answers(now) and not as_partner,
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
    overtaken = "Für die Person hatte sich nichts geändert, oder eine spätere Mail sagt es."

    def recipients(self, payload, now):
        """Nobody, if the meeting has changed again since: the later change tells all."""
        meetings = Meeting.objects.filter(pk=payload["meeting"], stage=Stage.ANNOUNCED)
        if not meetings.filter(sequence=payload["sequence"]).exists():
            return []
        return super().recipients(payload, now)

    def write(self, mail, meeting, batch, now):
        if not _is_current(mail, meeting, now):
            return None
        told = batch.told[meeting.pk, mail.recipient_id]
        if told.nothing:
            return super().write(mail, meeting, batch, now)
        after = snapshot(meeting)
        known = told.known(mail.payload["before"])
        before = next((shown for shown in known if shown != after), None)
        if before is None:
            return None
        as_partner = not batch.counties_at(meeting, mail)
        is_moved = any(before[name] != after[name] for name in ("starts_at", "ends_at"))
        return self.compose(
            "changed",
            mail,
            meeting,
            now,
            subject=f"{'Verschoben' if is_moved else 'Geändert'}: {meeting.title}, "
            f"{dates.short_date(meeting.starts_at)}",
            calendar=_request(mail, meeting, now, as_partner),
            as_partner=as_partner,
            is_moved=is_moved,
            attendee=_otherwise(before, batch.attending.get((meeting.pk, mail.recipient_id))),
            changes=_changes(before, after),
            answers=_answers(meeting, batch, mail),
            takes_answers=meeting.takes_answers(now) and not as_partner,
        )


@register
class MeetingCancelled(AnnouncedMail):
    """A meeting that the reader was invited to does not take place.

    It is told as the reader knows it: what was changed right before and never
    told would only raise the question which meeting is meant.
    """

    name = "meeting_cancelled"
    label = "Absagen von Treffen"
    overtaken = "Die Person war zu dem Treffen nie eingeladen worden, oder es war vorbei."

    def is_due(self, mail, meeting, now):
        return meeting.stage == Stage.CANCELLED and meeting.ends_at > now

    def write(self, mail, meeting, batch, now):
        if not self.is_due(mail, meeting, now):
            return None
        told = batch.told[meeting.pk, mail.recipient_id]
        last = told.last()
        if told.was_owed and not last and not _answers(meeting, batch, mail):
            return None
        if last:
            meeting = as_shown(meeting, last["shown"])
        cancelled = ical.cancellation(meeting, mail.recipient.address_for_mail, now)
        return self.compose(
            "cancelled",
            mail,
            meeting,
            now,
            subject=f"Abgesagt: {meeting.title}, {dates.short_date(meeting.starts_at)}",
            as_partner=not batch.counties_at(meeting, mail),
            calendar=Calendar("CANCEL", cancelled),
        )


@register
class MeetingMovedUp(MeetingMail):
    """A county that waited for seats on site has them now; to all who act for it."""

    name = "meeting_moved_up"
    label = "Nachrücken von der Warteliste"
    overtaken = "Der Landkreis hatte inzwischen anders geantwortet, oder das Treffen lag anders."
    priority = Priority.INVITATION

    def write(self, mail, meeting, batch, now):
        registration = batch.moved_up.get(mail.payload["registration"])
        if not self._has_seats(registration, meeting, now):
            return None
        if registration.district not in batch.counties[mail.recipient_id]:
            return None
        return self.compose(
            "moved_up",
            mail,
            meeting,
            now,
            subject=f"Platz vor Ort: {meeting.title}, {dates.short_date(meeting.starts_at)}",
            county=capitalised(nominative(registration.district)),
            coming=capitalised(coming_in_words(registration)),
            takes_answers=meeting.takes_answers(now),
        )

    def is_due(self, mail, meeting, now):
        answers = Registration.objects.prefetch_related("attendees")
        registration = answers.filter(pk=mail.payload["registration"]).first()
        return self._has_seats(registration, meeting, now)

    @staticmethod
    def _has_seats(registration, meeting, now) -> bool:
        is_ahead = meeting.stage == Stage.ANNOUNCED and meeting.starts_at > now
        has_seats = registration is not None and registration.attends and registration.on_site
        return bool(is_ahead and has_seats and not registration.waits_since)


@register
class MeetingReminder(MeetingMail):
    """A meeting is near; to those who come to it themselves."""

    name = "meeting_reminder"
    label = "Erinnerungen an Treffen"
    overtaken = "Die Person war nicht mehr angemeldet, oder das Treffen lag inzwischen anders."
    priority = Priority.REMINDER
    can_unsubscribe = True

    def write(self, mail, meeting, batch, now):
        attendee = batch.attending.get((meeting.pk, mail.recipient_id))
        if attendee is None or not _is_near(mail, meeting, now):
            return None
        when = _when(meeting, now)
        return self.compose(
            "reminder",
            mail,
            meeting,
            now,
            subject=f"Erinnerung: {meeting.title}, {when}",
            attendee=attendee,
            when=capitalised(when),
        )

    def is_due(self, mail, meeting, now):
        attending = Attendee.objects.coming().filter(
            registration__meeting=meeting, person=mail.recipient_id
        )
        return _is_near(mail, meeting, now) and attending.exists()


@register
class AnswerReminder(MeetingMail):
    """The answer deadline is near, and the reader's county has not answered."""

    name = "answer_reminder"
    label = "Erinnerungen an Antwortfristen"
    overtaken = "Der Landkreis hatte schon geantwortet, oder die Frist lag inzwischen anders."
    priority = Priority.REMINDER
    can_unsubscribe = True

    def write(self, mail, meeting, batch, now):
        silent = [
            district
            for district in batch.counties_at(meeting, mail)
            if (meeting.pk, district.pk) not in batch.answers
        ]
        if not silent or not _awaits_answer(mail, meeting, now):
            return None
        return self.compose(
            "answer_reminder",
            mail,
            meeting,
            now,
            subject=f"Bitte antworten Sie bis {dates.short_date(meeting.answer_by)}: "
            f"{meeting.title}",
            for_whom=listed(map(accusative, silent)),
        )

    def is_due(self, mail, meeting, now):
        acts = Mandate.objects.running(now).filter(
            person=mail.recipient_id, district__in=counties_of(meeting, now)
        )
        answered = meeting.registrations.values("district")
        return _awaits_answer(mail, meeting, now) and acts.exclude(district__in=answered).exists()


@register
class ProposalDecided(MeetingMail):
    """An item that the reader's county proposed comes on the agenda, or does not."""

    name = "proposal_decided"
    label = "Entscheidungen über Vorschläge zur Tagesordnung"
    overtaken = "Die Person vertrat den Landkreis nicht mehr, oder das Treffen hatte begonnen."
    policy = Policy.ROUTINE
    priority = Priority.REMINDER
    can_unsubscribe = True
    can_wait = False

    def recipients(self, payload, now):
        districts = District.objects.filter(proposals=payload["proposal"])
        people = Person.objects.receiving(now).acting_for(districts, now)
        return people.distinct().values_list("pk", flat=True)

    def is_due(self, mail, meeting, now):
        acts = Mandate.objects.running(now).filter(
            person=mail.recipient_id, district__proposals=mail.payload["proposal"]
        )
        return meeting.stage == Stage.ANNOUNCED and meeting.starts_at > now and acts.exists()

    def write(self, mail, meeting, batch, now):
        proposal = Proposal.objects.select_related("district").get(pk=mail.payload["proposal"])
        acts_for = batch.counties[mail.recipient_id]
        if proposal.district not in acts_for or not self.is_due(mail, meeting, now):
            return None
        accepted = proposal.stage == ProposalStage.ACCEPTED
        what = "Auf der Tagesordnung" if accepted else "Nicht aufgenommen"
        return self.compose(
            "proposal_decided",
            mail,
            meeting,
            now,
            subject=f"{what}: {proposal.title}",
            what=what,
            accepted=accepted,
            proposal=proposal,
            for_whom=accusative(proposal.district),
        )


def _when(meeting, now) -> str:
    """in 2 Tagen um 9:30 Uhr; a meeting of whole days: in 2 Tagen, ganztägig"""
    hour = dates.hour(meeting.starts_at, meeting.ends_at)
    sign = "," if meeting.is_all_day else " um"
    return f"{dates.days_away(meeting.starts_at, now)}{sign} {hour}"


def _is_from_poll(batch, meeting, district) -> bool:
    answer = batch.answers.get((meeting.pk, district.pk))
    return answer is not None and answer.from_poll


def _agenda(meeting, batch) -> list[dict]:
    """The rows of the agenda as the mail's parts want them."""
    return [
        {
            "lead": slot.lead,
            "title": slot.item.title if slot.item else "Ende",
            "text": slot.item.speaker if slot.item else "",
        }
        for slot in timetable(meeting, batch.agendas[meeting.pk])
    ]


def _otherwise(before: dict, attendee: Attendee | None) -> Attendee | None:
    """The reader as attendee, if they come in another way than at the meeting they know."""
    if attendee is None or mode_at(before["format"], attendee.chosen_mode) == attendee.mode:
        return None
    return attendee


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
        {
            "district": district,
            "attends": answer.attends,
            "waits": answer.waits_since and meeting.is_on_site,
        }
        for district in batch.counties[mail.recipient_id]
        if (answer := batch.answers.get((meeting.pk, district.pk)))
    ]
