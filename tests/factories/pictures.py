"""Pictures as people hand them in, drawn here."""

import io

from PIL import Image, ImageDraw


def make_picture(kind="JPEG", size=(400, 300), mode="RGB", **options) -> bytes:
    """The left half red, the right half blue, the upper half of both darker."""
    width, height = size
    image = Image.new("RGB", size, (200, 40, 40))
    draw = ImageDraw.Draw(image)
    draw.rectangle((width // 2, 0, width, height), fill=(40, 40, 200))
    draw.rectangle((0, 0, width // 2, height // 2), fill=(100, 20, 20))
    draw.rectangle((width // 2, 0, width, height // 2), fill=(20, 20, 100))
    written = io.BytesIO()
    image.convert(mode).save(written, kind, **options)
    return written.getvalue()
