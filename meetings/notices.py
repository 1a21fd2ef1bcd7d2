"""What the portal sends about meetings by itself: computed in each pass, never scheduled ahead.

A meeting that was changed a moment ago waits until the change has settled.
"""

from collections import defaultdict
from datetime import datetime

from django.db.models import Case, F, Q, When
from django.db.models.functions import Greatest

from mailroom.registers import notice
from members.models import Mandate

from .models import Attendee, DatePoll, Meeting, Registration
from .owing import Owed, owe
from .poll_mails import poll_deadline
from .reminding import LONGEST, answer_deadline, start
from .snapshot import payload
from .stages import Mode, Stage
from .suiting import complete_answers


@notice
def remind(now: datetime) -> None:
    """Remind those who come to a meeting that it is near."""
    meetings = Meeting.objects.settled(now).filter(
        stage=Stage.ANNOUNCED, starts_at__gt=now, starts_at__lt=now + LONGEST
    )
    meetings = [meeting for meeting in meetings if start(meeting).due(now)]
    coming = _coming(meetings)
    owe(
        [
            Owed(
                "meeting_reminder",
                f"meeting:{meeting.pk}:reminder",
                start(meeting),
                coming[meeting.pk],
                payload(meeting),
            )
            for meeting in meetings
        ],
        now,
    )


@notice
def remind_of_answers(now: datetime) -> None:
    """Remind the people of counties that have not answered that the deadline is near.

    Not when the meeting was announced later than that: then the invitation
    itself has just said so.
    """
    meetings = (
        Meeting.objects.settled(now)
        .awaiting_answers(now)
        .filter(answer_by__lt=now + LONGEST)
        .with_circle()
    )
    meetings = [meeting for meeting in meetings if answer_deadline(meeting).due(now)]
    if not meetings:
        return
    answered, people_of = _answered(meetings), _people_of_counties(now)
    owe(
        [
            Owed(
                "answer_reminder",
                f"meeting:{meeting.pk}:answer",
                answer_deadline(meeting),
                {
                    person: meeting.announced_at
                    for district in _asked(meeting, people_of) - answered[meeting.pk]
                    for person in people_of[district]
                },
                payload(meeting, answer_by=meeting.answer_by.isoformat()),
            )
            for meeting in meetings
        ],
        now,
    )


@notice
def remind_of_polls(now: datetime) -> None:
    """Remind the people of counties that have not answered a date poll that time runs out."""
    polls = DatePoll.objects.awaiting_answers(now).filter(answer_by__lt=now + LONGEST)
    polls = polls.with_circle()
    polls = [poll for poll in polls if poll_deadline(poll).due(now)]
    if not polls:
        return
    complete, people_of = complete_answers(polls), _people_of_counties(now)
    owe(
        [
            Owed(
                "poll_reminder",
                f"poll:{poll.pk}:answer",
                poll_deadline(poll),
                {
                    person: poll.opened_at
                    for district in _asked(poll, people_of)
                    if (poll.pk, district) not in complete
                    for person in people_of[district]
                },
                {"poll": poll.pk, "answer_by": poll.answer_by.isoformat()},
            )
            for poll in polls
        ],
        now,
    )


def _asked(meeting, counties) -> set[str]:
    """Of ``counties``, by key, those in the circle of the meeting or poll."""
    return set(counties) if meeting.seen_by is None else set(counties) & set(meeting.seen_by)


def _coming(meetings) -> dict[int, dict[int, datetime]]:
    """Who comes to each of ``meetings``, and since when that is so: first answered, or moved up."""
    coming = defaultdict(dict)
    if meetings:
        rows = Attendee.objects.coming().filter(
            registration__meeting__in=meetings, person__isnull=False
        )
        seated = Q(mode=Mode.ON_SITE, registration__moved_up_at__isnull=False)
        answered, moved_up = F("registration__answered_at"), F("registration__moved_up_at")
        since = Case(When(seated, then=Greatest(answered, moved_up)), default=answered)
        for meeting, person, at in (
            rows.annotate(since=since)
            .order_by("-since")
            .values_list("registration__meeting_id", "person_id", "since")
        ):
            coming[meeting][person] = at
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
