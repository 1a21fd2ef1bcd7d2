from datetime import UTC, date, datetime, time

import pytest

from meetings.wall_time import days_before, end_of_day, gap_message, instant, is_gap

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)


@pytest.mark.parametrize(
    ("day", "at", "utc"),
    [
        (date(2026, 12, 10), time(9, 30), datetime(2026, 12, 10, 8, 30, tzinfo=UTC)),
        (date(2027, 7, 1), time(9, 30), datetime(2027, 7, 1, 7, 30, tzinfo=UTC)),
        (SPRING, time(1, 59), datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        (SPRING, time(3, 0), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        (AUTUMN, time(1, 59), datetime(2027, 10, 30, 23, 59, tzinfo=UTC)),
        (AUTUMN, time(3, 0), datetime(2027, 10, 31, 2, 0, tzinfo=UTC)),
    ],
)
def test_wall_time_in_germany_is_one_instant(day, at, utc):
    assert instant(day, at) == utc


def test_a_time_in_the_gap_is_shifted_forward():
    assert instant(SPRING, time(2, 30)) == instant(SPRING, time(3, 30))


def test_of_a_time_that_comes_twice_the_first_is_meant():
    assert instant(AUTUMN, time(2, 30)) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "at", "gap"),
    [
        (SPRING, time(1, 59), False),
        (SPRING, time(2, 0), True),
        (SPRING, time(2, 59), True),
        (SPRING, time(3, 0), False),
        (AUTUMN, time(2, 30), False),
    ],
)
def test_only_the_hour_that_is_left_out_is_a_gap(day, at, gap):
    assert is_gap(day, at) is gap


def test_the_gap_is_said_in_german():
    assert gap_message(SPRING) == (
        "Diese Uhrzeit gibt es am 28. März 2027 nicht, weil die Uhr vorgestellt wird."
    )


def test_a_deadline_is_over_when_its_day_is():
    assert end_of_day(date(2026, 11, 24)) < instant(date(2026, 11, 25), time(0, 0))
    assert end_of_day(date(2026, 11, 24)) > instant(date(2026, 11, 24), time(23, 59))


def test_days_before_are_counted_on_the_wall():
    monday = instant(date(2027, 3, 29), time(9, 30))

    assert days_before(monday, 2) == instant(date(2027, 3, 27), time(9, 30))
