from datetime import UTC, datetime, timedelta

import pytest

from digests.rhythm import Schedule
from digests.stages import Rhythm, Weekday
from forum_portal.clock import BERLIN

WEEKLY = Schedule(Rhythm.WEEKLY, Weekday.MONDAY, 7)
DAILY = Schedule(Rhythm.DAILY, hour=7)
MONTHLY = Schedule(Rhythm.MONTHLY, Weekday.WEDNESDAY, 7)
CHANGES_OF_THE_CLOCK = ["2027-03-28", "2027-10-31"]


def berlin(text):
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def wall(instant):
    return f"{instant.astimezone(BERLIN):%Y-%m-%d %H:%M}"


def minutes_of(day):
    """Each minute of a German calendar day, however many it has."""
    instant, end = (
        berlin(f"{day}T00:00").astimezone(UTC),
        (berlin(f"{day}T00:00") + timedelta(days=1)).astimezone(UTC),
    )
    while instant < end:
        yield instant
        instant += timedelta(minutes=1)


def slots_of(day, schedule):
    """The slots that fall due on a day when somebody looks every minute."""
    yesterdays = schedule.latest_slot(berlin(f"{day}T00:00") - timedelta(minutes=1))
    seen = {schedule.latest_slot(minute) for minute in minutes_of(day)}
    return sorted(seen - {yesterdays})


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        ("2026-11-23T06:59", "2026-11-16 07:00"),
        ("2026-11-23T07:00", "2026-11-23 07:00"),
        ("2026-11-29T23:59", "2026-11-23 07:00"),
        ("2026-11-30T07:01", "2026-11-30 07:00"),
    ],
)
def test_a_weekly_summary_is_due_from_its_hour_on_its_day(now, slot):
    assert wall(WEEKLY.latest_slot(berlin(now))) == slot


@pytest.mark.parametrize(
    ("now", "slot"),
    [("2026-11-24T06:59", "2026-11-23 07:00"), ("2026-11-24T07:00", "2026-11-24 07:00")],
)
def test_a_daily_summary_is_due_from_its_hour_each_day(now, slot):
    assert wall(DAILY.latest_slot(berlin(now))) == slot


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        ("2026-12-02T06:59", "2026-11-04 07:00"),
        ("2026-12-02T07:00", "2026-12-02 07:00"),
        ("2026-12-31T23:59", "2026-12-02 07:00"),
        ("2027-01-05T12:00", "2026-12-02 07:00"),
        ("2027-01-06T07:00", "2027-01-06 07:00"),
    ],
)
def test_a_monthly_summary_is_due_on_the_first_such_day_of_the_month(now, slot):
    assert wall(MONTHLY.latest_slot(berlin(now))) == slot


@pytest.mark.parametrize("weekday", Weekday)
def test_each_month_has_one_slot_of_each_day_of_the_week_in_its_first_week(weekday):
    schedule, now = Schedule(Rhythm.MONTHLY, weekday, 7), berlin("2026-12-31T12:00")
    slots = []
    for _ in range(24):
        now = schedule.next_slot(now)
        slots.append(now.astimezone(BERLIN))

    assert [slot.month for slot in slots] == [*range(1, 13)] * 2
    assert all(slot.day <= 7 and slot.weekday() == weekday and slot.hour == 7 for slot in slots)
    assert [schedule.slot_before(slot) for slot in slots[1:]] == slots[:-1]


@pytest.mark.parametrize("day", CHANGES_OF_THE_CLOCK)
@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("rhythm", [Rhythm.DAILY, Rhythm.WEEKLY])
def test_each_hour_comes_once_on_the_days_on_which_the_clock_changes(day, hour, rhythm):
    slots = slots_of(day, Schedule(rhythm, Weekday.SUNDAY, hour))

    skipped = (day, hour) == ("2027-03-28", 2)
    assert [wall(slot) for slot in slots] == [f"{day} {3 if skipped else hour:02}:00"]


@pytest.mark.parametrize("day", CHANGES_OF_THE_CLOCK)
@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("rhythm", [Rhythm.DAILY, Rhythm.WEEKLY, Rhythm.MONTHLY])
def test_slots_follow_one_another_over_a_change_of_the_clock(day, hour, rhythm):
    schedule, noon = Schedule(rhythm, Weekday.SUNDAY, hour), berlin(f"{day}T12:00")

    before, after = schedule.latest_slot(noon), schedule.next_slot(noon)

    assert schedule.latest_slot(after - timedelta(minutes=1)) == before
    assert schedule.slot_before(after) == before
    assert schedule.next_slot(before) == after
    assert after.astimezone(BERLIN).hour == hour


@pytest.mark.parametrize("day", ["2027-03-28", "2027-10-31", "2027-10-30"])
def test_seven_in_the_morning_comes_exactly_once_on_each_day(day):
    assert [wall(slot) for slot in slots_of(day, DAILY)] == [f"{day} 07:00"]


def test_the_hour_that_the_clock_leaves_out_becomes_the_next_one():
    slots = slots_of("2027-03-28", Schedule(Rhythm.DAILY, hour=2))

    assert [slot.isoformat() for slot in slots] == ["2027-03-28T01:00:00+00:00"]
    assert wall(slots[0]) == "2027-03-28 03:00"


def test_the_hour_that_comes_twice_counts_the_first_time():
    slots = slots_of("2027-10-31", Schedule(Rhythm.DAILY, hour=2))

    assert [slot.isoformat() for slot in slots] == ["2027-10-31T00:00:00+00:00"]


@pytest.mark.parametrize("sunday", ["2027-03-28", "2027-10-31"])
def test_a_weekly_summary_on_a_sunday_keeps_its_hour_when_the_clock_changes(sunday):
    slots = slots_of(sunday, Schedule(Rhythm.WEEKLY, Weekday.SUNDAY, 7))

    assert [wall(slot) for slot in slots] == [f"{sunday} 07:00"]


def test_the_next_slot_lies_one_period_after_the_latest_in_wall_time():
    assert wall(DAILY.next_slot(berlin("2027-03-27T07:00"))) == "2027-03-28 07:00"
    assert wall(WEEKLY.next_slot(berlin("2026-11-25T12:00"))) == "2026-11-30 07:00"


def test_a_rhythm_reads_as_german_words():
    assert WEEKLY.in_words == "montags um 7:00\N{NO-BREAK SPACE}Uhr"
    assert DAILY.in_words == "täglich um 7:00\N{NO-BREAK SPACE}Uhr"
    assert MONTHLY.in_words == "am ersten Mittwoch im Monat um 7:00\N{NO-BREAK SPACE}Uhr"
