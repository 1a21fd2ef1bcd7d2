"""Whatever is handed in as a picture is drawn anew, or refused in words."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from forum_portal import uploads
from members.models import Profile
from members.pictures import BROKEN, EDGE, MOST_BYTES, TOO_HEAVY, TOO_SMALL, WRONG_TYPE, portrait
from tests.factories.pictures import make_picture

PATH = "/konto/profil/"
RED, BLUE, DARK_RED, DARK_BLUE = (200, 40, 40), (40, 40, 200), (100, 20, 20), (20, 20, 100)
ORIENTATION, GPS = 0x0112, 0x8825
PLACE = "Geheimer Ort"


def drawn(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(portrait(io.BytesIO(content), len(content))))


def corners(image) -> list:
    """Left above, right above, left below, right below."""
    near, far = EDGE // 8, EDGE - EDGE // 8
    return [image.getpixel(at) for at in ((near, near), (far, near), (near, far), (far, far))]


def is_like(found, expected) -> bool:
    return all(
        abs(a - b) < 25
        for one, two in zip(found, expected, strict=True)
        for a, b in zip(one, two, strict=True)
    )


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width, height, data=b"", more=b"") -> bytes:
    """A PNG that says that it is this large, whatever is in it."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + head + more + body


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("size", [(400, 300), (300, 400), (100, 100), (3000, 2000)])
def test_a_picture_becomes_a_square_of_its_middle(kind, size):
    image = drawn(make_picture(kind, size))

    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (EDGE, EDGE))
    assert is_like(corners(image), [DARK_RED, DARK_BLUE, RED, BLUE])


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "P"), ("PNG", "1"), ("PNG", "LA"), ("PNG", "I;16"), ("PNG", "RGBA"), ("JPEG", "CMYK")],
)
def test_every_way_to_keep_colours_can_be_read(kind, mode):
    written = io.BytesIO()
    Image.new(mode, (200, 200)).save(written, kind)

    assert drawn(written.getvalue()).size == (EDGE, EDGE)


@pytest.mark.parametrize(
    ("orientation", "expected"),
    [
        (1, [DARK_RED, DARK_BLUE, RED, BLUE]),
        (3, [BLUE, RED, DARK_BLUE, DARK_RED]),
        (6, [RED, DARK_RED, BLUE, DARK_BLUE]),
        (8, [DARK_BLUE, BLUE, DARK_RED, RED]),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_stands_as_it_was_taken(kind, orientation, expected):
    exif = Image.Exif()
    exif[ORIENTATION] = orientation

    assert is_like(corners(drawn(make_picture(kind, exif=exif))), expected)


def test_nothing_is_kept_but_what_can_be_seen():
    exif = Image.Exif()
    exif[0x010E] = PLACE
    exif.get_ifd(GPS)[1] = "N"
    content = make_picture("JPEG", exif=exif, comment=PLACE.encode(), icc_profile=b"x" * 200)
    assert PLACE.encode() in content

    found = portrait(io.BytesIO(content), len(content))

    assert PLACE.encode() not in found
    image = Image.open(io.BytesIO(found))
    assert dict(image.getexif()) == {}
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_what_cannot_be_seen_becomes_white():
    written = io.BytesIO()
    Image.new("RGBA", (200, 200), (0, 0, 0, 0)).save(written, "PNG")

    assert drawn(written.getvalue()).getpixel((5, 5)) == (255, 255, 255)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (SVG, WRONG_TYPE),
        (HTML, WRONG_TYPE),
        (b"GIF89a" + b"\xff" * 1000, WRONG_TYPE),
        (make_picture("GIF"), WRONG_TYPE),
        (make_picture("TIFF"), WRONG_TYPE),
        (make_picture("BMP"), WRONG_TYPE),
        (make_picture("PDF"), WRONG_TYPE),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", WRONG_TYPE),
        (b"PK\x03\x04" + b"\0" * 100, WRONG_TYPE),
        (b"\xff\xd8\xff\xe0", WRONG_TYPE),
        (b"\x89PNG\r\n\x1a\n", WRONG_TYPE),
        (b"RIFF\xff\xff\xff\x7fWEBPVP8 ", WRONG_TYPE),
        (make_picture()[:-2000], BROKEN),
        (make_picture("PNG")[:-200], BROKEN),
        (make_picture("WEBP")[:-100], WRONG_TYPE),
        (png(200, 200), BROKEN),
        (png(200, 200, b"\0" * 100), BROKEN),
        (make_picture(size=(99, 400)), TOO_SMALL),
        (make_picture("PNG", size=(1, 1)), TOO_SMALL),
        (png(65_000, 65_000), "mehr als 25 Megapixel"),
        (png(4_000, 3_001), "mehr als 12 Megapixel"),
        (png(10_000, 10_000), "Megapixel"),
        (png(2_000_000, 99), "Megapixel"),
        (png(200, 200, more=chunk(b"zTXt", b"a\0\0" + zlib.compress(b"x" * 90_000_000))), ""),
        (png(200, 200, more=chunk(b"iCCP", b"a\0\0" + zlib.compress(b"x" * 90_000_000))), ""),
    ],
    ids=range(25),
)
def test_what_is_no_picture_is_refused_in_words(content, words):
    with pytest.raises(ValidationError) as refusal:
        portrait(io.BytesIO(content), len(content))

    assert words in refusal.value.messages[0]
    assert "Bitte" in refusal.value.messages[0]


def test_a_picture_with_something_behind_it_is_only_the_picture():
    """An HTML page at the end of a JPEG, or a ZIP behind a PNG, does not survive."""
    for kind in ("JPEG", "PNG", "WEBP"):
        content = make_picture(kind) + HTML + b"PK\x03\x04evil"

        found = portrait(io.BytesIO(content), len(content))

        assert b"script" not in found
        assert b"evil" not in found


def test_more_than_five_megabytes_are_not_even_opened():
    with pytest.raises(ValidationError) as refusal:
        portrait(None, 5_000_001)

    assert refusal.value.messages == [TOO_HEAVY]


def test_a_picture_that_unfolds_is_seen_once():
    """Of an animation the first image alone is unpacked."""
    frames = [Image.new("RGB", (200, 200), colour) for colour in ("red", "blue", "green")]
    for kind in ("WEBP", "PNG"):
        written = io.BytesIO()
        frames[0].save(written, kind, save_all=True, append_images=frames[1:])

        assert is_like([drawn(written.getvalue()).getpixel((9, 9))], [(255, 0, 0)])


NAMES = [
    "x" * 196 + ".jpg",
    "bild\u202egnp.exe",
    "bild.jpg\r\nX-Evil: 1",
    "../../../etc/passwd",
    "..\\..\\boot.ini",
    "bild.php.jpg",
    "<script>.svg",
    ".htaccess",
    "con.jpg",
    "ä ö ü.jpg",
    "bild.jpg;.html",
    "bild.jpg\0.html",
]


def form_with(name: str, content: bytes, kind: str) -> dict:
    """The body of a request as somebody might write it who is no browser."""
    head = f'--zaun\r\nContent-Disposition: form-data; name="picture"; filename="{name}"\r\n'
    head += f"Content-Type: {kind}\r\n\r\n"
    body = head.encode() + content + b"\r\n--zaun--\r\n"
    return {"data": body, "content_type": "multipart/form-data; boundary=zaun"}


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["image/jpeg", "text/html", "image/svg+xml"])
def test_the_name_and_the_type_that_are_claimed_count_for_nothing(
    client_of, celle_officer, settings, tmp_path, name, kind
):
    settings.MEDIA_ROOT = tmp_path

    response = client_of(celle_officer).post(PATH, **form_with(name, make_picture("PNG"), kind))

    assert response.status_code == 302
    (kept,) = tmp_path.rglob("*.*")
    assert kept.parent == tmp_path / "portraits"
    assert len(kept.name) == 36
    assert kept.read_bytes().startswith(b"\xff\xd8\xff")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Diese Datei ist leer."),
        (SVG, "Das ist kein Bild"),
        (b"\0" * 5_000_001, "Das Bild ist größer als 5 MB."),
    ],
)
def test_the_page_says_why_a_file_is_refused(
    client_of, celle_officer, settings, tmp_path, content, words
):
    settings.MEDIA_ROOT = tmp_path
    file = SimpleUploadedFile("bild.jpg", content, "image/jpeg")

    html = client_of(celle_officer).post(PATH, {"name": "Neu", "picture": file}).content.decode()

    assert words in html
    assert 'value="Neu"' in html
    assert list(tmp_path.iterdir()) == []
    assert not Profile.objects.exists()


def test_of_a_file_without_end_no_more_is_kept_than_the_beginning(rf):
    """Neither memory nor disk holds it, and each form still finds it too large."""
    endless = SimpleUploadedFile("bild.jpg", b"\0" * (2 * uploads.MOST_BYTES), "image/jpeg")

    request = rf.post("/", {"name": "Neu", "picture": endless})

    kept = request.FILES["picture"]
    assert MOST_BYTES < kept.size < uploads.MOST_BYTES + 100_000
    assert kept.size == len(kept.read())
    assert request.POST["name"] == "Neu"
    request.close()
