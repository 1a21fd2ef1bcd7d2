"""Reading a file of memberships and topics of counties: each line says what is wrong with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from forum_portal import tables
from forum_portal.tables import Problem, Refused

from .cells import SHOWN, Column, Places, Row, day, header, yes
from .models import District, Membership, Topic
from .people_file import File

COLUMNS = [
    Column("district", "Landkreis", ("Kreis", "Landkreis oder Schlüssel", "LK", "Name")),
    Column("ags", "Kreisschlüssel", ("AGS", "Schlüssel", "Amtlicher Gemeindeschlüssel")),
    Column("joined_on", "Mitglied seit", ("seit", "von", "ab", "Beitritt", "beigetreten")),
    Column("left_on", "Mitglied bis", ("bis", "Austritt", "Ende", "letzter Tag")),
    Column("is_founding_member", "Gründungsmitglied", ("Gründung", "Gründer")),
    Column("topics", "Themen", ("Thema", "Handlungsfelder", "Handlungsfeld")),
]
NEEDED = [("district", "ags")]


@dataclass(frozen=True)
class Said:
    """What a line says of a county; a field is None where the file has no column for it.

    ``joined_on`` is None also where its cell is empty.
    """

    district: District
    joined_on: date | None
    has_end: bool
    left_on: date | None
    is_founding_member: bool | None
    topics: frozenset[Topic] | None


def read(content: bytes, places: Places, progress: Callable = lambda done: None) -> File:
    """All lines of ``content``; ``Refused`` if it is no table of memberships at all.

    Each good row has its ``Said`` as ``values["said"]``.
    """
    lines = tables.read(content)
    found = header(next(lines, None), COLUMNS, NEEDED)
    topics = {topic.name.casefold(): topic for topic in Topic.objects.all()}
    rows = []
    for line in lines:
        row = found.row(line)
        row.values["said"] = _said(row, found.places.keys(), places, topics)
        rows.append(row)
        progress(len(rows))
    if not rows:
        raise Refused([Problem(0, "Unter den Spaltennamen steht keine Zeile.")])
    return File(rows, found.unread)


def _said(row: Row, columns, places: Places, topics) -> Said | None:
    said = Said(
        district=places.district(row),
        joined_on=day(row, "joined_on", "Mitglied seit"),
        has_end="left_on" in columns,
        left_on=day(row, "left_on", "Mitglied bis"),
        is_founding_member=yes(row, "is_founding_member", "Gründungsmitglied")
        if "is_founding_member" in columns
        else None,
        topics=_topics(row, topics) if "topics" in columns else None,
    )
    if not row.problems:
        _require_a_term(row, said)
    return None if row.problems else said


def _topics(row: Row, known: dict[str, Topic]) -> frozenset[Topic]:
    """Names between semicolons or commas; a topic may have a comma in its own name."""
    text = row.text("topics")
    if whole := known.get(text.casefold()):
        return frozenset([whole])
    names = _parts(text)
    for name in names:
        if name.casefold() not in known:
            row.wrong(f"Das Thema „{name[:SHOWN]}“ gibt es nicht. Bitte legen Sie es zuerst an.")
    return frozenset(known[name.casefold()] for name in names if name.casefold() in known)


def _parts(text: str) -> list[str]:
    sign = ";" if ";" in text else ","
    return [name.strip() for name in text.split(sign) if name.strip()]


def _require_a_term(row: Row, said: Said) -> None:
    if said.district is None:
        row.wrong("Der Landkreis fehlt.")
    days = [on for on in (said.joined_on, said.left_on) if on]
    if any(not 1990 <= on.year <= 2099 for on in days):
        row.wrong(_rule("membership_in_plain_years"))
    elif len(days) == 2 and said.left_on < said.joined_on:
        row.wrong(_rule("membership_ends_after_it_begins"))


def _rule(name: str) -> str:
    rules = {rule.name: rule.violation_error_message for rule in Membership._meta.constraints}
    return rules[name]
