"""What the cells of a file of people or memberships say: days, yes and no, places."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from forum_portal.tables import Cell, Line, Problem, Refused, Unusable

from . import names
from .models import District, Organisation
from .stages import DistrictKind

YES = {"ja", "j", "x", "1", "wahr", "true", "yes", "y"}
NO = {"", "nein", "n", "0", "falsch", "false", "no", "-", "–"}
GERMAN = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{2}|\d{4})")
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
SHOWN = 60


@dataclass
class Row:
    """What one line says, and what is wrong with it."""

    line: int
    cells: dict[str, Cell]
    values: dict = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def wrong(self, text: str) -> None:
        self.problems.append(text)

    def text(self, name: str) -> str:
        """The cell as text; what is no value says so, once."""
        match self.cells.get(name, ""):
            case Unusable(why):
                self.cells[name] = ""
                self.wrong(why)
                return ""
            case date() as day:
                return day.isoformat()
            case str(text):
                return text


@dataclass(frozen=True)
class Column:
    """A column of a file: its heading, and what else people call it."""

    name: str
    heading: str
    others: tuple[str, ...] = ()

    @property
    def keys(self) -> set[str]:
        return {_key(heading) for heading in (self.heading, *self.others)}


@dataclass(frozen=True)
class Header:
    """Which column stands where, and the headings that nothing is read of."""

    places: dict[str, int]
    unread: tuple[str, ...]

    def row(self, line: Line) -> Row:
        cells = dict(enumerate(line.cells))
        return Row(line.number, {name: cells.get(at, "") for name, at in self.places.items()})


def header(line: Line | None, columns: list[Column], needed: list[tuple[str, ...]]) -> Header:
    """The columns of the first line; of each group of ``needed`` one has to be there."""
    if line is None:
        raise Refused([Problem(0, "Die Datei ist leer.")])
    places, unread = {}, []
    for at, cell in enumerate(line.cells):
        heading = cell if isinstance(cell, str) else ""
        column = next((c for c in columns if heading and _key(heading) in c.keys), None)
        if column is None:
            unread += [heading[:SHOWN]] if heading else []
        elif column.name in places:
            raise Refused([Problem(line.number, f"Die Spalte „{heading}“ gibt es zweimal.")])
        else:
            places[column.name] = at
    headings = {column.name: column.heading for column in columns}
    missing = [group for group in needed if not places.keys() & set(group)]
    if missing:
        words = [" oder ".join(f"„{headings[name]}“" for name in group) for group in missing]
        text = f"In der ersten Zeile fehlt die Spalte {', '.join(words)}. Namen der Spalten sind: "
        raise Refused([Problem(line.number, text + ", ".join(headings.values()) + ".")])
    return Header(places, tuple(unread))


def _key(heading: str) -> str:
    return names.slug(heading).replace("-", "")


# Values -----------------------------------------------------------------------------------


def words(row: Row, name: str, what: str, most: int) -> str:
    """A text of one line of at most ``most`` characters."""
    text = row.text(name)
    if len(text) > most:
        row.wrong(f"{what} ist länger als {most} Zeichen.")
    elif not text.isprintable():
        row.wrong(f"{what} enthält ein Zeichen, das nicht zu lesen ist.")
    return text


def day(row: Row, name: str, what: str) -> date | None:
    """01.02.2026, 2026-02-01 or a real date of Excel; an empty cell is None."""
    cell = row.cells.get(name, "")
    if isinstance(cell, date):
        return cell
    text = row.text(name)
    found = _written_day(text)
    if text and found is None:
        row.wrong(f"{what}: „{text[:SHOWN]}“ ist kein Datum wie 01.02.2026.")
    return found


def _written_day(text: str) -> date | None:
    if match := GERMAN.fullmatch(text):
        on, month, year = (int(part) for part in match.groups())
        if len(match[3]) == 2:
            year += 1900 if year >= 90 else 2000
    elif match := ISO.fullmatch(text):
        year, month, on = (int(part) for part in match.groups())
    else:
        return None
    try:
        return date(year, month, on)
    except ValueError:
        return None


def yes(row: Row, name: str, what: str) -> bool:
    """ja, x or 1; nein, 0 or nothing."""
    text = row.text(name)
    if text.lower() not in YES | NO:
        row.wrong(f"{what}: „{text[:SHOWN]}“ ist weder „ja“ noch „nein“.")
    return text.lower() in YES


# Places -----------------------------------------------------------------------------------

RURAL = {"landkreis", "kreis", "lk", "lkr", "landkr"}
URBAN = {"stadt", "kreisfreie stadt", "stadtkreis"}


class Places:
    """The counties and organisations, by all that people write for them."""

    def __init__(self):
        self.districts = {district.ags: district for district in District.objects.all()}
        self.organisations = {o.pk: o for o in Organisation.objects.all()}
        self._full, self._short = defaultdict(dict), defaultdict(dict)
        for district in self.districts.values():
            for key in _spellings(district.full_name):
                self._full[key][district.ags] = district
            for key in _spellings(district.name):
                self._short[key][district.ags] = district
        self._named = defaultdict(dict)
        for organisation in self.organisations.values():
            for key in {organisation.name.casefold(), organisation.short_name.casefold()} - {""}:
                self._named[key][organisation.pk] = organisation

    def district(self, row: Row) -> District | None:
        """By key, by name, or by both where they agree; None where the row names none."""
        key, text = row.text("ags"), row.text("district")
        if text[:1].isdigit():
            key, text = key or text, ""
        if not key:
            return self._by_name(row, text) if text else None
        district = self._by_key(row, key)
        if text and district and district not in self._called(text):
            row.wrong(f"Der Kreisschlüssel {district.ags} gehört zu {district}, nicht zu „{text}“.")
        return district

    def organisation(self, row: Row) -> Organisation | None:
        text = row.text("organisation")
        found = list(self._named.get(text.casefold(), {}).values())
        if text and len(found) != 1:
            why = "gibt es mehrmals" if found else "gibt es nicht. Bitte legen Sie sie zuerst an"
            row.wrong(f"Die Organisation „{text[:SHOWN]}“ {why}.")
        return found[0] if len(found) == 1 else None

    def _by_key(self, row, text):
        """Excel takes the key for a number and drops its leading zero."""
        digits = text.removesuffix(".0").replace(" ", "")
        found = self.districts.get(digits.zfill(5))
        # A key of eight digits is that of a municipality; its county stands in front.
        if found is None and len(digits) in (7, 8) and digits.isdigit():
            found = self.districts.get(digits.zfill(8)[:5])
        if found is None:
            row.wrong(f"Den Kreisschlüssel „{text[:SHOWN]}“ gibt es nicht.")
        return found

    def _by_name(self, row, text):
        found = self._called(text)
        if not found:
            row.wrong(f"Einen Landkreis „{text[:SHOWN]}“ gibt es nicht.")
        elif len(found) > 1:
            named = ", ".join(f"{district} ({district.ags})" for district in found)
            row.wrong(f"„{text[:SHOWN]}“ kann mehreres sein: {named}. Bitte den Schlüssel angeben.")
        return found[0] if len(found) == 1 else None

    def _called(self, text) -> list[District]:
        """All that ``text`` may mean: „Coburg“ is a city and the name of a county."""
        key = names.sort_key(text)
        kind, rest = _kind_before(key)
        found = self._full.get(key, {}) | {
            ags: district
            for ags, district in self._short.get(rest, {}).items()
            if kind in (None, district.kind)
        }
        return list(found.values())


def _kind_before(key: str) -> tuple[DistrictKind | None, str]:
    for beginnings, kind in ((RURAL, DistrictKind.RURAL), (URBAN, DistrictKind.URBAN)):
        for beginning in beginnings:
            if key.startswith(f"{beginning} "):
                return kind, key.removeprefix(f"{beginning} ")
    return None, key


def _spellings(name: str) -> set[str]:
    return {names.sort_key(name), names.slug(name).replace("-", " ")}
