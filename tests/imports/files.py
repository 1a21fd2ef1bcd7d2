"""Files to import, as people make them."""

import io

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

PEOPLE = "/verwaltung/members/person/import/"
MEMBERSHIPS = "/verwaltung/members/membership/import/"
HEAD = (
    "E-Mail-Adresse;Name;Landkreis;Kreisschlüssel;Organisation;Funktion;Bezeichnung;"
    "von;bis;stimmberechtigt"
)


def lines(*rows: str, head: str = HEAD, encoding: str = "utf-8") -> bytes:
    """A CSV of these rows, each a string with semicolons."""
    return "\r\n".join([head, *rows, ""]).encode(encoding)


def workbook(*rows, title="Liste", **more) -> bytes:
    """An XLSX of these rows, each a sequence of values."""
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    for other, content in more.items():
        sheet = book.create_sheet(other)
        for row in content:
            sheet.append(row)
    return saved(book)


def saved(book) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_formula() -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["E-Mail-Adresse", "Name"])
        sheet.write_string(1, 0, "neu@forum.example")
        sheet.write_formula(1, 1, '=HYPERLINK("http://x.example")')
    return file.getvalue()


def upload(client, content: bytes, path=PEOPLE, name="liste.csv"):
    return client.post(path, {"file": SimpleUploadedFile(name, content)})
