"""Pictures of people: whatever is handed in is drawn anew, small, square and without a past.

Nothing of the file is kept but what can be seen: no metadata with places and
names, no colour profile, nothing that some other program might run.
"""

import io
import threading
from typing import IO

from django.core.exceptions import ValidationError
from PIL import Image, ImageOps

FORMATS = ["JPEG", "PNG", "WEBP"]  # by what is in the file, whatever it is called
MOST_BYTES = 5_000_000
# Unpacked, a JPEG of 25 megapixels takes up to 150 MB, a WebP of 12 takes 190.
MOST_MEGAPIXELS = {"JPEG": 25, "PNG": 12, "WEBP": 12}
SHORTEST_EDGE = 100
SMOOTH, OPAQUE = {"L", "LA", "RGB", "RGBA"}, {"CMYK", "YCbCr", "LAB", "HSV"}
EDGE = 320  # of the square that is kept, in pixels

WRONG_TYPE = (
    "Das ist kein Bild, das hier gezeigt werden kann, oder es ist beschädigt. Bitte wählen Sie "
    "ein Bild als JPEG, PNG oder WebP."
)
TOO_HEAVY = "Das Bild ist größer als 5 MB. Bitte wählen Sie ein kleineres."
TOO_LARGE = "Das Bild hat mehr als {} Megapixel. Bitte verkleinern Sie es vorher."
TOO_SMALL = "Das Bild ist zu klein. Bitte wählen Sie eines mit mindestens 100 mal 100 Bildpunkten."
BROKEN = (
    "Das Bild ist beschädigt oder unvollständig. Bitte speichern Sie es neu und wählen Sie es "
    "noch einmal."
)

# Unpacking takes the most memory of all that a page does: one picture at a time in a process.
_at_work = threading.Lock()


def portrait(file: IO[bytes], size: int) -> bytes:
    """The picture in ``file`` of ``size`` bytes as a square JPEG; else ``ValidationError``."""
    if size > MOST_BYTES:
        raise ValidationError(TOO_HEAVY)
    with _at_work:
        return _jpeg(_square(_opened(file)))


def _opened(file) -> Image.Image:
    """Only the head is read here, so that nothing large is unpacked to find out its size."""
    try:
        image = Image.open(file, formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValidationError(TOO_LARGE.format(max(MOST_MEGAPIXELS.values()))) from None
    except Exception:  # a decoder may stumble in any way over what is no picture
        raise ValidationError(WRONG_TYPE) from None
    width, height = image.size
    most = MOST_MEGAPIXELS[image.format]
    if width * height > most * 1_000_000:
        raise ValidationError(TOO_LARGE.format(most))
    if min(width, height) < SHORTEST_EDGE:
        raise ValidationError(TOO_SMALL)
    return image


def _square(image: Image.Image) -> Image.Image:
    """The middle of ``image``, upright, on white, on a canvas that has seen no other file."""
    try:
        image.draft("RGB", (2 * EDGE, 2 * EDGE))  # a JPEG is unpacked only as far as needed
        if image.mode not in SMOOTH:
            image = image.convert("RGB" if image.mode in OPAQUE else "RGBA")
        middle = ImageOps.fit(image, (EDGE, EDGE), Image.Resampling.LANCZOS)
        middle = ImageOps.exif_transpose(middle).convert("RGBA")
    except Exception:  # as above; nothing has been kept
        raise ValidationError(BROKEN) from None
    canvas = Image.new("RGB", middle.size, "white")
    canvas.paste(middle, mask=middle)
    return canvas


def _jpeg(canvas: Image.Image) -> bytes:
    written = io.BytesIO()
    canvas.save(written, "JPEG", quality=85, optimize=True)
    return written.getvalue()
