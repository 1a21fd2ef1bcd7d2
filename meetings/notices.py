"""What the portal sends about meetings by itself: computed in each pass, never scheduled ahead."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db.models import Max, Q

from mailroom import ledger
from mailroom.models import Mail
from mailroom.registers import notice
from mailroom.services import hand_in
from mailroom.stages import State
from members.models import Mandate

from .models import Attendee, Meeting, Registration
from .reminding import answer_reminder_due, reminder_due
from .snapshot import snapshot
from .stages import Reply, Stage, Verb

# Wider than any reminder reaches ahead, to ask the database with plain instants.
FAR_AHEAD = timedelta(days=4)

CHANGED_AT = Max("events__at", filter=Q(events__verb__in=[Verb.MOVED, Verb.CHANGED]))


@notice
def remind(now: datetime) -> None:
    """Remind those who come to a meeting two days and two hours before it begins."""
    due = {
        meeting: reminder
        for meeting in Meeting.objects.settled(now)
        .filter(stage=Stage.ANNOUNCED, starts_at__gt=now, starts_at__lt=now + FAR_AHEAD)
        .annotate(changed_at=CHANGED_AT)
        if (reminder := reminder_due(meeting, now))
    }
    occasions = {
        meeting: f"meeting:{meeting.pk}:reminder:{name}:{_stamp(meeting.starts_at)}"
        for meeting, (name, _, _) in due.items()
    }
    coming, written = _coming(due), _written(occasions.values())
    for meeting, (name, since, until) in due.items():
        people = {person for person, answered in coming[meeting.pk] if answered <= since}
        rows = written[occasions[meeting]]
        _revive(rows, people, meeting, now)
        _hand_in(
            "meeting_reminder",
            occasions[meeting],
            people - rows.keys(),
            {
                "meeting": meeting.pk,
                "reminder": name,
                "starts_at": snapshot(meeting)["starts_at"],
            },
            now,
            until,
        )


@notice
def remind_of_answers(now: datetime) -> None:
    """Remind the people of counties that have not answered, three days before the deadline.

    Not when the meeting was announced later than that: then the invitation
    itself has just said so.
    """
    meetings = [
        meeting
        for meeting in Meeting.objects.settled(now)
        .awaiting_answers(now)
        .filter(answer_by__lt=now + FAR_AHEAD)
        .annotate(changed_at=CHANGED_AT)
        if meeting.announced_at <= answer_reminder_due(meeting) <= now
    ]
    if not meetings:
        return
    occasions = {
        meeting: f"meeting:{meeting.pk}:answer:3d:{_stamp(meeting.answer_by)}"
        for meeting in meetings
    }
    answered, people_of = _answered(meetings), _people_of_counties(now)
    written = _written(occasions.values())
    for meeting, occasion in occasions.items():
        silent = people_of.keys() - answered[meeting.pk]
        people = {person for district in silent for person in people_of[district]}
        _revive(written[occasion], people, meeting, now)
        _hand_in(
            "answer_reminder",
            occasion,
            people - written[occasion].keys(),
            {"meeting": meeting.pk, "answer_by": meeting.answer_by.isoformat()},
            now,
            meeting.answer_by,
        )


def _hand_in(kind, occasion, people, payload, now, until) -> None:
    if people:
        hand_in(
            kind,
            occasion=occasion,
            people=sorted(people),
            payload=payload,
            now=now,
            valid_until=until,
        )


def _stamp(instant: datetime) -> str:
    return f"{instant:%Y-%m-%dT%H:%MZ}"


def _coming(meetings) -> dict[int, list]:
    """Who comes to each of ``meetings``, and when the county said so."""
    coming = defaultdict(list)
    if meetings:
        rows = Attendee.objects.filter(
            registration__meeting__in=meetings,
            registration__reply=Reply.ATTENDS,
            person__isnull=False,
        )
        for meeting, person, answered in rows.values_list(
            "registration__meeting_id", "person_id", "registration__answered_at"
        ):
            coming[meeting].append((person, answered))
    return coming


def _answered(meetings) -> dict[int, set]:
    answered = defaultdict(set)
    for meeting, district in Registration.objects.filter(meeting__in=meetings).values_list(
        "meeting_id", "district_id"
    ):
        answered[meeting].add(district)
    return answered


def _people_of_counties(now) -> dict[str, set]:
    people = defaultdict(set)
    for district, person in (
        Mandate.objects.running(now)
        .filter(district__isnull=False)
        .values_list("district_id", "person_id")
    ):
        people[district].add(person)
    return people


def _written(occasions) -> dict[str, dict[int, Mail]]:
    """Each person's mail for ``occasions``, so that a pass writes nothing twice."""
    written = defaultdict(dict)
    if occasions:
        rows = Mail.objects.filter(occasion__in=list(occasions))
        for mail in rows.only("occasion", "recipient_id", "state", "settled_at"):
            written[mail.occasion][mail.recipient_id] = mail
    return written


def _revive(written: dict[int, Mail], people, meeting, now) -> None:
    """Owe again what was withdrawn unsent while the meeting stood elsewhere.

    It is the same row, so that nobody is reminded of one start twice; it is
    written anew, since the meeting may read otherwise by now.
    """
    withdrawn = [
        mail.pk
        for person, mail in written.items()
        if person in people
        and mail.state == State.CANCELLED
        and meeting.changed_at
        and mail.settled_at <= meeting.changed_at
    ]
    if withdrawn:
        ledger.owe_again(Mail.objects.filter(pk__in=withdrawn), now)
