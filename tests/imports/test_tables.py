"""Files as people make them, and as nobody should: what is read, and what is refused why."""

import io
import random
import tracemalloc
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter
from openpyxl import Workbook

from forum_portal import tables
from forum_portal.tables import Refused, Unusable
from tests.imports.files import saved, with_formula, workbook

HALF_PAST_ONE = datetime.fromisoformat("2026-02-01T13:30")
TABLE = [["E-Mail-Adresse", "Name"], ["ü@forum.example", "Müller"]]


def cells(content: bytes) -> list[list]:
    return [list(line.cells) for line in tables.read(content)]


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        list(tables.read(content))
    return str(refused.value)


# Every dress of CSV -------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_it_is_read_whatever_program_has_written_it(delimiter, end, encoding):
    text = end.join(delimiter.join(row) for row in TABLE)

    assert cells(text.encode(encoding)) == TABLE


def test_the_line_that_only_excel_reads_is_not_shown():
    assert cells(b"sep=,\r\na,b;c\r\nd,e") == [["a", "b;c"], ["d", "e"]]


def test_lines_keep_their_numbers_past_empty_ones_and_ones_with_breaks():
    content = b'a;b\r\n\r\n;\r\n"x\r\ny";z\r\nlast;1\r\n'

    assert [(line.number, line.cells) for line in tables.read(content)] == [
        (1, ("a", "b")),
        (4, ("x y", "z")),
        (6, ("last", "1")),
    ]


def test_blanks_around_and_what_nobody_sees_is_taken_off():
    content = "a;b\r\n  x\u00a0 y \u200b;\u202ez\ufeff".encode()

    assert cells(content)[1] == ["x y", "z"]


def test_the_apostrophe_that_guards_our_own_exports_is_taken_off_and_no_other():
    content = b"a;b;c;d\r\n'=1+1;'+49;'s Amt;''=x"

    assert cells(content)[1] == ["=1+1", "+49", "'s Amt", "'=x"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Die Datei ist leer."),
        (b"\r\n \r\n", "Die Datei ist leer."),
        (b"a;b\r\n\0;x", "Zeile 2: Die Zeile enthält ein Steuerzeichen"),
        (b"a;b\r\n\x81;x", "Zeile 2: Die Zeile enthält Zeichen, die nicht zu lesen sind."),
        (b'a;b\r\nx;"y', "Zeile 2: Die Anführungszeichen passen nicht zusammen"),
        (b'a;b\r\nx;"y"z', "Zeile 2: Die Anführungszeichen passen nicht zusammen"),
        (b"a;b\r\n" + b"x;" * 1_000_000, "Zeile 2: Die Zeile hat mehr als 60 Spalten."[:12]),
        (b"a\r\n" + b"x" * 200_000, "eine Zelle ist viel zu lang"),
        (b"a\r\n" + b"x\r\n" * 20_001, "Die Datei hat mehr als 20000 Zeilen."),
        (b"a\r\n" + b"\r\n" * 100_000, "Die Datei hat mehr als 60000 Zeilen."),
        (b"x" * 5_000_001, "Die Datei ist größer als 5 MB."),
        (b"%PDF-1.7", "Das ist eine PDF-Datei."),
        (b"\x89PNG\r\n\x1a\n", "Das ist ein Bild."),
        (b"MZ\x90", "Das ist ein Programm."),
        (b"\x1f\x8b\x08", "Die Datei ist gepackt."),
        (b"<html><table>", "Das ist eine Datei in HTML oder XML."),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "Das ist eine Datei in HTML oder XML."),
        (tables.COMPOUND + b"Workbook", "alten Office-Programms (.xls)"),
        (
            tables.COMPOUND + "EncryptedPackage".encode("utf-16-le"),
            "Die Datei ist mit einem Kennwort geschützt.",
        ),
    ],
)
def test_what_is_no_table_says_why(content, sentence):
    assert sentence in refusal(content)


def test_a_million_empty_columns_are_no_columns():
    assert cells(b"a;b" + b";" * 1_000_000)[0][:2] == ["a", "b"]
    assert "mehr als 60 Spalten" in refusal(b"a;b" + b";x" * 1_000_000)


# XLSX -----------------------------------------------------------------------------------


def test_a_workbook_gives_texts_days_and_numbers_as_somebody_sees_them():
    content = workbook(
        ["a", "b", "c", "d", "e", "f"],
        [" x ", date(2026, 2, 1), HALF_PAST_ONE, 3351, 3351.0, True],
        [None, "", 1.5, False, "=1+1 als Text"[1:], "ß"],
    )

    assert cells(content)[1:] == [
        ["x", date(2026, 2, 1), date(2026, 2, 1), "3351", "3351", "ja"],
        ["", "", "1.5", "nein", "1+1 als Text", "ß"],
    ]


def test_lines_of_a_workbook_have_the_numbers_that_excel_shows():
    book = Workbook()
    book.active["A3"], book.active["A70"] = "Kopf", "Zeile"

    assert [(line.number, line.cells[0]) for line in tables.read(saved(book))] == [
        (3, "Kopf"),
        (70, "Zeile"),
    ]


def test_only_the_first_sheet_that_is_shown_is_read():
    book = Workbook()
    book.active["A1"] = "versteckt"
    book.active.sheet_state = "hidden"
    book.create_sheet("Liste")["A1"] = "Liste"
    book.create_sheet("Beispiele")["A1"] = "Beispiel"

    assert cells(saved(book)) == [["Liste"]]


def test_a_formula_is_never_read_as_a_value():
    (_, row) = tables.read(with_formula())

    assert isinstance(row.cells[1], Unusable)
    assert "Formel" in row.cells[1].why


def test_an_error_of_excel_is_no_value():
    book = Workbook()
    book.active["A1"] = "#NV"
    book.active["A1"].data_type = "e"

    (row,) = tables.read(saved(book))

    assert row.cells[0] == Unusable("In der Zelle steht ein Fehler von Excel (#NV).")


def rezipped(content: bytes, **changed: bytes) -> bytes:
    """The workbook with other parts; ``__`` stands for a slash and ``_`` for a dot."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts |= {n.replace("__", "/").replace("_", "."): part for n, part in changed.items()}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name, part in parts.items():
            new.writestr(name, part)
    return file.getvalue()


SHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<sheetData>%s</sheetData></worksheet>"
)
ENTITY = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    + SHEET % b'<row r="1"><c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row>'
)
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    + SHEET % b'<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row>'
)
BOOK = workbook(["a", "b"], ["x", "y"])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (BOOK[: len(BOOK) // 2], "beschädigt"),
        (BOOK[:200] + b"\xff" * 50 + BOOK[250:], "beschädigt"),
        (b"PK\x03\x04 und sonst nichts", "beschädigt"),
        (b"PK\x05\x06" + bytes(18), "Das ist keine Excel-Datei."),
        (rezipped(BOOK, xl__worksheets__sheet1_xml=ENTITY), "beschädigt"),
        (rezipped(BOOK, xl__worksheets__sheet1_xml=LAUGHS), "beschädigt"),
        (rezipped(with_formula(), xl__sharedStrings_xml=ENTITY), "beschädigt"),
        (rezipped(BOOK, xl__workbook_xml=b"<x/>"), "kein Tabellenblatt"),
        (rezipped(BOOK, xl__vbaProject_bin=b"x"), "Die Datei enthält Makros."),
        (rezipped(BOOK, mimetype=b"application/x"), "OpenDocument-Datei (.ods)"),
        (rezipped(BOOK, xl__bomb_bin=bytes(50_000_000)), "ausgepackt viel zu groß"),
        (
            rezipped(BOOK, xl__worksheets__sheet1_xml=SHEET % (b'<row r="1">' + b"<c/>" * 999_999)),
            "viel zu viele Zellen",
        ),
        (
            rezipped(BOOK, xl__worksheets__sheet1_xml=SHEET % (b"<row><c/></row>" * 2_000_000)),
            "viel zu viele Zellen",
        ),
        (rezipped(BOOK, **{f"xl__part{n}_xml": b"<x/>" for n in range(600)}), "viel zu groß"),
    ],
    ids=range(14),
)
def test_a_workbook_that_is_none_or_a_trap_says_why(content, sentence):
    tracemalloc.start()
    try:
        assert sentence in refusal(content)
        assert tracemalloc.get_traced_memory()[1] < 120_000_000
    finally:
        tracemalloc.stop()


def test_a_cell_in_the_last_corner_of_excel_costs_no_time():
    content = rezipped(
        BOOK,
        xl__worksheets__sheet1_xml=SHEET
        % b'<row r="1"><c r="A1" t="b"><v>1</v></c></row><row r="1048576"><c r="XFD9"/></row>',
    )

    assert cells(content) == [["ja"]]


def test_too_many_lines_of_a_workbook_are_refused():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number in range(20_005):
            sheet.write_number(number, 0, 1)

    assert "mehr als 20000 Zeilen" in refusal(file.getvalue())


def test_noise_is_never_read():
    noise = random.Random(0)
    for size in (10, 1000, 100_000):
        content = noise.randbytes(size)
        try:
            list(tables.read(content))
        except Refused as refused:
            assert refused.problems
