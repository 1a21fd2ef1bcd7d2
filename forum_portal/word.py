"""A Word file of plain blocks, as ``markdown.blocks`` makes them: with real styles and properties.

What people wrote reaches it as text alone. The same blocks make the same bytes.
"""

import io
import re
from datetime import UTC, datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

LANGUAGE = "de-DE"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# What may not stand in XML.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
DEEPEST_LIST = 3
EPOCH = (1980, 1, 1, 0, 0, 0)


def write_docx(title: str, facts: list[str], blocks: list[dict], *, made_at: datetime) -> bytes:
    """The file: ``title``, a line for each of ``facts``, and the blocks."""
    document = Document()
    _describe(document, title, made_at)
    document.add_heading(_plain(title), level=0)
    for fact in facts:
        document.add_paragraph(_plain(fact), style="Subtitle")
    _add(document, blocks)
    file = io.BytesIO()
    document.save(file)
    return _always_the_same(file)


def _describe(document, title, made_at) -> None:
    """Title and language, and nobody's name: the template that Word files begin from has one."""
    properties = document.core_properties
    properties.title, properties.language = _plain(title)[:255], LANGUAGE
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = made_at.astimezone(UTC).replace(tzinfo=None)
    for style in document.styles.element.iter(qn("w:lang")):
        style.set(qn("w:val"), LANGUAGE)
    for name in ("Title", "Subtitle", *(f"Heading {level}" for level in range(1, 7))):
        font = document.styles[name].font
        font.color.rgb, font.italic = RGBColor(0, 0, 0), False
    document.styles["Subtitle"].font.size = Pt(11)


def _add(document, blocks: list[dict], depth: int = 0) -> None:
    for block in blocks:
        match block["kind"]:
            case "heading":
                _write(document.add_paragraph(style=f"Heading {block['level']}"), block["runs"])
            case "list":
                _add_list(document, block, min(depth + 1, DEEPEST_LIST))
            case "table":
                _add_table(document, block)
            case "quote":
                for paragraph in _added(document, block["blocks"], depth):
                    paragraph.style = "Quote"
            case "rule":
                document.add_paragraph()
            case _:
                _write(document.add_paragraph(), block["runs"])


def _added(document, blocks, depth) -> list:
    """The plain paragraphs that these blocks are."""
    before = len(document.paragraphs)
    _add(document, blocks, depth)
    return [one for one in document.paragraphs[before:] if one.style.name == "Normal"]


def _add_list(document, block, depth) -> None:
    ordered = block["start"] is not None
    style = f"List {'Number' if ordered else 'Bullet'}{f' {depth}' if depth > 1 else ''}"
    number = _new_numbering(document, style, block["start"]) if ordered else None
    for item in block["items"]:
        is_led = bool(item) and item[0]["kind"] == "paragraph"
        paragraph = document.add_paragraph(style=style)
        if number is not None:
            paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = number
        if is_led:
            _write(paragraph, item[0]["runs"])
        _add(document, item[1:] if is_led else item, depth)


def _new_numbering(document, style, start) -> int:
    """A list that begins to count at ``start``, and not where the last one ended."""
    numbering = document.part.numbering_part.element
    base = document.styles[style].element.pPr.numPr.numId.val
    abstract = numbering.num_having_numId(base).abstractNumId.val
    number = numbering.add_num(abstract)
    number.add_lvlOverride(ilvl=0).add_startOverride(start)
    return number.numId


def _add_table(document, block) -> None:
    table = document.add_table(rows=0, cols=len(block["header"]))
    table.style = "Table Grid"
    for position, cells in enumerate([block["header"], *block["rows"]]):
        row = table.add_row()
        for cell, runs in zip(row.cells, cells, strict=False):
            _write(cell.paragraphs[0], runs, strong=position == 0)
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if position == 0:
            properties.append(OxmlElement("w:tblHeader"))
    document.add_paragraph()


def _write(paragraph, runs: list[dict], strong: bool = False) -> None:
    for one in runs:
        run = paragraph.add_run(_plain(one["text"]))
        run.bold = strong or one.get("strong")
        run.italic = one.get("emph")
        run.font.strike = one.get("strike")
        if one.get("code"):
            run.font.name = "Courier New"


def _plain(text: str) -> str:
    return UNWRITABLE.sub("", text)


def _always_the_same(file) -> bytes:
    """The archive with one time for all its parts: that of its writing says nothing."""
    made = io.BytesIO()
    with ZipFile(file) as written, ZipFile(made, "w", ZIP_DEFLATED) as kept:
        for part in written.infolist():
            kept.writestr(ZipInfo(part.filename, EPOCH), written.read(part), ZIP_DEFLATED)
    return made.getvalue()
