"""Reading a file of people and what they act for: each line says what is wrong with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

from forum_portal import tables
from forum_portal.tables import Problem, Refused

from . import names
from .cells import SHOWN, Column, Places, Row, day, header, words, yes
from .models import District, Mandate, Organisation, Person
from .stages import Function

COLUMNS = [
    Column(
        "email", "E-Mail-Adresse", ("Adresse", "E-Mail", "Mail", "Mailadresse", "E-Mailadresse")
    ),
    Column("name", "Name", ("Person", "Vor- und Nachname", "Vorname und Nachname")),
    Column("district", "Landkreis", ("Kreis", "Landkreis oder Schlüssel", "LK", "Kommune")),
    Column("ags", "Kreisschlüssel", ("AGS", "Schlüssel", "Amtlicher Gemeindeschlüssel")),
    Column("organisation", "Organisation", ("Träger", "Partner", "Verband")),
    Column("function", "Funktion", ("Rolle", "Aufgabe")),
    Column("title", "Bezeichnung", ("Titel", "Stelle", "Dienststelle", "Funktionsbezeichnung")),
    Column("starts_on", "von", ("ab", "seit", "Beginn", "von Datum")),
    Column("ends_on", "bis", ("Ende", "bis Datum", "letzter Tag")),
    Column("may_vote", "stimmberechtigt", ("Stimme", "Stimmrecht", "stimmberechtigt ja nein")),
]
HEADINGS = {column.name: column.heading for column in COLUMNS}
NEEDED = [("email",)]
FUNCTIONS = {
    names.slug(word): function for function in Function for word in (function, function.label)
}
FUNCTIONS |= {
    "koordinator": Function.LEAD,
    "koordinatorin": Function.LEAD,
    "stellvertreter": Function.DEPUTY,
    "stellvertreterin": Function.DEPUTY,
    "dezernent": Function.DEPARTMENT_HEAD,
    "dezernentin": Function.DEPARTMENT_HEAD,
    "landrat": Function.COUNTY_EXECUTIVE,
    "landraetin": Function.COUNTY_EXECUTIVE,
}


@dataclass(frozen=True)
class Said:
    """What a line says of a person, and of one mandate if ``place`` is not None.

    A field is None where the file has no column for it; ``starts_on`` also where
    its cell is empty.
    """

    email: str
    name: str | None
    place: District | Organisation | None
    function: str
    title: str | None
    starts_on: date | None
    has_end: bool
    ends_on: date | None
    may_vote: bool | None


@dataclass(frozen=True)
class File:
    """The lines of a file, good and bad, and the headings that nothing was read of."""

    rows: list[Row]
    unread: tuple[str, ...]


def read(content: bytes, places: Places, progress: Callable = lambda done: None) -> File:
    """All lines of ``content``; ``Refused`` if it is no table of people at all.

    Each good row has its ``Said`` as ``values["said"]``.
    """
    lines = tables.read(content)
    found = header(next(lines, None), COLUMNS, NEEDED)
    rows = []
    for line in lines:
        row = found.row(line)
        row.values["said"] = _said(row, found.places.keys(), places)
        rows.append(row)
        progress(len(rows))
    if not rows:
        raise Refused([Problem(0, "Unter den Spaltennamen steht keine Zeile.")])
    return File(rows, found.unread)


def _said(row: Row, columns, places: Places) -> Said | None:
    district, organisation = places.district(row), places.organisation(row)
    said = Said(
        email=_email(row),
        name=words(row, "name", "Der Name", 200) if "name" in columns else None,
        place=district or organisation,
        function=_function(row),
        title=words(row, "title", "Die Bezeichnung", 120) if "title" in columns else None,
        starts_on=day(row, "starts_on", "von"),
        has_end="ends_on" in columns,
        ends_on=day(row, "ends_on", "bis"),
        may_vote=yes(row, "may_vote", "stimmberechtigt") if "may_vote" in columns else None,
    )
    if row.problems:
        return None
    if district and organisation:
        row.wrong("In der Zeile stehen ein Landkreis und eine Organisation. Nur eines davon gilt.")
    elif said.place is None:
        _require_nothing_else(row, said)
    else:
        _require_a_mandate(row, said)
    return None if row.problems else said


def _email(row: Row) -> str:
    """In lower case, as the portal keeps it."""
    text = row.text("email").lower()
    if not text:
        row.wrong("Die E-Mail-Adresse fehlt.")
        return ""
    try:
        return Person._meta.get_field("email").clean(text, None)
    except ValidationError as error:
        told = [e.messages[0] for e in error.error_list if e.code == "not_deliverable"]
        row.wrong(told[0] if told else f"„{text[:SHOWN]}“ ist keine E-Mail-Adresse.")
        return ""


def _function(row: Row) -> str:
    text = row.text("function")
    found = FUNCTIONS.get(names.slug(text), "")
    if text and not found:
        known = ", ".join(Function.labels)
        row.wrong(f"Die Funktion „{text[:SHOWN]}“ gibt es nicht. Es gibt: {known}.")
    return found


def _require_nothing_else(row: Row, said: Said) -> None:
    """An account alone: then the line tells of no term either."""
    given = [
        HEADINGS[name]
        for name in ("function", "title", "starts_on", "ends_on", "may_vote")
        if getattr(said, name)
    ]
    if given:
        row.wrong(f"Zu „{given[0]}“ fehlt der Landkreis oder die Organisation.")


def _require_a_mandate(row: Row, said: Said) -> None:
    """The rules of one mandate by itself, in the words of the model."""
    at_organisation = isinstance(said.place, Organisation)
    days = [on for on in (said.starts_on, said.ends_on) if on]
    if not said.function:
        row.wrong(f"Bei {said.place} fehlt die Funktion.")
    elif at_organisation != (said.function in (Function.OFFICE, Function.CONTACT)):
        row.wrong(_rule("function_fits_the_place"))
    if said.may_vote and at_organisation:
        row.wrong(_rule("only_counties_vote"))
    if any(not 1990 <= on.year <= 2099 for on in days):
        row.wrong(_rule("mandate_in_plain_years"))
    elif len(days) == 2 and said.ends_on < said.starts_on:
        row.wrong(_rule("mandate_ends_after_it_begins"))


def _rule(name: str) -> str:
    rules = {rule.name: rule.violation_error_message for rule in Mandate._meta.constraints}
    return rules[name]
