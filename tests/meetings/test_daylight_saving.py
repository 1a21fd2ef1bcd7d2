"""Reminders of meetings around the Sundays on which the clocks change, at every hour of the day."""

from collections import Counter
from datetime import UTC, date, datetime, time

import pytest

from forum_portal.clock import BERLIN
from mailroom.models import Mail
from meetings import notices
from tests.factories.meetings import make_meeting, make_registration
from tests.factories.members import DAY, HOUR

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
OFFSETS = ["2d", "1d", "2h"]

pytestmark = pytest.mark.django_db


def midnight(day):
    return datetime.combine(day, time(), BERLIN).astimezone(UTC)


def on_the_hour(office, person, day):
    """24 meetings on ``day``, one at each hour that is entered."""
    for hour in range(24):
        meeting = make_meeting(
            office,
            now=midnight(day) - 20 * DAY,
            title=f"{day} {hour}",
            starts_on=day,
            starts_time=time(hour),
            ends_on=day + DAY,
            ends_time=time(hour),
            answer_by=None,
            reminders=OFFSETS,
        )
        make_registration(meeting, person, now=midnight(day) - 20 * DAY)
        yield meeting


def shown(moment):
    """What the clock on the wall shows."""
    return moment.astimezone(BERLIN).replace(tzinfo=None)


def expected(start, offset):
    """The instant, by the rules as people say them."""
    if offset == "2h":
        return start - 2 * HOUR
    wall = shown(start) - int(offset[0]) * DAY
    return wall.replace(tzinfo=BERLIN).astimezone(UTC)


@pytest.mark.parametrize("sunday", [SPRING, AUTUMN])
def test_each_reminder_falls_due_at_its_time_and_exactly_once(office, celle_officer, sunday):
    """On the Sunday, and two days after, when the reminder falls on the Sunday."""
    meetings = [
        meeting
        for day in (sunday, sunday + DAY, sunday + 2 * DAY)
        for meeting in on_the_hour(office, celle_officer, day)
    ]

    for hours in range(6 * 24):
        notices.remind(midnight(sunday - 3 * DAY) + hours * HOUR)

    written = Counter()
    for mail in Mail.objects.filter(kind="meeting_reminder"):
        written[mail.payload["meeting"], mail.payload["reminder"], mail.created_at] += 1
    assert written == {
        (meeting.pk, offset, expected(meeting.starts_at, offset)): 1
        for meeting in meetings
        for offset in OFFSETS
    }


@pytest.mark.parametrize("sunday", [SPRING, AUTUMN])
def test_days_before_are_the_same_time_of_day_and_two_hours_are_two_hours(
    office, celle_officer, sunday
):
    for meeting in on_the_hour(office, celle_officer, sunday + 2 * DAY):
        at = expected(meeting.starts_at, "2d")
        in_the_gap = sunday == SPRING and meeting.starts_time == time(2)
        notices.remind(at)

        assert shown(at) == datetime.combine(sunday, time(3) if in_the_gap else meeting.starts_time)
        assert Mail.objects.filter(payload__meeting=meeting.pk, created_at=at).count() == 1
