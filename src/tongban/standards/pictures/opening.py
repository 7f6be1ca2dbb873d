"""The pixels of a picture, upright and in eight bits a channel."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageOps

from tongban.errors import Malformed
from tongban.standards.pictures.baring import Bared

DEEP_GREY = frozenset({"I", "I;16", "I;16B", "I;16L", "I;16N"})
BITS_TOO_MANY = 8


def opened(bared: Bared) -> Image.Image:
    """The whole picture as RGB, turned upright; what is transparent is white. Malformed("picture.malformed").

    The caller has looked at `bared.width` and `bared.height` before: all pixels come into memory.
    """
    try:
        with Image.open(BytesIO(bared.content), formats=[bared.form.value]) as picture:
            picture.load()
            return _rgb(ImageOps.exif_transpose(picture))
    except Exception as error:  # Pillow's readers raise almost anything on broken bytes
        raise Malformed("picture.malformed", f"expected a {bared.form.value} that can be read whole") from error


def _rgb(picture: Image.Image) -> Image.Image:
    if picture.mode in DEEP_GREY:
        # Pillow's own conversion cuts off at 255, which makes a 16-bit scan a white sheet.
        picture = picture.convert("I").point(lambda grey: grey * (1 / (1 << BITS_TOO_MANY))).convert("L")
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        white = Image.new("RGBA", clear.size, "white")
        return Image.alpha_composite(white, clear).convert("RGB")
    return picture.convert("RGB")
