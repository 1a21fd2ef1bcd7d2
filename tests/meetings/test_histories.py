"""A hundred meetings that are moved, moved back, changed and cancelled at random.

Whatever the office does, nobody reads a time that does not hold, nobody reads
anything twice, and at the end who comes has heard what is true. The clock ticks
through the time at which reminders fall due, and the mail server refuses a mail
now and then.
"""

import re
from dataclasses import dataclass
from datetime import time, timedelta
from email import message_from_bytes
from email.policy import default
from random import Random

import pytest

from forum_portal import dates
from mailroom.models import Mail
from meetings import ical
from meetings.services import planning
from meetings.stages import Stage
from meetings.wall_time import instant
from tests.factories.meetings import THURSDAY, make_meeting, make_registration, move
from tests.factories.members import DAY, MINUTE, NOON

HISTORIES, STEPS, TICK = 100, 4, timedelta(seconds=30)
BEGIN = instant(THURSDAY, time(7, 20))
# The reminders before all these starts fall due within the hour after BEGIN.
KINDS = [
    (["2h"], THURSDAY, [time(9, 30), time(9, 45), time(10), time(10, 15)]),
    (["2d"], THURSDAY + 2 * DAY, [time(7, 25), time(7, 30), time(7, 45), time(8)]),
]
VENUES = ["Kreishaus", "Bürgerhaus", "Rathaus"]
PAUSES = [1, 20, 45, 90, 119, 121, 150, 170, 200]  # seconds between two edits
AFTERWARDS = [2, 4, 10, 20, 40, 60]  # minutes after the last

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Heard:
    """One mail about a meeting: its first word, and the time and place that it names."""

    word: str
    told: tuple[str, str]


class History:
    """What the office does to one meeting, drawn from its own seed, and what its attendee hears."""

    def __init__(self, seed, office, attendee):
        reminders, day, self.times = KINDS[seed % 2]
        self.seed, self.office, self.dice = seed, office, Random(seed)
        self.meeting = make_meeting(
            office,
            starts_on=day,
            ends_on=day,
            starts_time=self.times[0],
            answer_by=None,
            reminders=reminders,
        )
        make_registration(self.meeting, attendee)
        self.heard, self.is_late = [], False
        self.steps = [BEGIN]
        for _ in range(STEPS):
            self.steps.append(self.steps[-1] + timedelta(seconds=self.dice.choice(PAUSES)))

    def go_on(self, now):
        """Take the steps up to ``now``, each at its moment."""
        while self.steps and self.steps[0] <= now:
            moment = self.steps.pop(0)
            if self.meeting.stage == Stage.ANNOUNCED:
                self.edit(moment)

    def edit(self, now):
        draw, by = self.dice.random(), self.office
        if draw < 0.6:
            move(self.meeting, by, now=now, starts_time=self.dice.choice(self.times))
        elif draw < 0.95:
            venue = self.dice.choice(VENUES)
            planning.change_meeting(self.meeting, venue=venue, by=by, now=now)
        else:
            planning.cancel_meeting(self.meeting, by=by, now=now)

    @property
    def truth(self):
        when = dates.span(self.meeting.starts_at, self.meeting.ends_at)
        return when.replace(dates.NBSP, " "), ical.location(self.meeting)

    def hear(self, one: Heard):
        """Compare a mail that has just arrived with the truth, and with what came before it."""
        before = self.heard
        known = before[-1].told if one.word == "Abgesagt" else self.truth
        is_off, repeated = self.meeting.stage == Stage.CANCELLED, is_repeated(one, before)
        before.append(one)
        assert one.told == known, self.story("a wrong time or place")
        assert is_off == (one.word == "Abgesagt"), self.story("no longer true")
        assert not repeated, self.story("told twice")
        if one.word == "Erinnerung" and not self.is_late:
            announced = [e.told for e in before if e.word != "Erinnerung"]
            assert one.told == announced[-1], self.story("reminded of what was never announced")

    def end(self):
        """What was heard last is true, and of the time that holds there was one reminder."""
        heard = self.heard
        if self.meeting.stage == Stage.CANCELLED:
            assert heard[-1].word == "Abgesagt", self.story("not told of the end")
            return
        told = [one.told for one in heard if one.word != "Erinnerung"]
        reminded = [one.told[0] for one in heard if one.word == "Erinnerung"]
        assert told[-1] == heard[-1].told == self.truth, self.story("not told the truth")
        assert reminded.count(self.truth[0]) == 1, self.story("not reminded")

    def story(self, what):
        return f"seed {self.seed}: {what}\n{self.truth}\n{self.heard}"


def is_repeated(one: Heard, before: list[Heard]) -> bool:
    """A mail about a change puts the calendar right, also when a reminder has said the same."""
    if one.word in ("Erinnerung", "Abgesagt"):
        return any(e.word == one.word and e.told[0] == one.told[0] for e in before)
    announced = [e for e in before if e.word != "Erinnerung"]
    return bool(before) and announced[-1].told == before[-1].told == one.told


def parsed(stored):
    """The id of the meeting that a message is about, and what it says; None if about none."""
    message = message_from_bytes(stored.message, policy=default)
    about = re.match(r"<meeting-(\d+)@", message["References"] or "")
    if about is None:
        return None
    text = message.get_body(("plain",)).get_content().replace(dates.NBSP, " ")
    facts = dict(re.findall(r"^(Termin|Ort): (.*?)\r?$", text, re.MULTILINE))
    return int(about[1]), Heard(message["Subject"].split(":")[0], (facts["Termin"], facts["Ort"]))


def deliver(mailboxes, histories, now):
    """Passes until nothing waits; what came is read."""
    already = len(mailboxes.relay.stored)
    while mailboxes.deliver(now).more:
        pass
    for mail in Mail.objects.filter(attempts__code=451, payload__has_key="meeting"):
        histories[mail.payload["meeting"]].is_late = True
    for stored in mailboxes.relay.stored[already:]:
        if found := parsed(stored):
            histories[found[0]].hear(found[1])


def test_nobody_hears_what_does_not_hold_and_all_hear_the_truth_at_the_end(
    mailboxes, office, celle_officer
):
    drawn = [History(seed, office, celle_officer) for seed in range(HISTORIES)]
    histories, weather, now = {h.meeting.pk: h for h in drawn}, Random(0), BEGIN
    deliver(mailboxes, histories, NOON)

    while any(history.steps for history in drawn):
        for history in drawn:
            history.go_on(now)
        mailboxes.relay.on("RCPT", *["451 try later"] * weather.choice([0, 0, 1, 4]))
        deliver(mailboxes, histories, now)
        now += TICK
    for minutes in AFTERWARDS:
        deliver(mailboxes, histories, now + minutes * MINUTE)

    for history in drawn:
        history.end()
    words = [one.word for history in drawn for one in history.heard]
    assert {"Einladung", "Verschoben", "Geändert", "Abgesagt", "Erinnerung"} == set(words)
