"""Public holidays by the laws of the states."""

from datetime import date

import pytest

from meetings import holidays

NATIONWIDE = {
    2026: "01-01 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26",
    2027: "01-01 03-26 03-29 05-01 05-06 05-17 10-03 12-25 12-26",
}
OF_A_STATE = {
    "DE-BW": "01-06 06-04 11-01",
    "DE-BY": "01-06 06-04 08-15 11-01",
    "DE-BE": "03-08",
    "DE-BB": "04-05 05-24 10-31",
    "DE-HB": "10-31",
    "DE-HH": "10-31",
    "DE-HE": "06-04",
    "DE-MV": "03-08 10-31",
    "DE-NI": "10-31",
    "DE-NW": "06-04 11-01",
    "DE-RP": "06-04 11-01",
    "DE-SL": "06-04 08-15 11-01",
    "DE-SN": "06-04 10-31 11-18",
    "DE-ST": "01-06 10-31",
    "DE-SH": "10-31",
    "DE-TH": "06-04 09-20 10-31",
}


@pytest.mark.parametrize("year", NATIONWIDE)
def test_nine_days_are_holidays_in_all_states(year):
    found = [f"{one.day:%m-%d}" for one in holidays.of_year(year) if one.is_nationwide]

    assert found == NATIONWIDE[year].split()


@pytest.mark.parametrize("state", OF_A_STATE)
def test_a_state_has_its_own_in_2026(state):
    found = holidays.between(date(2026, 1, 1), date(2026, 12, 31), [state])

    assert [f"{one.day:%m-%d}" for one in found if not one.is_nationwide] == (
        OF_A_STATE[state].split()
    )


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("Fronleichnam", date(2027, 5, 27)),
        ("Pfingstsonntag", date(2027, 5, 16)),
        ("Buß- und Bettag", date(2027, 11, 17)),
    ],
)
def test_what_moves_stands_elsewhere_in_2027(name, day):
    assert [one.day for one in holidays.of_year(2027) if one.name == name] == [day]


def test_it_is_said_where_a_day_is_a_holiday():
    states = {"DE-HE": "Hessen", "DE-TH": "Thüringen", "DE-NI": "Niedersachsen"}
    may = date(2026, 5, 14)

    assert holidays.in_words(may, date(2026, 6, 4), states) == [
        "Christi Himmelfahrt (bundesweit)",
        "Pfingstmontag (bundesweit)",
        "Fronleichnam (Hessen; teils Thüringen)",
    ]
    assert holidays.in_words(date(2026, 10, 31), date(2026, 10, 31), {"DE-HE": "Hessen"}) == []
