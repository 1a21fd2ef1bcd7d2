"""What a paper may be: found out from what is in the file, never from its name or claimed type.

Nothing is unpacked or drawn here, and nothing is read whole: of an archive only its
directory and the beginning of each part. What passes is handed out as a download of
our own name and type (``views/papers.py``), which no browser shows or runs.
"""

import codecs
import re
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.text import slugify
from PIL import Image

from .stages import PaperKind

CONTENT_TYPES = {
    PaperKind.PDF: "application/pdf",
    PaperKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    PaperKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    PaperKind.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    PaperKind.ODT: "application/vnd.oasis.opendocument.text",
    PaperKind.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    PaperKind.ODP: "application/vnd.oasis.opendocument.presentation",
    PaperKind.PNG: "image/png",
    PaperKind.JPEG: "image/jpeg",
    PaperKind.TEXT: "text/plain",
    PaperKind.CSV: "text/csv",
}
# The main part of each, as [Content_Types].xml calls it; with macros it is called otherwise.
OFFICE = {
    b"wordprocessingml.document.main+xml": PaperKind.DOCX,
    b"spreadsheetml.sheet.main+xml": PaperKind.XLSX,
    b"presentationml.presentation.main+xml": PaperKind.PPTX,
}
OPEN_DOCUMENT = {
    CONTENT_TYPES[kind].encode(): kind for kind in (PaperKind.ODT, PaperKind.ODS, PaperKind.ODP)
}
ACCEPTED = ",".join(f".{kind}" for kind in PaperKind.values) + ",.jpeg"
IN_WORDS = "PDF, Word, Excel, PowerPoint, OpenDocument, PNG, JPEG, Text oder CSV"

HEAD, CHUNK, MOST_READ = 1024, 65_536, 2_000_000
MOST_PARTS, MOST_UNPACKED, MOST_DIRECTORY = 5_000, 500_000_000, 1_000_000
MOST_MEGAPIXELS = 60
LONGEST_NAME = 80
EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
MARKUP = re.compile(r"(?i)<(?:!doctype|!entity|\?xml|\?php|html|svg|script|iframe|body)\b")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
# A cell that a spreadsheet would compute; a number with a sign is none.
FORMULA = re.compile(r'(?:^|[;,\t])[ "\']*(?:[=@]|[+-](?![\d.,]))', re.MULTILINE)
MACRO = re.compile(r"(?:^|/)(?:vbaproject\.bin|vbadata\.xml|basic/|scripts/|activex/|macrosheets/)")
PROGRAM = (".exe", ".dll", ".scr", ".js", ".vbs", ".hta", ".bat", ".cmd", ".ps1", ".lnk")
# Relations by which an office fetches something from the web as soon as a file is opened.
FETCHED = {"attachedTemplate", "oleObject", "frame", "subDocument", "image", "video", "audio"}
WEB = ("http:", "https:", "ftp:")

EMPTY = "Die Datei ist leer. Bitte wählen Sie eine andere."
TOO_LARGE = "Die Datei ist größer als {} MB. Bitte verkleinern oder teilen Sie sie."
WRONG_TYPE = f"Diese Art von Datei wird hier nicht angenommen. Möglich sind {IN_WORDS}."
OLD_OFFICE = (
    "Die Datei ist mit einem Kennwort geschützt oder in einem alten Office-Format (.doc, .xls, "
    ".ppt). Bitte speichern Sie sie ohne Kennwort als .docx, .xlsx, .pptx oder PDF."
)
TWO_THINGS = (
    "Die Datei enthält zwei Dateien in einer. Bitte speichern Sie sie neu und wählen Sie sie "
    "noch einmal."
)
BROKEN = "Die Datei ist beschädigt. Bitte speichern Sie sie neu und wählen Sie sie noch einmal."
MACROS = "Die Datei enthält Makros. Bitte speichern Sie sie ohne Makros oder als PDF."
LOCKED = "Die Datei ist mit einem Kennwort geschützt. Bitte entfernen Sie es."
BOMB = "Die Datei ist ausgepackt viel zu groß. Bitte verkleinern oder teilen Sie sie."
OUTSIDE = "Die Datei holt Inhalte von außerhalb nach. Bitte speichern Sie sie als PDF."
MARKED_UP = f"Webseiten, SVG und XML werden hier nicht angenommen. Möglich sind {IN_WORDS}."
MALWARE = "Die Datei sieht aus wie Schadsoftware. Sie wurde nicht gespeichert."
MANY_PIXELS = f"Das Bild hat mehr als {MOST_MEGAPIXELS} Megapixel. Bitte verkleinern Sie es."


def recognise(file: IO[bytes], size: int, name: str = "") -> PaperKind:
    """What ``file`` of ``size`` bytes is; else ``ValidationError`` with the reason.

    ``name`` only decides whether text is called a table.
    """
    if not size:
        raise ValidationError(EMPTY)
    if size > settings.PAPER_MOST_MEGABYTES * 1_000_000:
        raise ValidationError(TOO_LARGE.format(settings.PAPER_MOST_MEGABYTES))
    file.seek(0)
    head = file.read(HEAD)
    try:
        kind = _kind(file, head, size, name)
    except ValidationError:
        raise
    except Exception:  # a reader may stumble in any way over what was made to break it
        raise ValidationError(BROKEN) from None
    finally:
        file.seek(0)
    return kind


def download_name(paper) -> str:
    """``sprachmittlung-im-landkreis.pdf``: of plain letters, and with one ending."""
    plain = paper.title.casefold().translate(str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"}))
    return f"{slugify(plain)[:LONGEST_NAME].strip('-') or 'unterlage'}.{paper.kind}"


def in_words(kind: str, size: int) -> str:
    """``PDF, 1,2 MB``"""
    return f"{PaperKind(kind).label}, {filesizeformat(size)}"


def _kind(file, head, size, name) -> PaperKind:
    if EICAR in head:
        raise ValidationError(MALWARE)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise ValidationError(OLD_OFFICE)
    if b"%PDF-" in head[1:]:
        raise ValidationError(TWO_THINGS)
    if head.startswith(b"PK\x03\x04"):
        return _archive(file, size)
    if zipfile.is_zipfile(file):
        raise ValidationError(TWO_THINGS)
    if head.startswith(b"%PDF-"):
        return _pdf(file, size)
    if head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return _picture(file, size)
    return _text(file, head, name)


# Archives: the formats of offices --------------------------------------------------------------


def _archive(file, size) -> PaperKind:
    _require_small_directory(file, size)
    with zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
        _require_bounded(parts)
        _require_plain_names(parts)
        if any(MACRO.search(part.filename.lower()) for part in parts):
            raise ValidationError(MACROS)
        kind = _of_an_office(archive, {part.filename for part in parts})
        for part in parts:
            _require_harmless(archive, part)
        return kind


def _require_small_directory(file, size) -> None:
    """The archive ends with its directory, which is read whole: so it must not be large."""
    file.seek(max(size - 22, 0))
    end = file.read(22)
    if end[:4] != b"PK\x05\x06" or end[20:] != b"\0\0":
        raise ValidationError(TWO_THINGS if end[:4] != b"PK\x05\x06" else BROKEN)
    length, at = (int.from_bytes(end[n : n + 4], "little") for n in (12, 16))
    if length > MOST_DIRECTORY:
        raise ValidationError(BOMB)
    if at + length + 22 != size:
        raise ValidationError(TWO_THINGS)


def _require_bounded(parts) -> None:
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise ValidationError(BOMB)
    if any(part.flag_bits & 1 for part in parts):
        raise ValidationError(LOCKED)


def _require_plain_names(parts) -> None:
    """No part leads out of a folder into which somebody unpacks the file, and none comes twice."""
    names = [part.filename for part in parts]
    for part in parts:
        name = part.orig_filename.replace("\\", "/")
        is_link = part.external_attr >> 16 & 0o170000 == 0o120000
        if is_link or name.startswith("/") or ":" in name or ".." in name.split("/"):
            raise ValidationError(BROKEN)
    if len({name.lower() for name in names}) < len(names):
        raise ValidationError(BROKEN)


def _of_an_office(archive, names) -> PaperKind:
    if "mimetype" in names:
        kind = OPEN_DOCUMENT.get(_beginning(archive, "mimetype").strip())
    elif "[Content_Types].xml" in names:
        said = _beginning(archive, "[Content_Types].xml", MOST_READ)
        if b"macroEnabled" in said:
            raise ValidationError(MACROS)
        kind = next((kind for words, kind in OFFICE.items() if words in said), None)
    else:
        kind = None
    if kind is None:
        raise ValidationError(WRONG_TYPE)
    return kind


def _require_harmless(archive, part) -> None:
    name = part.filename.lower()
    if name.endswith(PROGRAM):
        raise ValidationError(WRONG_TYPE)
    if name.endswith((".xml", ".rels", ".rdf", ".vml")):
        with archive.open(part) as opened:
            _look_through(opened, whole=name.endswith(".rels"))


def _beginning(archive, part, length=HEAD) -> bytes:
    with archive.open(part) as opened:
        return opened.read(length)


class _Seen(Exception):
    """The first element begins: no document type comes after it."""


def _look_through(opened, whole: bool) -> None:
    """Refuse a document type, which names what to fetch or to unfold (XXE): no office writes one.

    A list of relations is looked through to its end, of all else only the beginning.
    """

    def refuse(*declared):
        raise ValidationError(OUTSIDE)

    def look(tag, attributes):
        if not whole:
            raise _Seen
        kind, target = attributes.get("Type", ""), attributes.get("Target", "")
        if kind.rpartition("/")[2] in FETCHED and target.strip().lower().startswith(WEB):
            raise ValidationError(OUTSIDE)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler, parser.StartElementHandler = refuse, look
    try:
        for _ in range(MOST_READ // CHUNK):
            chunk = opened.read(CHUNK)
            parser.Parse(chunk, not chunk)
            if not chunk:
                return
    except _Seen:
        return
    raise ValidationError(BROKEN)


# One file that is one thing ----------------------------------------------------------------------


def _pdf(file, size) -> PaperKind:
    file.seek(max(size - 2048, 0))
    rest = file.read()
    if b"%%EOF" not in rest:
        raise ValidationError(BROKEN)
    if MARKUP.search(rest.rpartition(b"%%EOF")[2].decode("latin-1")):
        raise ValidationError(TWO_THINGS)
    return PaperKind.PDF


def _picture(file, size) -> PaperKind:
    """Only the head of it is read, so that nothing unfolds."""
    file.seek(0)
    try:
        with Image.open(file, formats=["PNG", "JPEG"]) as image:
            width, height = image.size
            kind = PaperKind.PNG if image.format == "PNG" else PaperKind.JPEG
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValidationError(MANY_PIXELS) from None
    if width * height > MOST_MEGAPIXELS * 1_000_000:
        raise ValidationError(MANY_PIXELS)
    file.seek(max(size - 2048, 0))
    end = b"IEND\xaeB`\x82" if kind == PaperKind.PNG else b"\xff\xd9"
    rest = file.read()
    if end not in rest:
        raise ValidationError(BROKEN)
    if MARKUP.search(rest.rpartition(end)[2].decode("latin-1")):
        raise ValidationError(TWO_THINGS)
    return kind


# Text --------------------------------------------------------------------------------------------


def _text(file, head, name) -> PaperKind:
    is_table = name.lower().endswith(".csv")
    rest = ""
    for text in _decoded(file, head):
        seen = rest + text
        if CONTROL.search(text):
            raise ValidationError(WRONG_TYPE)
        if MARKUP.search(seen):
            raise ValidationError(MARKED_UP)
        if EICAR.decode() in seen:
            raise ValidationError(MALWARE)
        is_table = is_table and not FORMULA.search(seen)
        rest = seen[-HEAD:]
    if head.lstrip().startswith(b"#!"):
        raise ValidationError(WRONG_TYPE)
    return PaperKind.CSV if is_table else PaperKind.TEXT


def _decoded(file, head) -> Iterator[str]:
    """The text piece by piece: UTF-8, UTF-16 with its mark, or as Windows writes it."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _in_pieces(file, "utf-16")
    try:
        for _ in _in_pieces(file, "utf-8"):
            pass
    except UnicodeDecodeError:
        return _in_pieces(file, "cp1252")
    return _in_pieces(file, "utf-8-sig")


def _in_pieces(file, encoding) -> Iterator[str]:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := file.read(CHUNK):
            yield decoder.decode(chunk)
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        if encoding == "utf-8":
            raise
        raise ValidationError(WRONG_TYPE) from None
