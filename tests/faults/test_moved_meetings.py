"""Row 12 of the fault table: meetings that are moved and called off at the most awkward moments.

What must arrive is not asked of the portal's own rules: after each pass the reader
must know of each meeting exactly how it stands, and have been reminded of it once.
"""

import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from email import message_from_bytes
from email.policy import default
from itertools import pairwise

import pytest
from django.db import connection

from forum_portal import dates
from forum_portal.clock import BERLIN
from mailroom import passes
from meetings.models import Meeting
from meetings.services import planning
from meetings.stages import Stage
from meetings.wall_time import instant
from tests.factories.meetings import SETTLE, THURSDAY, make_meeting, make_registration, move
from tests.factories.members import DAY, HOUR, MINUTE, NOON
from tests.servers.relay import Meanwhile

from .conftest import Row

pytestmark = pytest.mark.django_db(transaction=True)

SECOND, QUARTER = timedelta(seconds=1), timedelta(minutes=15)
SIZES = [
    pytest.param(8, 14, id="short"),
    pytest.param(100, 32, id="full", marks=pytest.mark.long),
]


@dataclass
class Act:
    """Somebody of the office moves a meeting, or calls it off where there is no new start.

    ``while_claimed``: at the moment at which a sender has opened an envelope.
    """

    at: datetime
    meeting: int
    starts_at: datetime | None
    while_claimed: bool = False


@dataclass
class Story:
    """What the reader was told, beside what was true at that moment."""

    truth: dict[int, datetime | None] = field(default_factory=dict)
    known: dict[int, datetime | None] = field(default_factory=dict)
    told: Counter = field(default_factory=Counter)
    reminded: Counter = field(default_factory=Counter)
    wrong: list = field(default_factory=list)
    missing: set = field(default_factory=set)
    settles_at: dict[int, datetime] = field(default_factory=dict)

    @property
    def twice(self) -> int:
        return sum(count - 1 for count in self.reminded.values())

    def hear(self, message, meeting: int, now: datetime) -> None:
        """One mail has arrived."""
        subject, truth = message["Subject"].replace(dates.NBSP, " "), self.truth[meeting]
        what = subject.partition(":")[0]
        self.told[what] += 1
        if what == "Abgesagt":
            self.expect(truth is None and self.known[meeting] is not None, subject)
            self.known[meeting] = None
        elif what == "Erinnerung":
            self.expect(truth is not None and subject.endswith(reminder_of(truth, now)), subject)
            self.reminded[meeting, which_reminder(truth, now), truth] += 1
        else:
            self.expect(truth is not None and starts_in(message) == truth, subject)
            self.expect(self.known.get(meeting) != truth, subject)
            self.known[meeting] = truth

    def expect(self, is_right: bool, subject: str) -> None:
        if not is_right:
            self.wrong.append(subject)

    def look(self, now: datetime) -> None:
        """Everything that had to be said by now was said; an edit has time to settle."""
        for meeting, truth in self.truth.items():
            if truth is not None and truth <= now or now < self.settles_at.get(meeting, now):
                continue
            if self.known.get(meeting) != truth:
                self.missing.add((meeting, now))
            name = which_reminder(truth, now)
            if name and not self.reminded[meeting, name, truth]:
                self.missing.add((meeting, name, truth))


def which_reminder(starts_at: datetime | None, now: datetime) -> str:
    """The reminder whose time it is: two days before on the clock, or two hours before."""
    if starts_at is None or now >= starts_at - QUARTER:
        return ""
    if now >= starts_at - 2 * HOUR:
        return "2h"
    return "2d" if now >= starts_at - 2 * DAY else ""  # no clock changes in December


def reminder_of(starts_at: datetime, now: datetime) -> str:
    when = f", {dates.days_away(starts_at, now)} um {dates.clock_time(starts_at)}"
    return when.replace(dates.NBSP, " ")


def starts_in(message) -> datetime:
    """The start that the calendar file of ``message`` gives."""
    [calendar] = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    event = calendar.get_content().partition("BEGIN:VEVENT")[2]
    stamp = event.partition("DTSTART;TZID=Europe/Berlin:")[2][:15]
    return datetime.strptime(stamp, "%Y%m%dT%H%M%S").replace(tzinfo=BERLIN)


def fates(dice, meeting: Meeting) -> list[Act]:
    """What happens to one meeting; the dice say which of it and when."""
    start = meeting.starts_at
    due = dice.choice([start - 2 * DAY, start - 2 * HOUR])
    later = start + dice.randint(2, 12) * QUARTER
    soon = due + dice.randint(5, 50) * MINUTE
    early = due - dice.randint(5, 50) * MINUTE
    pk = meeting.pk
    return dice.choice(
        [
            [],
            [Act(early, pk, later)],
            [Act(soon, pk, later)],
            [Act(due, pk, later, while_claimed=True)],
            [Act(soon, pk, later), Act(soon + 10 * SECOND, pk, start)],
            [Act(early, pk, later), Act(soon, pk, start)],
            [Act(due - SECOND, pk, None)],
            [Act(due, pk, None, while_claimed=True)],
            [Act(soon, pk, None)],
            [Act(early, pk, later), Act(soon, pk, None)],
            [Act(due, pk, later, while_claimed=True), Act(soon, pk, start)],
        ]
    )


class World:
    """The meetings, the office that changes them, and the reader's mailbox."""

    def __init__(self, office, relay):
        self.office, self.relay, self.story = office, relay, Story()
        self.read, self.waiting = 0, 0

    def add(self, number: int, dice) -> Meeting:
        start = time(9 + number % 3, dice.choice([0, 15, 30, 45]))
        ends = {"ends_on": THURSDAY + DAY, "ends_time": time(18)}
        title = f"Treffen {number}."
        meeting = make_meeting(self.office, answer_by=None, starts_time=start, title=title, **ends)
        self.story.truth[meeting.pk] = meeting.starts_at
        return meeting

    def do(self, act: Act, now: datetime) -> None:
        meeting = Meeting.objects.get(pk=act.meeting)
        if act.starts_at is None:
            planning.cancel_meeting(meeting, by=self.office, now=now)
            self.story.settles_at.pop(act.meeting, None)
        else:
            local = act.starts_at.astimezone(BERLIN)
            when = {"starts_on": local.date(), "starts_time": local.time()}
            move(meeting, self.office, now=now, **when)
            self.story.settles_at[act.meeting] = now + SETTLE
        self.story.truth[act.meeting] = act.starts_at

    def do_while_claimed(self, act: Act, now: datetime) -> None:
        """In the mail server's own thread, while a sender waits for its answer to RCPT."""

        def happens():
            try:
                self.open_mail(now)
                self.do(act, now)
                self.waiting -= 1
            finally:
                connection.close()

        self.waiting += 1
        self.relay.on("RCPT", Meanwhile(happens))

    def look(self, now: datetime) -> None:
        """Passes until there is nothing more to send, then the mailbox is read."""
        passes.run(now)
        while passes.run(now).sent:
            continue
        self.open_mail(now)
        self.story.look(now)

    def open_mail(self, now: datetime) -> None:
        for stored in self.relay.stored[self.read :]:
            message = message_from_bytes(stored.message, policy=default)
            if message["References"]:  # it belongs to a meeting
                self.story.hear(message, self.which(message), now)
            self.read += 1

    def which(self, message) -> int:
        title = "Treffen " + message["Subject"].partition("Treffen ")[2].partition(".")[0] + "."
        return Meeting.objects.get(title=title).pk


@pytest.mark.parametrize(("count", "quarters"), SIZES)
def test_who_reads_the_mail_knows_how_each_meeting_stands(
    count, quarters, office, celle_officer, relay, account
):
    seed = 12
    dice, world, acts = random.Random(seed), World(office, relay), defaultdict(list)
    for number in range(count):
        meeting = world.add(number, dice)
        make_registration(meeting, celle_officer)
        for act in fates(dice, meeting):
            acts[act.at].append(act)
    world.look(NOON)

    for now, following in pairwise(moments(acts, quarters)):
        for act in acts[now]:
            if act.while_claimed:
                world.do_while_claimed(act, now)
            else:
                world.do(act, now)
        if following - now > 10 * SECOND:  # nobody looked in between
            world.look(now)

    story = world.story
    account.add(
        Row(
            f"{count} meetings moved and called off",
            seed=str(seed),
            recipients=len(story.reminded) + len(story.missing),
            faults=f"{sum(map(len, acts.values()))} changes",
            stored=story.told.total(),
            lost=len(story.missing),
            twice=story.twice,
        )
    )
    assert world.waiting == 0
    assert story.wrong == []
    assert story.missing == set()
    assert story.twice == 0
    assert Meeting.objects.filter(stage=Stage.CANCELLED).count() == story.told["Abgesagt"]


def moments(acts, quarters: int) -> list[datetime]:
    """Each quarter of an hour in which a reminder may fall due, each act, and when it settles."""
    first = instant(THURSDAY - 2 * DAY, time(9)), instant(THURSDAY, time(7))
    regular = {began + number * QUARTER for began in first for number in range(quarters)}
    return sorted(regular | set(acts) | {at + SETTLE for at in acts})
