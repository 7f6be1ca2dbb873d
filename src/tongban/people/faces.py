"""A picture of a face as it may leave this installation: a small upright JPEG without place, time or device."""

from __future__ import annotations

import hashlib
import io

from PIL import Image, ImageDraw

from tongban.errors import Malformed
from tongban.standards.pictures import Form, bare, opened

LONGEST_BYTES = 6 * 1024 * 1024
LONGEST_SIDE = 960
SHORTEST_SIDE = 120
MOST_PIXELS = 50_000_000


def cleaned(picture: bytes) -> bytes:
    """The picture as a JPEG of at most 960 pixels a side, turned upright, all metadata left out.

    Malformed("face.too-large"), ("face.too-small") or ("face.not-a-picture"); JPEG, PNG and WebP are read.
    """
    if len(picture) > LONGEST_BYTES:
        raise Malformed("face.too-large", f"expected at most {LONGEST_BYTES} bytes, found {len(picture)}")
    try:
        bared = bare(picture, forms=(Form.JPEG, Form.PNG, Form.WEBP))
        is_too_large = bared.width * bared.height > MOST_PIXELS
        upright = None if is_too_large else opened(bared)
    except Malformed as error:
        raise Malformed("face.not-a-picture", "expected a JPEG, PNG or WebP picture") from error
    if upright is None:
        raise Malformed("face.too-large", f"expected at most {MOST_PIXELS} pixels")
    if min(upright.size) < SHORTEST_SIDE:
        raise Malformed("face.too-small", f"expected at least {SHORTEST_SIDE} pixels a side")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=85)
    return out.getvalue()


def digest_of(face: bytes) -> str:
    """SHA-256 of the JPEG in hex: what is kept instead of the face."""
    return hashlib.sha256(face).hexdigest()


def specimen() -> bytes:
    """A drawn face that the simulated partner accepts; demonstrations only."""
    image = Image.new("RGB", (240, 320), "#e9eef0")
    draw = ImageDraw.Draw(image)
    draw.ellipse((65, 60, 175, 205), fill="#d9b08c")
    draw.pieslice((60, 45, 180, 165), 180, 360, fill="#2d2a28")
    for left in (92, 134):
        draw.ellipse((left, 120, left + 14, 132), fill="#2d2a28")
    draw.arc((98, 145, 142, 178), 20, 160, fill="#7a3b2e", width=4)
    draw.rectangle((40, 235, 200, 320), fill="#2f5d6b")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()
