"""Minutes as PDF and for Word: what a screen reader finds, and the same words as on the page."""

import io

import docx
import pikepdf
import pytest
from django.urls import reverse
from docx.oxml.ns import qn

from forum_portal.dates import plain_date
from meetings.services import minuting
from tests.factories.meetings import make_adopted, make_circulated, make_minutes, make_over
from tests.factories.members import NOON

pytestmark = pytest.mark.django_db
TEXT = """## Teilnehmende

| Landkreis | Wer |
| --- | --- |
| Landkreis Celle | Kim *Muster* |

### 1. Begrüßung

Der Kreis sagt **ja**, siehe [Gesetz](https://gesetz.example).

3. drei
4. vier

- ein \x02 Punkt
  1. darunter
"""
WORDS = ["Teilnehmende", "Landkreis Celle", "Muster", "1. Begrüßung", "(https://gesetz.example)"]


@pytest.fixture
def minutes(office):
    return make_circulated(make_over(office, title="Müllheim & <Umland>"), office, TEXT)


def download(client, minutes, form):
    url = reverse("meetings:minutes_file", args=[minutes.meeting_id, form])
    response = client.get(url)
    assert response.status_code == 200
    name = f'attachment; filename="protokoll-{minutes.meeting_id}.{form}"'
    assert response["Content-Disposition"] == name
    return response.content


def kinds(node) -> list[str]:
    """The elements of a PDF's structure, in order."""
    if isinstance(node, pikepdf.Array):
        return [kind for one in node for kind in kinds(one)]
    if not isinstance(node, pikepdf.Dictionary):
        return []
    return [str(node.get("/S", "")), *(kinds(node.K) if "/K" in node else [])]


def test_the_pdf_is_tagged_and_has_language_title_headings_and_table_headers(
    client_of, celle_officer, minutes
):
    content = download(client_of(celle_officer), minutes, "pdf")

    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "de-DE"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        meta = pdf.open_metadata()
        assert meta["dc:title"] == "Protokoll: Müllheim & <Umland>"
        assert meta["pdfuaid:part"] == "1"
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "A")
        found = kinds(pdf.Root.StructTreeRoot.K)
    assert [kind for kind in found if kind in ("/H1", "/H2", "/H3")] == ["/H1", "/H2", "/H3"]
    assert found.count("/TH") == 2
    assert found.count("/TD") == 2
    assert {"/Table", "/THead", "/L", "/LI"} <= set(found)


def test_on_paper_a_wide_table_stands_in_parts_behind_its_first_column(client_of, office):
    row = "|".join(f" {number} " for number in range(30))
    text = f"|{row}|\n|{'---|' * 30}\n|{row}|"
    minutes = make_minutes(make_over(office), office, text)

    content = download(client_of(office), minutes, "pdf")

    with pikepdf.open(io.BytesIO(content)) as pdf:
        found = kinds(pdf.Root.StructTreeRoot.K)
    assert (found.count("/Table"), found.count("/TH"), found.count("/TD")) == (5, 34, 34)


def test_word_has_styles_a_table_header_and_nobody_as_author(client_of, celle_officer, minutes):
    content = download(client_of(celle_officer), minutes, "docx")

    document = docx.Document(io.BytesIO(content))
    styled = [(p.style.name, p.text) for p in document.paragraphs if p.text]
    assert styled[:4] == [
        ("Title", "Protokoll: Müllheim & <Umland>"),
        ("Subtitle", styled[1][1]),
        ("Subtitle", styled[2][1]),
        ("Heading 2", "Teilnehmende"),
    ]
    assert styled[1][1].startswith("Im Umlauf, Frist für Anmerkungen: ")
    assert styled[4:] == [
        ("Heading 3", "1. Begrüßung"),
        ("Normal", "Der Kreis sagt ja, siehe Gesetz (https://gesetz.example)."),
        ("List Number", "drei"),
        ("List Number", "vier"),
        ("List Bullet", "ein  Punkt"),
        ("List Number 2", "darunter"),
    ]
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Landkreis", "Wer"],
        ["Landkreis Celle", "Kim Muster"],
    ]
    headers = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]
    assert headers == [True, False]
    about = document.core_properties
    assert (about.title, about.language) == ("Protokoll: Müllheim & <Umland>", "de-DE")
    assert about.author == about.last_modified_by == about.comments == ""


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_the_same_minutes_are_the_same_bytes(client_of, office, minutes, at, form):
    client = client_of(office)
    first = download(client, minutes, form)

    at(NOON.replace(hour=18))
    assert download(client, minutes, form) == first
    minuting.change_minutes(minutes, text="Anders", by=office, now=NOON)
    assert download(client, minutes, form) != first


def test_page_pdf_and_word_say_the_same_about_where_the_minutes_stand(client_of, office):
    later = "Genehmigt am"
    for minutes, words in [
        (make_minutes(make_over(office), office, TEXT), "Entwurf, nur für die Geschäftsstelle"),
        (make_adopted(office, TEXT, note="einstimmig"), later),
    ]:
        client = client_of(office)
        html = client.get(minutes.get_absolute_url()).content.decode()
        document = docx.Document(io.BytesIO(download(client, minutes, "docx")))
        assert words in html
        assert document.paragraphs[1].text.startswith(words)
        version = minuting.last_version(minutes)
        assert document.paragraphs[2].text == f"{version} vom {plain_date(version.written_at)}"
        assert document.paragraphs[2].text in html
        assert download(client, minutes, "pdf").startswith(b"%PDF")
    assert document.paragraphs[3].text == "Vermerk zur Genehmigung: einstimmig"


def test_a_text_that_breaks_everything_still_becomes_files(client_of, office):
    hostile = "# #set page(\n\n>>> - 1. $x$ @y <z>\n\n###### ```\n\n|a|\n|-|\n|\u202e|\n\n😀"
    meeting = make_over(office, title="#" + "ä" * 150)
    client = client_of(office)
    minutes = make_minutes(meeting, office, hostile)

    for form in ("pdf", "docx"):
        assert download(client, minutes, form)
