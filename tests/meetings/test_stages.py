from itertools import product

import pytest

from meetings.models import Event
from meetings.refusals import TooEarly, TooLate, WrongStage
from meetings.services import planning
from meetings.stages import NEXT, Stage, Verb
from tests.factories.meetings import (
    make_cancelled,
    make_draft,
    make_held,
    make_meeting,
)
from tests.factories.members import DAY, NOON

MAKE = {
    Stage.DRAFT: make_draft,
    Stage.ANNOUNCED: make_meeting,
    Stage.HELD: make_held,
    Stage.CANCELLED: make_cancelled,
}
STEP = {
    Stage.ANNOUNCED: planning.announce_meeting,
    Stage.HELD: planning.hold_meeting,
    Stage.CANCELLED: planning.cancel_meeting,
}


@pytest.mark.parametrize(("before", "after"), list(product(MAKE, STEP)))
def test_a_meeting_takes_only_the_steps_of_the_table(office, before, after):
    meeting = MAKE[before](office)
    # A meeting is held after it began, and all else happens before.
    now = meeting.starts_at if after == Stage.HELD else NOON

    if after in NEXT[before]:
        STEP[after](meeting, by=office, now=now)
        meeting.refresh_from_db()
        assert meeting.stage == after
        assert meeting.events.last().to_stage == after
    else:
        with pytest.raises(WrongStage):
            STEP[after](meeting, by=office, now=now)
        meeting.refresh_from_db()
        assert meeting.stage == before


def test_every_step_says_who_did_it_and_when(office):
    meeting = make_draft(office)
    planning.announce_meeting(meeting, by=office, now=NOON + DAY)

    event = Event.objects.get(verb=Verb.ANNOUNCED)
    assert (event.by, event.at) == (office, NOON + DAY)
    assert (event.from_stage, event.to_stage) == (Stage.DRAFT, Stage.ANNOUNCED)


def test_a_meeting_is_not_held_before_it_began(office):
    meeting = make_meeting(office)

    with pytest.raises(TooEarly, match="noch nicht begonnen"):
        planning.hold_meeting(meeting, by=office, now=NOON)


def test_a_meeting_that_began_is_not_announced(office):
    meeting = make_draft(office)

    with pytest.raises(TooLate, match="liegt schon zurück"):
        planning.announce_meeting(meeting, by=office, now=meeting.starts_at)


def test_a_meeting_is_not_announced_with_a_deadline_that_is_over(office):
    meeting = make_draft(office)

    with pytest.raises(TooLate, match="Antwortfrist"):
        planning.announce_meeting(meeting, by=office, now=meeting.answer_by + DAY)


def test_a_meeting_that_is_over_is_not_cancelled(office):
    meeting = make_meeting(office)

    with pytest.raises(TooLate, match="schon vorbei"):
        planning.cancel_meeting(meeting, by=office, now=meeting.ends_at)
