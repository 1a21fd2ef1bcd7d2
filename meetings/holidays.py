"""Public holidays of Germany and its 16 states, computed from their laws.

The 3 October is a holiday by the Unification Treaty (Einigungsvertrag, article 2), every
other one by the law of each state: ``LAWS``. What all of them name is nationwide. Where a
law leaves a day to some municipalities, it is a holiday in parts of the state. Days that a
law names once, and Sundays as such, are left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

LAWS = {
    "DE-BW": "Feiertagsgesetz, § 1",
    "DE-BY": "Feiertagsgesetz, Artikel 1",
    "DE-BE": "Gesetz über die Sonn- und Feiertage, § 1",
    "DE-BB": "Feiertagsgesetz, § 2",
    "DE-HB": "Gesetz über die Sonn- und Feiertage, § 2",
    "DE-HH": "Feiertagsgesetz, § 1",
    "DE-HE": "Hessisches Feiertagsgesetz, § 1",
    "DE-MV": "Feiertagsgesetz Mecklenburg-Vorpommern, § 2",
    "DE-NI": "Niedersächsisches Feiertagsgesetz, § 2",
    "DE-NW": "Feiertagsgesetz NW, § 2",
    "DE-RP": "Landesfeiertagsgesetz, § 2",
    "DE-SL": "Gesetz über die Sonn- und Feiertage, § 2",
    "DE-SN": "Gesetz über Sonn- und Feiertage im Freistaat Sachsen, § 1",
    "DE-ST": "Gesetz über die Sonn- und Feiertage, § 2",
    "DE-SH": "Gesetz über Sonn- und Feiertage, § 2",
    "DE-TH": "Thüringer Feiertagsgesetz, § 2",
}
ALL = frozenset(LAWS)


def _states(short: str) -> frozenset[str]:
    return frozenset(f"DE-{state}" for state in short.split())


# Month and day, name, where it is a holiday, and where in parts.
FIXED = [
    (1, 1, "Neujahr", ALL, ""),
    (1, 6, "Heilige Drei Könige", _states("BW BY ST"), ""),
    (3, 8, "Internationaler Frauentag", _states("BE MV"), ""),
    (5, 1, "Tag der Arbeit", ALL, ""),
    (8, 15, "Mariä Himmelfahrt", _states("SL"), "BY"),
    (9, 20, "Weltkindertag", _states("TH"), ""),
    (10, 3, "Tag der Deutschen Einheit", ALL, ""),
    (10, 31, "Reformationstag", _states("BB HB HH MV NI SN ST SH TH"), ""),
    (11, 1, "Allerheiligen", _states("BW BY NW RP SL"), ""),
    (12, 25, "Erster Weihnachtstag", ALL, ""),
    (12, 26, "Zweiter Weihnachtstag", ALL, ""),
]
# Days after Easter Sunday, and the same.
BY_EASTER = [
    (-2, "Karfreitag", ALL, ""),
    (0, "Ostersonntag", _states("BB"), ""),
    (1, "Ostermontag", ALL, ""),
    (39, "Christi Himmelfahrt", ALL, ""),
    (49, "Pfingstsonntag", _states("BB"), ""),
    (50, "Pfingstmontag", ALL, ""),
    (60, "Fronleichnam", _states("BW BY HE NW RP SL"), "SN TH"),
]
REPENTANCE = ("Buß- und Bettag", _states("SN"), "")


@dataclass(frozen=True)
class Holiday:
    """One day, by ISO codes of the states in which it is a holiday, whole or in parts."""

    day: date
    name: str
    states: frozenset[str]
    parts: frozenset[str] = frozenset()

    @property
    def is_nationwide(self) -> bool:
        return self.states == ALL


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the rule of 1582 (Meeus/Jones/Butcher)."""
    century, rest = divmod(year, 100)
    moon = (
        19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15
    ) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (year % 19 + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def repentance(year: int) -> date:
    """The Wednesday before 23 November."""
    before = date(year, 11, 22)
    return before - timedelta((before.weekday() - 2) % 7)


def of_year(year: int) -> list[Holiday]:
    """All holidays of a year, by day."""
    sunday = easter(year)
    rules = [(date(year, month, day), *rest) for month, day, *rest in FIXED]
    rules += [(sunday + timedelta(after), *rest) for after, *rest in BY_EASTER]
    rules.append((repentance(year), *REPENTANCE))
    found = [Holiday(day, name, states, _states(parts)) for day, name, states, parts in rules]
    return sorted(found, key=lambda holiday: holiday.day)


def between(first: date, last: date, states: Iterable[str]) -> list[Holiday]:
    """The holidays from ``first`` to ``last`` in any of ``states``, ISO codes as ``DE-NI``."""
    states = frozenset(states)
    return [
        holiday
        for year in range(first.year, last.year + 1)
        for holiday in of_year(year)
        if first <= holiday.day <= last and states & (holiday.states | holiday.parts)
    ]


def in_words(first: date, last: date, states: dict[str, str]) -> list[str]:
    """``Fronleichnam (Hessen; teils Thüringen)``, for states as ISO code to name."""
    return [f"{found.name} ({_where(found, states)})" for found in between(first, last, states)]


def _where(holiday: Holiday, states: dict[str, str]) -> str:
    if holiday.is_nationwide:
        return "bundesweit"
    whole, parts = (
        ", ".join(sorted(name for iso, name in states.items() if iso in where))
        for where in (holiday.states, holiday.parts)
    )
    return "; ".join(filter(None, [whole, parts and f"teils {parts}"]))
