"""Reading a file of counties: every line is right, or nothing of it is used."""

import csv
import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from forum_portal.tables import Problem, Refused

from .stages import DistrictKind

DATA = Path(__file__).parent / "data"
OWN_COPY = DATA / "districts.csv"
MOST_BYTES = 2_000_000
MOST_ROWS = 1_000

COLUMNS = [
    "ags",
    "name",
    "full_name",
    "kind",
    "state_key",
    "nuts3",
    "area_km2",
    "area_date",
    "population",
    "population_date",
    "note",
    "lon",
    "lat",
]


@dataclass
class Row:
    """One county of the file, with its line and what is wrong with it."""

    line: int
    values: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)

    def wrong(self, text):
        self.problems.append(Problem(self.line, text))


def read_own(name: str) -> list[dict]:
    """The rows of one of the portal's own files."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read(path: Path, states: set[str]) -> list[Row]:
    """The counties in ``path``, each in one of ``states``; else ``Refused``."""
    rows = [_row(line, record, states) for line, record in _records(_text(path))]
    _refuse_twins(rows, "ags", "Der Schlüssel")
    _refuse_twins(rows, "full_name", "Der Name")
    if problems := [problem for row in rows for problem in row.problems]:
        raise Refused(problems)
    if not rows:
        raise Refused([Problem(0, "Die Datei enthält keinen Landkreis.")])
    return rows


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Refused([Problem(0, f"{path} lässt sich nicht lesen: {error.strerror}.")]) from None
    if len(raw) > MOST_BYTES:
        raise Refused([Problem(0, "Die Datei ist größer als 2 MB.")])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        text = "Das ist kein UTF-8. Bitte speichern Sie die Datei als „CSV UTF-8“."
        raise Refused([Problem(line, text)]) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise Refused([Problem(line, "Die Zeile enthält ein Nullzeichen.")])
    return text


def _records(text: str):
    """Pairs of line number and record; the columns may stand in any order."""
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        header = next(reader, [])
        if missing := [column for column in COLUMNS if column not in header]:
            names = ", ".join(missing)
            raise Refused([Problem(1, f"Spalten fehlen: {names}. Trennzeichen ist das Komma.")])
        for number, cells in enumerate(reader, start=1):
            if number > MOST_ROWS:
                text = f"Die Datei hat mehr als {MOST_ROWS} Landkreise."
                raise Refused([Problem(reader.line_num, text)])
            if cells:
                yield reader.line_num, _record(header, cells)
    except csv.Error:
        text = "Die Anführungszeichen in dieser Zeile passen nicht zusammen."
        raise Refused([Problem(reader.line_num, text)]) from None


def _record(header, cells):
    return dict(zip(header, cells, strict=True)) if len(header) == len(cells) else None


def _row(line, record, states):
    row = Row(line)
    if record is None:
        row.wrong("Die Zeile hat zu viele oder zu wenige Spalten.")
        return row
    cells = {column: record[column].strip() for column in COLUMNS}
    row.values = {
        "ags": _key(row, cells, states),
        "name": _name(row, cells["name"], 80),
        "full_name": _name(row, cells["full_name"], 120),
        "kind": _kind(row, cells["kind"]),
        "federal_state_id": cells["state_key"],
        "nuts3": _nuts3(row, cells["nuts3"]),
        "area_km2": _area(row, cells["area_km2"]),
        "area_date": _day(row, "area_date", cells["area_date"]),
        "population": _population(row, cells["population"]),
        "population_date": _population_date(row, cells),
        "note": _note(row, cells["note"]),
        "longitude": _degrees(row, "lon", cells["lon"], 5, 16),
        "latitude": _degrees(row, "lat", cells["lat"], 47, 56),
    }
    return row


def _key(row, cells, states):
    ags, state = cells["ags"], cells["state_key"]
    if not re.fullmatch(r"[0-9]{5}", ags):
        row.wrong(f"ags „{ags[:20]}“ ist kein Kreisschlüssel aus fünf Ziffern.")
    elif state not in states:
        row.wrong(f"state_key „{state[:20]}“ ist kein Land.")
    elif not ags.startswith(state):
        row.wrong(f"ags {ags} liegt nicht im Land {state}.")
    return ags


def _name(row, text, most):
    if not text:
        row.wrong("Der Name fehlt.")
    elif len(text) > most:
        row.wrong(f"Der Name ist länger als {most} Zeichen.")
    elif not text.isprintable():
        row.wrong("Der Name enthält ein Steuerzeichen.")
    return text


def _note(row, text):
    if len(text) > 300 or not text.isprintable():
        row.wrong("note ist länger als 300 Zeichen oder enthält ein Steuerzeichen.")
    return text


def _kind(row, text):
    if text not in DistrictKind.values:
        row.wrong(f"kind „{text[:20]}“ ist weder landkreis noch kreisfrei.")
    return text


def _nuts3(row, text):
    if text and not re.fullmatch(r"DE[0-9A-Z]{3}", text):
        row.wrong(f"nuts3 „{text[:20]}“ ist kein Code der Ebene 3.")
    return text


def _area(row, text):
    try:
        area = Decimal(text)
    except InvalidOperation:
        area = Decimal(0)
    if not area.is_finite() or not 0 < area < 10_000:
        row.wrong(f"area_km2 „{text[:20]}“ ist keine Fläche in km².")
    return area


def _day(row, column, text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        row.wrong(f"{column} „{text[:20]}“ ist kein Datum wie 2024-12-31.")
    return None


def _population(row, text):
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,8}", text):
        row.wrong(f"population „{text[:20]}“ ist keine ganze Zahl.")
        return None
    return int(text)


def _population_date(row, cells):
    if bool(cells["population"]) != bool(cells["population_date"]):
        row.wrong("population und population_date gehören zusammen.")
        return None
    return _day(row, "population_date", cells["population_date"]) if cells["population"] else None


def _degrees(row, column, text, least, most):
    try:
        degrees = float(text)
    except ValueError:
        degrees = 0.0
    if not least <= degrees <= most:
        row.wrong(f"{column} „{text[:20]}“ liegt nicht in Deutschland.")
    return degrees


def _refuse_twins(rows, column, what):
    seen = {}
    for row in rows:
        value = row.values.get(column)
        if value in seen and value:
            row.wrong(f"{what} {value} steht schon in Zeile {seen[value]}.")
        seen.setdefault(value, row.line)
