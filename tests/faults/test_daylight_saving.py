"""Row 11 of the fault table: each quarter of an hour of the two days on which the clocks change."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes

import pytest

from digests.services import set_preference
from mailroom import passes
from mailroom.models import Mail
from meetings.services import planning
from meetings.wall_time import days_before
from tests.factories.meetings import agenda_item, make_meeting, make_registration
from tests.factories.members import DAY, HOUR, MINUTE, make_officer

from .conftest import Row

pytestmark = pytest.mark.django_db

QUARTER = timedelta(minutes=15)
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
HOURS = [
    pytest.param(range(1, 5), id="short"),
    pytest.param(range(24), id="full", marks=pytest.mark.long),
]


def on_the_clock(day: date, hour: int) -> datetime:
    """When it is ``hour`` on that day: 2 is 3 in spring, and in autumn the first of two."""
    summer = (hour >= 3) if day == SPRING else (hour < 3)
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + (hour - 1 - summer) * HOUR


def looks(day: date, hours: range) -> list[datetime]:
    """When somebody looks: once before midnight, then on each quarter of these hours."""
    at, end = on_the_clock(day, hours[0]), on_the_clock(day, hours[-1]) + HOUR
    found = [on_the_clock(day, 0) - QUARTER]
    while at < end:
        found.append(at)
        at += QUARTER
    return found


def make_meetings(day, hours, office, person, now) -> list:
    """Some that begin on each half hour of the clock on the wall, and some two days later."""
    starts = [
        {"starts_on": on, "starts_time": time(hour, minute)}
        for on in (day, day + 2 * DAY)
        for hour in hours
        for minute in (0, 30)
    ]
    found = []
    for start in starts:
        end = {"ends_on": start["starts_on"] + DAY, "ends_time": time(23, 45)}
        found.append(make_meeting(office, now=now, answer_by=None, **start, **end))
        make_registration(found[-1], person, now=now)
    return found


def make_readers(district, hours, now) -> dict:
    """One person a full hour, who wants the summary then."""
    readers = {hour: make_officer(f"stunde{hour}@forum.example", district) for hour in hours}
    for hour, person in readers.items():
        set_preference(person, rhythm="daily", weekday=0, hour=hour, now=now)
    return readers


def reminders_owed(meetings, at: list[datetime]) -> Counter:
    """Each at the first look that is not too early, and only while it makes sense."""
    owed = Counter()
    for meeting in meetings:
        two_days, two_hours = days_before(meeting.starts_at, 2), meeting.starts_at - 2 * HOUR
        end = meeting.starts_at - QUARTER
        for name, since, until in (("2d", two_days, two_hours), ("2h", two_hours, end)):
            owed.update((meeting.pk, name, look) for look in first_within(at, since, until))
    return owed


def first_within(at, since, until) -> list[datetime]:
    return [look for look in at if since <= look < until][:1]


def arrived(relay, mails) -> Counter:
    """The copies of ``mails`` that the mail server stored."""
    copies = Counter(message_from_bytes(one.message)["Message-ID"] for one in relay.stored)
    return Counter({mail: copies[mail.message_id] for mail in mails})


@pytest.mark.parametrize("hours", HOURS)
@pytest.mark.parametrize("day", [SPRING, AUTUMN], ids=["spring", "autumn"])
def test_each_quarter_of_the_day_brings_each_summary_and_reminder_once(
    day, hours, office, celle, celle_officer, relay, account
):
    at = looks(day, hours)
    before = at[0] - 3 * DAY
    meetings = make_meetings(day, hours, office, celle_officer, before)
    passes.run(before)
    readers = make_readers(celle, hours, before)

    for look in at:
        # Something new before each look, so that no summary is left out for want of news.
        item = agenda_item(f"{look:%d. %H:%M}")
        planning.change_agenda(meetings[-1], [item], by=office, now=look - 10 * MINUTE)
        while passes.run(look).more:
            continue

    owed = reminders_owed(meetings, at)
    owed.update((person.pk, hour, on_the_clock(day, hour)) for hour, person in readers.items())
    told = Counter()
    hour_of = {person.pk: hour for hour, person in readers.items()}
    today = Mail.objects.filter(created_at__gte=at[1], recipient__in=hour_of, kind="digest")
    for mail, copies in arrived(relay, today).items():
        told[mail.recipient_id, hour_of[mail.recipient_id], mail.created_at] += copies
    for mail, copies in arrived(relay, Mail.objects.filter(kind="meeting_reminder")).items():
        told[mail.payload["meeting"], mail.payload["reminder"], mail.created_at] += copies
    account.add(
        Row(
            f"{len(at) - 1} quarter hours of {day}",
            recipients=owed.total(),
            faults="clocks change",
            stored=told.total(),
            lost=(owed - told).total(),
            twice=(told - owed).total(),
        )
    )
    assert told == owed
