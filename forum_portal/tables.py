"""Tables that people send in: CSV in every dress that Excel gives it, and XLSX.

Whoever reads one gets lines with their numbers and cells that are text or a day;
nothing of a file is ever executed, followed or unpacked without a bound.
"""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from openpyxl import load_workbook

MOST_BYTES = 5_000_000
MOST_ROWS = 20_000
MOST_LINES = 60_000  # with the empty ones between
MOST_COLUMNS = 60
MOST_CHARACTERS = 2_000  # in one cell
MOST_UNPACKED = 40_000_000
MOST_PARTS = 500
MOST_TAGS = 2_500_000
LONGEST_ROW = 250_000  # bytes of one row in a sheet
TOO_BIG = f"Die Datei ist größer als {MOST_BYTES // 1_000_000} MB. Bitte teilen Sie sie auf."
AS_XLSX = "Bitte speichern Sie sie als Excel-Arbeitsmappe (.xlsx) oder als CSV."


@dataclass(frozen=True)
class Problem:
    """What is wrong in a line; line 0 is the file as a whole."""

    line: int
    text: str

    def __str__(self):
        return f"Zeile {self.line}: {self.text}" if self.line else self.text


class Refused(Exception):
    """The file has problems, and nothing of it was used."""

    def __init__(self, problems):
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class Unusable:
    """A cell whose content is no value: a formula, an error of Excel."""

    why: str


Cell = str | date | Unusable


@dataclass(frozen=True)
class Line:
    """One line of a table that is not empty, with its number in the file."""

    number: int
    cells: tuple[Cell, ...]


def read(content: bytes) -> Iterator[Line]:
    """The lines of a table, the header first; ``Refused`` if the file is none or too big.

    What kind of file it is, its content says and not its name.
    """
    if len(content) > MOST_BYTES:
        raise _refusal(TOO_BIG)
    if not content.strip(b"\0 \t\r\n"):
        raise _refusal("Die Datei ist leer.")
    lines = _sheet(content) if _is_packed(content) else _filled(_csv(content))
    for count, line in enumerate(lines):
        if count > MOST_ROWS:
            words = f"Die Datei hat mehr als {MOST_ROWS} Zeilen. Bitte teilen Sie sie auf."
            raise _refusal(words, line.number)
        yield line


def _filled(lines: Iterator[Line]) -> Iterator[Line]:
    return (line for line in lines if line.cells)


def _refusal(text: str, line: int = 0) -> Refused:
    return Refused([Problem(line, text)])


# What the content is ----------------------------------------------------------------

PACKED = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the files of old Office programs
OTHERS = [
    (b"%PDF", "Das ist eine PDF-Datei."),
    (b"{\\rtf", "Das ist ein Textdokument."),
    (b"\x89PNG", "Das ist ein Bild."),
    (b"\xff\xd8\xff", "Das ist ein Bild."),
    (b"GIF8", "Das ist ein Bild."),
    (b"\x1f\x8b", "Die Datei ist gepackt."),
    (b"7z\xbc\xaf", "Die Datei ist gepackt."),
    (b"Rar!", "Die Datei ist gepackt."),
    (b"MZ", "Das ist ein Programm."),
    (b"\x7fELF", "Das ist ein Programm."),
]
MARKUP = re.compile(rb"(\xef\xbb\xbf)?\s*<(\?xml|!doctype|html|table|svg|workbook)", re.IGNORECASE)


def _is_packed(content: bytes) -> bool:
    """Whether it is a ZIP archive, as XLSX is; what is neither that nor text is refused."""
    if content.startswith(COMPOUND):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise _refusal("Die Datei ist mit einem Kennwort geschützt. Bitte entfernen Sie es.")
        raise _refusal(f"Das ist eine Datei eines alten Office-Programms (.xls). {AS_XLSX}")
    for beginning, words in OTHERS:
        if content.startswith(beginning):
            raise _refusal(f"{words} {AS_XLSX}")
    if MARKUP.match(content):
        raise _refusal(f"Das ist eine Datei in HTML oder XML. {AS_XLSX}")
    return content.startswith(PACKED)


# CSV ----------------------------------------------------------------------------------

DELIMITERS = [";", "\t", ","]
SAID = re.compile(r"sep=(.)\s*", re.IGNORECASE)  # a line that Excel reads and does not show
NO_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def _csv(content: bytes) -> Iterator[Line]:
    text = _decoded(content)
    lines = text.splitlines(keepends=True) if "\n" not in text else io.StringIO(text, newline="")
    first = _first_line(text)
    said = SAID.fullmatch(first)
    reader = csv.reader(lines, delimiter=said[1] if said else _delimiter(first), strict=True)
    yield from _records(reader, skip=1 if said else 0)


def _records(reader, skip) -> Iterator[Line]:
    number = 1
    try:
        for cells in reader:
            if number > skip:
                if len(cells) > MOST_COLUMNS and any(cells[MOST_COLUMNS:]):
                    raise _refusal(f"Die Zeile hat mehr als {MOST_COLUMNS} Spalten.", number)
                yield Line(number, _trimmed(_unguarded(cell) for cell in cells[:MOST_COLUMNS]))
            number = reader.line_num + 1
            if number > MOST_LINES:
                raise _refusal(f"Die Datei hat mehr als {MOST_LINES} Zeilen.", number)
    except csv.Error:
        words = "Die Anführungszeichen passen nicht zusammen, oder eine Zelle ist viel zu lang."
        raise _refusal(words, number) from None


def _decoded(content: bytes) -> str:
    """UTF-16 and UTF-8 as their marks say, else UTF-8 where it is that, else Windows-1252."""
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            continue
        if found := NO_CONTROL.search(text):
            line = text.count("\n", 0, found.start()) + 1
            raise _refusal("Die Zeile enthält ein Steuerzeichen, das in keinen Text gehört.", line)
        return text
    words = "Die Zeile enthält Zeichen, die nicht zu lesen sind. "
    raise _refusal(words + "Bitte speichern Sie die Datei als „CSV UTF-8“.", line)


def _encodings(content: bytes) -> list[str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    if content.startswith(b"\xef\xbb\xbf"):
        return ["utf-8-sig"]
    # Without its mark: of text in Latin letters every other byte is empty.
    beginning = content[:400]
    if beginning[1::2].count(0) > len(beginning) // 3:
        return ["utf-16-le"]
    if beginning[::2].count(0) > len(beginning) // 3:
        return ["utf-16-be"]
    return ["utf-8", "cp1252"]


def _first_line(text: str) -> str:
    return next((line for line in text[:100_000].splitlines() if line.strip()), "")


def _delimiter(line: str) -> str:
    """What parts the header's names, in which none of these signs stands."""
    return max(DELIMITERS, key=lambda sign: (line.count(sign), -DELIMITERS.index(sign)))


# XLSX ---------------------------------------------------------------------------------


def _sheet(content: bytes) -> list[Line]:
    """The lines of the first sheet that is shown, as far as they are read."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        _require_harmless(archive)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about decoration that is not read here
            return list(islice(_filled(_rows(content)), MOST_ROWS + 2))
    except Refused:
        raise
    except Exception as error:
        # A file that is damaged, or made to be, breaks its reader in any way there is.
        words = f"Die Datei ist beschädigt oder keine Excel-Datei. {AS_XLSX}"
        raise _refusal(words) from error


def _require_harmless(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if "mimetype" in names or "content.xml" in names:
        raise _refusal(f"Das ist eine OpenDocument-Datei (.ods). {AS_XLSX}")
    if not any(name.lower().startswith("xl/") for name in names):
        raise _refusal(f"Das ist keine Excel-Datei. {AS_XLSX}")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise _refusal("Die Datei enthält Makros. Bitte speichern Sie sie als .xlsx ohne Makros.")
    if any(part.flag_bits & 1 for part in parts):
        raise _refusal("Die Datei ist mit einem Kennwort geschützt. Bitte entfernen Sie es.")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise _refusal("Die Datei ist ausgepackt viel zu groß. Bitte teilen Sie sie auf.")
    _require_bounded(archive)


ROWS = re.compile(rb"<(/?)(?:\w+:)?(?:row|sheetData)[\s>/]")


def _require_bounded(archive: zipfile.ZipFile) -> None:
    """Count tags before they become objects: one of four bytes takes a hundred in memory.

    A row becomes objects as a whole, so that a single one must not be long either.
    """
    tags = 0
    for name in archive.namelist():
        with archive.open(name) as part:
            row = _Row()
            while chunk := part.read(100_000):
                tags += chunk.count(b"<")
                row.pass_by(chunk)
                if tags > MOST_TAGS or row.longest > LONGEST_ROW:
                    raise _refusal("Die Datei hat viel zu viele Zellen. Bitte teilen Sie sie auf.")


class _Row:
    """How long the longest row of a sheet is, while its bytes pass by."""

    def __init__(self):
        self.at = 0
        self.began: int | None = None
        self.longest = 0

    def pass_by(self, chunk: bytes) -> None:
        for tag in ROWS.finditer(chunk):
            self._measure(self.at + tag.start())
            self.began = None if tag[1] else self.at + tag.start()
        self.at += len(chunk)
        self._measure(self.at)

    def _measure(self, at: int) -> None:
        if self.began is not None:
            self.longest = max(self.longest, at - self.began)


def _rows(content: bytes) -> Iterator[Line]:
    book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not shown:
        raise _refusal("Die Datei enthält kein Tabellenblatt.")
    sheet = shown[0]
    sheet.reset_dimensions()  # what the file says of itself may be anything
    rows = sheet.iter_rows(max_row=MOST_LINES, max_col=MOST_COLUMNS)
    for number, row in enumerate(rows, start=1):
        yield Line(number, _trimmed(_value(cell) for cell in row))


def _value(cell) -> Cell:
    if cell.data_type == "f":
        return Unusable("In der Zelle steht eine Formel. Bitte fügen Sie nur ihren Wert ein.")
    if cell.data_type == "e":
        return Unusable(f"In der Zelle steht ein Fehler von Excel ({str(cell.value)[:20]}).")
    match cell.value:
        case None:
            return ""
        case bool():
            return "ja" if cell.value else "nein"
        case datetime():
            return cell.value.date()
        case date():
            return cell.value
        case float() if cell.value.is_integer():
            return _plain(str(int(cell.value)))
        case other:
            return _plain(str(other))


# Cells ----------------------------------------------------------------------------------

FORMULA = r"[=+\-@\t\r]"  # what a spreadsheet takes for the beginning of one
GUARD = re.compile(rf"'(?='*{FORMULA})")
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


def _trimmed(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """Without the empty ones at the end."""
    filled = list(cells)
    while filled and not filled[-1]:
        filled.pop()
    return tuple(filled)


def _unguarded(text: str) -> Cell:
    """The text of a cell of CSV without the apostrophe that our own exports put before it."""
    return _plain(text[1:] if GUARD.match(text) else text)


def seen(text: str) -> str:
    """As somebody sees it on one line: single blanks, and no signs without width."""
    return " ".join(UNSEEN.sub("", text).split())


def _plain(text: str) -> Cell:
    text = seen(text)
    if len(text) > MOST_CHARACTERS:
        return Unusable(f"Die Zelle enthält mehr als {MOST_CHARACTERS} Zeichen.")
    if NO_CONTROL.search(text):
        return Unusable("Die Zelle enthält ein Steuerzeichen, das in keinen Text gehört.")
    return text
