"""Whatever file is handed in as a paper: taken for what it is, or refused with the reason (row 37).

All of them are built here, and come in by the page.
"""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from forum_portal import uploads
from meetings.models import MeetingPaper
from meetings.papers import CONTENT_TYPES, recognise
from meetings.stages import PaperKind
from tests.factories.meetings import make_meeting
from tests.factories.papers import (
    EICAR,
    MAIN,
    OPEN_DOCUMENT,
    PDF,
    RELATIONS,
    XML,
    claims_to_unfold,
    huge_picture,
    in_utf16,
    many_parts,
    office,
    open_document,
    packed,
    relation,
    with_doctype,
    with_link,
)
from tests.factories.pictures import make_picture

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
DOCM = "application/vnd.ms-word.document.macroEnabled.main+xml"
TEMPLATE = relation("attachedTemplate", "https://boese.example/x.dotm")

FINE = {
    "pdf": PDF,
    **{kind: office(kind) for kind in MAIN},
    **{kind: open_document(kind) for kind in OPEN_DOCUMENT},
    "png": make_picture("PNG"),
    "jpg": make_picture("JPEG"),
    "txt": "Grüße aus Celle".encode(),
    "csv": "Kreis;Zahl\nCelle;-3,5\n".encode("cp1252"),
}

TABLE = [
    # what, what it is called, what is in it, what the office reads
    ("empty", "leer.pdf", b"", "Die Datei ist leer"),
    ("too large", "gross.txt", b"a" * 25_000_001, "größer als 25 MB"),
    ("SVG", "bild.svg", SVG, "Webseiten, SVG und XML"),
    ("SVG called a picture", "bild.png", SVG, "Webseiten, SVG und XML"),
    ("SVG in UTF-16", "bild.svg", SVG.decode().encode("utf-16"), "Webseiten, SVG und XML"),
    ("HTML", "seite.html", HTML, "Webseiten, SVG und XML"),
    ("HTML far below text", "a.txt", b"a" * 65_530 + HTML, "Webseiten, SVG und XML"),
    ("a program", "rechnung.pdf.exe", b"MZ\x90\0\3\0\0\0", "Diese Art von Datei"),
    ("a program called PDF", "rechnung.pdf", b"MZ\x90\0\3\0\0\0", "Diese Art von Datei"),
    ("a script", "plan.txt", b"#!/bin/sh\nrm -rf /\n", "Diese Art von Datei"),
    ("control characters", "a.txt", b"a\x1b]0;b\x07", "Diese Art von Datei"),
    ("EICAR", "viren.txt", EICAR, "sieht aus wie Schadsoftware"),
    ("EICAR before a picture", "viren.png", EICAR + make_picture("PNG"), "Schadsoftware"),
    ("an old Word file", "alt.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "alten"),
    ("PDF cut off", "halb.pdf", PDF[:40], "Die Datei ist beschädigt"),
    ("PDF behind HTML", "beides.pdf", b"<html>" + PDF, "zwei Dateien in einer"),
    ("HTML behind PDF", "beides.pdf", PDF + HTML, "zwei Dateien in einer"),
    ("archive behind PDF", "beides.pdf", PDF + office(), "zwei Dateien in einer"),
    ("archive behind a picture", "b.jpg", make_picture() + office(), "zwei Dateien in einer"),
    ("PDF behind a picture's head", "b.png", make_picture("PNG")[:40] + PDF, "zwei Dateien"),
    ("HTML behind a picture", "b.png", make_picture("PNG") + HTML, "zwei Dateien in einer"),
    ("HTML behind an archive", "b.docx", office() + HTML, "zwei Dateien in einer"),
    ("HTML as an archive's comment", "b.docx", packed({"a": b""}, HTML), "zwei Dateien"),
    ("a picture cut off", "halb.png", make_picture("PNG")[:-40], "Die Datei ist beschädigt"),
    ("a huge picture", "riesig.png", huge_picture(), "mehr als 60 Megapixel"),
    ("an archive", "alles.zip", packed({"a.txt": b"a"}), "Diese Art von Datei"),
    ("an archive cut off", "halb.docx", office()[:-30], "zwei Dateien in einer"),
    ("an archive called Word", "alles.docx", packed({"a.txt": b"a"}), "Diese Art von Datei"),
    ("docm", "brief.docm", office(main=DOCM), "enthält Makros"),
    ("docm called docx", "brief.docx", office(main=DOCM), "enthält Makros"),
    ("macros in docx", "b.docx", office(**{"word/vbaProject.bin": b"x"}), "enthält Makros"),
    ("macros in odt", "b.odt", open_document(**{"Basic/a/b.xml": XML}), "enthält Makros"),
    ("scripts in odt", "b.odt", open_document(**{"Scripts/python/a.py": b""}), "Makros"),
    ("a program in docx", "b.docx", office(**{"word/media/a.EXE": b"MZ"}), "Diese Art von Datei"),
    ("zip bomb", "bombe.xlsx", claims_to_unfold(4_000_000_000), "ausgepackt viel zu groß"),
    ("too many parts", "teile.docx", many_parts(5_001), "ausgepackt viel zu groß"),
    ("a way out", "b.docx", office(**{"../../etc/cron.d/a": b""}), "Die Datei ist beschädigt"),
    ("a Windows way out", "b.docx", office(**{r"..\..\a.png": b""}), "Die Datei ist beschädigt"),
    ("an absolute way", "b.docx", office(**{"/etc/passwd": b""}), "Die Datei ist beschädigt"),
    ("a symbolic link", "b.docx", with_link(), "Die Datei ist beschädigt"),
    ("external entities", "b.docx", with_doctype(), "von außerhalb"),
    ("the same in UTF-16", "b.docx", office(**{"a.xml": in_utf16(
        XML + b'<!DOCTYPE a [<!ENTITY b "c">]><a/>')}), "von außerhalb"),
    ("a doctype behind a comment", "b.odt", open_document(**{"a.xml": XML + b"<!--" + b"a" * 9_000
        + b'--><!DOCTYPE a SYSTEM "https://boese.example/"><a/>'}), "von außerhalb"),
    ("a template from the web", "b.docx", office(**{"word/_rels/a.rels": TEMPLATE}), "außerhalb"),
    ("a picture from the web", "b.docx", office(**{"word/_rels/a.rels": relation(
        "image", "HTTP://boese.example/pixel.png")}), "von außerhalb"),
]  # fmt: skip
NAMES = [
    "Haushalt.pdf.exe",  # two endings
    "Haushalt\u202efdp.exe",  # read from right to left
    "Haushalt\r\nSet-Cookie: a=b.pdf",
    "../../../etc/passwd",
    "a" * 400 + ".html",
    "Übersicht „Kosten“.svg",
]

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def hand_in(client_of, office, folder):
    meeting, client = make_meeting(office), client_of(office)

    def post(content, name="datei.pdf", title="Haushalt 2027", **more):
        path = reverse("meetings:add_paper", args=[meeting.pk])
        file = SimpleUploadedFile(name, content, "application/pdf")
        return client.post(path, {"title": title, "file": file, **more})

    return post


@pytest.mark.parametrize("kind", FINE)
def test_what_is_allowed_is_known_by_what_is_in_it_and_handed_out_inert(
    hand_in, client_of, office, folder, kind
):
    name = "zahlen.csv" if kind == "csv" else "irgendwas.exe"

    assert hand_in(FINE[kind], name).status_code == 302

    paper = MeetingPaper.objects.get()
    assert (paper.kind, paper.size) == (kind, len(FINE[kind]))
    answer = client_of(office).get(paper.get_absolute_url())
    assert answer.getvalue() == FINE[kind]
    assert answer["Content-Type"] == CONTENT_TYPES[PaperKind(kind)]
    assert answer["Content-Disposition"] == f'attachment; filename="haushalt-2027.{kind}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("name", "content", "words"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_what_is_not_allowed_is_refused_with_its_reason_and_nothing_typed_is_lost(
    hand_in, folder, name, content, words
):
    html = hand_in(content, name).content.decode()

    assert words in html
    assert 'value="Haushalt 2027"' in html
    assert not MeetingPaper.objects.exists()
    assert list(folder.rglob("*")) == []


@pytest.mark.parametrize("name", NAMES)
def test_no_name_of_a_file_reaches_the_disk_or_a_header(hand_in, client_of, office, folder, name):
    assert hand_in(PDF, name).status_code == 302

    paper = MeetingPaper.objects.get()
    [stored] = (folder / "papers").iterdir()
    assert stored.name.isalnum()
    answer = client_of(office).get(paper.get_absolute_url())
    assert answer["Content-Disposition"] == 'attachment; filename="haushalt-2027.pdf"'
    answer.close()


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Übergang Schule – Beruf", "uebergang-schule-beruf.pdf"),
        ("../../etc/passwd", "etcpasswd.pdf"),
        ("Plan.exe", "planexe.pdf"),
        ("a" * 200, "a" * 80 + ".pdf"),
        ("خطة", "unterlage.pdf"),
    ],
)
def test_a_download_is_called_by_its_title_in_plain_letters(
    hand_in, client_of, office, title, name
):
    assert hand_in(PDF, title=title).status_code == 302

    answer = client_of(office).get(MeetingPaper.objects.get().get_absolute_url())
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    answer.close()


@pytest.mark.parametrize(
    "cell", ["=1+1", '"=cmd|/c calc"', "+cmd|a", "-a", "@SUM(A1)", "\t=1", "a;=1"]
)
def test_a_table_with_formulas_is_handed_out_as_text(cell):
    content = f"Kreis;Zahl\n{cell};1\n".encode()

    assert recognise(io.BytesIO(content), len(content), "a.csv") == PaperKind.TEXT


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("word/_rels/a.rels", relation("hyperlink", "https://landkreis.example/frame")),
        ("word/_rels/a.rels", relation("attachedTemplate", "file:///H:/Vorlagen/Brief.dotx")),
        ("word/media/image1.svg", SVG),
        ("docProps/custom.xml", XML + f"<a x='{RELATIONS}'/>".encode()),
    ],
)
def test_what_offices_write_every_day_is_no_danger(name, content):
    document = office(**{name: content})

    assert recognise(io.BytesIO(document), len(document)) == PaperKind.DOCX


def test_a_file_without_end_is_refused_and_only_its_beginning_ever_kept(hand_in):
    html = hand_in(b"0" * (uploads.MOST_BYTES + 5_000_000)).content.decode()

    assert "größer als 25 MB" in html


def test_only_the_office_and_those_who_see_the_meeting_get_a_file(
    hand_in, client_of, celle_officer, partner, stranger
):
    hand_in(PDF)
    path = MeetingPaper.objects.get().get_absolute_url()

    answers = {p.email: client_of(p).get(path) for p in (celle_officer, partner, stranger)}

    assert [answer.status_code for answer in answers.values()] == [200, 404, 403]
    assert answers[celle_officer.email].getvalue() == PDF
