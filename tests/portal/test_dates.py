"""How the portal writes dates, times and amounts."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.template import Context, Template

from forum_portal import dates
from forum_portal.clock import BERLIN

START = datetime(2026, 12, 10, 9, 30, tzinfo=BERLIN)


def plain(text):
    return text.replace(dates.NBSP, " ")


def test_a_long_date_has_its_weekday():
    assert plain(dates.long_date(START)) == "Donnerstag, 10. Dezember 2026"


def test_a_short_date_fits_beside_a_task():
    assert plain(dates.short_date(START)) == "Do, 10. Dez."


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_has_a_long_and_a_short_name(month):
    first = date(2026, month, 1)
    assert dates.long_date(first).count(dates.NBSP) == 2
    assert dates.short_date(first).startswith(dates.long_date(first)[:2])


def test_a_date_breaks_only_after_the_weekday():
    assert dates.long_date(START).split(" ") == [
        "Donnerstag,",
        "10.\N{NO-BREAK SPACE}Dezember\N{NO-BREAK SPACE}2026",
    ]


def test_an_instant_is_shown_in_berlin():
    before_midnight_in_utc = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert plain(dates.deadline(before_midnight_in_utc)) == "Donnerstag, 2. Juli 2026, 0:30 Uhr"


def test_a_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="naive"):
        dates.long_date(START.replace(tzinfo=None))


def test_a_wall_time_stays_as_it_is():
    assert plain(dates.clock_time(time(9, 5))) == "9:05 Uhr"


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2026, 12, 7), "vor 3 Tagen"),
        (date(2026, 12, 9), "gestern"),
        (date(2026, 12, 10), "heute"),
        (date(2026, 12, 11), "morgen"),
        (date(2026, 12, 14), "in 4 Tagen"),
    ],
)
def test_how_far_away_a_day_is(on, words):
    assert plain(dates.days_away(on, START)) == words


def test_tomorrow_begins_at_midnight_in_berlin():
    late = datetime(2026, 12, 10, 23, 59, tzinfo=BERLIN)
    after_midnight = datetime(2026, 12, 10, 23, 1, tzinfo=UTC)
    assert dates.days_away(after_midnight, late) == "morgen"


def test_a_meeting_within_a_day_names_the_day_once():
    end = START.replace(hour=15)
    assert plain(dates.span(START, end)) == "Donnerstag, 10. Dezember 2026, 9:30 bis 15:30 Uhr"


def test_a_meeting_over_two_days_names_both():
    end = START.replace(day=11, hour=13)
    assert plain(dates.span(START, end)) == (
        "Donnerstag, 10. Dezember 2026, 9:30 Uhr bis Freitag, 11. Dezember 2026, 13:30 Uhr"
    )


@pytest.mark.parametrize(
    ("number", "words"), [(7, "7"), (172_449, "172.449"), (Decimal("1550.78"), "1.550,78")]
)
def test_amounts_are_grouped_the_german_way(number, words):
    assert dates.thousands(number) == words


@pytest.mark.parametrize(
    "filter_", ["long_date", "short_date", "clock_time", "deadline", "days_away:now", "thousands"]
)
def test_a_missing_value_shows_as_nothing(filter_):
    template = Template("{{ missing|" + filter_ + " }}")
    assert template.render(Context({"missing": None, "now": START})) == ""


def test_templates_need_no_load_for_the_filters():
    template = Template("{{ start|deadline }}, {{ start|days_away:now }}")
    words = template.render(Context({"start": START, "now": START}))
    assert plain(words) == "Donnerstag, 10. Dezember 2026, 9:30 Uhr, heute"
