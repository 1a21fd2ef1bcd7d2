"""Tables that people take out: CSV and XLSX in which nothing is taken for a formula."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import date

import xlsxwriter

from .tables import FORMULA

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RISKY = re.compile(rf"'*{FORMULA}")
WIDTH = 24
Value = str | date | bool | None


def guarded(text: str) -> str:
    """With an apostrophe before what a spreadsheet would calculate (ASVS 5.0, 1.2.10)."""
    return f"'{text}" if RISKY.match(text) else text


def csv_lines(rows: Iterable[Iterable[Value]]) -> Iterator[bytes]:
    """One line for each row, as a German Excel opens it: semicolons, and the mark of UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    yield b"\xef\xbb\xbf"
    for row in rows:
        writer.writerow([guarded(_words(value)) for value in row])
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


def write_xlsx(file, sheets: Iterable[tuple[str, Iterable[Iterable[Value]]]]) -> None:
    """Sheets by title, each with its header first; text is text, whatever it begins with."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        whole = {"text_wrap": True, "valign": "top"}  # no word is hidden behind the next column
        text, head = book.add_format(whole), book.add_format({**whole, "bold": True})
        day = book.add_format({"num_format": "dd.mm.yyyy", "valign": "top"})
        for title, rows in sheets:
            sheet = book.add_worksheet(title)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, 20, WIDTH)
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)  # printed, all columns stand side by side
            sheet.repeat_rows(0)
            for number, row in enumerate(rows):
                for at, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(number, at, value, day)
                    else:
                        sheet.write_string(number, at, _words(value), text if number else head)


def _words(value: Value) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nein"
        case date():
            return f"{value:%d.%m.%Y}"
        case text:
            return str(text)
