from datetime import UTC, datetime, timedelta

import pytest

from digests.rhythm import Schedule
from digests.stages import Rhythm, Weekday
from forum_portal.clock import BERLIN

WEEKLY = Schedule(Rhythm.WEEKLY, Weekday.MONDAY, 7)
DAILY = Schedule(Rhythm.DAILY, hour=7)


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
