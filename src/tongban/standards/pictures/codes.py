"""The text of QR codes in a picture, by zxing-cpp; the browser has the same reader (frontend/src/ui/camera.js)."""

from __future__ import annotations

import zxingcpp
from PIL import Image

QR_CODES = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
LONGEST_SIDE = 2400  # a code that fills a tenth of it still has five pixels a module


def codes_in(picture: Image.Image) -> tuple[str, ...]:
    """The texts of all QR codes that are found. A larger picture is looked at smaller, so that time has a bound."""
    grey = picture.convert("L")
    grey.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    found = zxingcpp.read_barcodes(grey, formats=QR_CODES, text_mode=zxingcpp.TextMode.Plain)
    return tuple(code.text for code in found)
