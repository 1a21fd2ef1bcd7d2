"""Whichever day somebody starts the demo on, the network is whole and plausible."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from forum_portal.clock import BERLIN
from meetings.ahead import next_meeting, open_answers
from meetings.models import Event, Meeting, Registration
from meetings.stages import Stage
from members.models import Person

MIDNIGHT = datetime(2026, 11, 23, 0, 5, tzinfo=BERLIN)
WEEK = [MIDNIGHT + timedelta(days=days, hours=9) for days in range(7)]

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.parametrize(
        "built",
        [MIDNIGHT, *WEEK],
        indirect=True,
        scope="module",
        ids=lambda now: f"{now:%a-%H}",
    ),
]


def test_the_network_can_be_built(built):
    stages = Counter(Meeting.objects.values_list("stage", flat=True))
    assert stages == {Stage.HELD: 3, Stage.ANNOUNCED: 2, Stage.DRAFT: 1, Stage.CANCELLED: 1}
    assert not Event.objects.filter(at__gt=built).exists()
    assert {m.starts_on.weekday() for m in Meeting.objects.all()} <= {1, 2, 3}
    deadlines = [m.answer_by.astimezone(BERLIN) for m in Meeting.objects.exclude(answer_by=None)]
    assert {deadline.weekday() for deadline in deadlines} <= {0, 1, 2, 3, 4}


def test_celle_has_to_answer_within_days_and_others_have_answered_each_way(built):
    celle = Person.objects.get(email="celle@forum.example")

    meeting = next_meeting(celle, built)
    [first, poll, _] = open_answers(celle.acts_for(built), built)
    assert first.meeting == meeting
    assert poll.poll.stage == "open"
    assert timedelta(days=3) < meeting.answer_by - built < timedelta(days=8)
    answers = Registration.objects.filter(meeting=meeting)
    assert {a.reply for a in answers} == {"attends", "declined"}
    assert 5 < answers.count() < 13
