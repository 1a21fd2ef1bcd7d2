"""Files as offices write them, and files made to do harm, built here."""

import io
import struct
import zipfile
import zlib

from .pictures import make_picture

DOCUMENT = "application/vnd.openxmlformats-officedocument.{}.main+xml"
MAIN = {
    "docx": "wordprocessingml.document",
    "xlsx": "spreadsheetml.sheet",
    "pptx": "presentationml.presentation",
}
OPEN_DOCUMENT = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}
XML = b'<?xml version="1.0" encoding="UTF-8"?>'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\nstartxref\n9\n%%EOF\n"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def packed(parts: dict, comment=b"", compression=zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", compression) as archive:
        archive.comment = comment
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def office(kind="docx", main=None, **parts) -> bytes:
    """A file of Microsoft's formats with further ``parts``: a name and what it holds."""
    said = main or DOCUMENT.format(MAIN[kind])
    types = XML + f'<Types><Override ContentType="{said}"/></Types>'.encode()
    body = XML + b"<w:document xmlns:w='w'/>"
    return packed({"[Content_Types].xml": types, "word/document.xml": body, **parts})


def relation(kind: str, target: str) -> bytes:
    """A list of relations with one that leads out of the file."""
    return (
        XML
        + (
            f'<Relationships><Relationship Type="{RELATIONS}/{kind}" Target="{target}" '
            'TargetMode="External"/></Relationships>'
        ).encode()
    )


def open_document(kind="odt", **parts) -> bytes:
    said = f"application/vnd.oasis.opendocument.{OPEN_DOCUMENT[kind]}"
    return packed({"mimetype": said, "content.xml": XML + b"<office/>", **parts})


def with_doctype() -> bytes:
    """External entities in a document (XXE)."""
    body = XML + b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w>&x;</w>'
    return office(**{"word/document.xml": body})


def in_utf16(content: bytes) -> bytes:
    return content.decode().replace("UTF-8", "UTF-16").encode("utf-16")


def claims_to_unfold(size: int) -> bytes:
    """An archive of which the directory says that a part is this large."""
    content = bytearray(office(**{"word/media/a.png": b"0"}))
    entry = content.rindex(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = struct.pack("<I", size)
    return bytes(content)


def many_parts(number: int) -> bytes:
    return office(**{f"word/{n}.png": b"" for n in range(number)})


def huge_picture() -> bytes:
    """A PNG whose head says 30,000 by 30,000 pixels."""
    content = bytearray(make_picture("PNG"))
    content[16:24] = struct.pack(">II", 30_000, 30_000)
    content[29:33] = struct.pack(">I", zlib.crc32(content[12:29]))
    return bytes(content)


def with_link() -> bytes:
    """A part that is a symbolic link."""
    written = io.BytesIO(office())
    with zipfile.ZipFile(written, "a") as archive:
        link = zipfile.ZipInfo("word/media/x")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return written.getvalue()
