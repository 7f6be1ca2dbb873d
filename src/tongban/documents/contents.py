"""Are these bytes what they say they are? Pure, but for Pillow reading the picture.

What is taken in is later shown to officers of another office, so only three forms are taken, and each must be whole:
a file that a viewer would cut off, repair or take for something else is not.
"""

from __future__ import annotations

import re
import warnings
from io import BytesIO

from PIL import Image

from tongban.errors import Malformed
from tongban.verdicts import Text

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
MEDIA_TYPES = (JPEG, PNG, PDF)
PICTURES = {JPEG: ("JPEG", b"\xff\xd8\xff"), PNG: ("PNG", b"\x89PNG\r\n\x1a\n")}
PIXELS_MAX = 50_000_000  # two sheets of A4 at 600 dpi; a bomb of a few bytes has more
SIDE_MAX = 12_000
PDF_HEAD = re.compile(rb"%PDF-[12]\.\d[\r\n ]")
# Where the cross references begin, and the end: the last thing in a whole file (ISO 32000-1, 7.5.5).
PDF_TAIL = re.compile(rb"startxref\s+\d{1,12}\s+%%EOF\s*\Z")
PDF_TAIL_BYTES = 1024

TOO_LARGE = Text("文件太大，请压缩或者分页后再传。", "The file is too large; make it smaller or split it.")
NOT_SUCH = Text(
    "只能上传完整的 JPG、PNG 图片或者 PDF 文件，请重新拍照或者扫描。",
    "Only whole JPG or PNG pictures and PDF files; take the photo or scan it again.",
)


def check(content: bytes, *, media_type: str, max_bytes: int) -> None:
    """Malformed("document.media-type", "document.size", "document.picture" or "document.pdf") unless `content` is a
    whole file of its type and no longer than `max_bytes`."""
    if media_type not in MEDIA_TYPES:
        raise Malformed("document.media-type", f"expected one of {', '.join(MEDIA_TYPES)}", say=NOT_SUCH)
    if not 0 < len(content) <= max_bytes:
        raise Malformed("document.size", f"expected 1 to {max_bytes} bytes, came {len(content)}", say=TOO_LARGE)
    if media_type == PDF:
        check_pdf(content)
    else:
        check_picture(content, media_type)


def check_pdf(content: bytes) -> None:
    """Malformed("document.pdf") unless header and end are those of a PDF; the pages are the viewer's affair."""
    if not PDF_HEAD.match(content) or not PDF_TAIL.search(content[-PDF_TAIL_BYTES:]):
        raise Malformed("document.pdf", "expected a PDF with its header and its end", say=NOT_SUCH)


def check_picture(content: bytes, media_type: str) -> None:
    """Malformed("document.picture") unless Pillow can read the whole picture. Phones put bytes of their own behind a
    JPEG; they may stay."""
    form, head = PICTURES[media_type]
    if not content.startswith(head):
        raise Malformed("document.picture", f"expected a whole {form}", say=NOT_SUCH)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Pillow's word about a bomb is a warning first
            with Image.open(BytesIO(content), formats=[form]) as picture:
                width, height = picture.size
                picture.verify()
            if max(width, height) <= SIDE_MAX and width * height <= PIXELS_MAX:
                with Image.open(BytesIO(content), formats=[form]) as picture:
                    picture.load()  # `verify` reads checksums, not the pixels
    except Exception as error:  # Pillow's readers raise whatever the bytes lead them to
        raise Malformed("document.picture", f"expected a {form} that can be read", say=NOT_SUCH) from error
    if max(width, height) > SIDE_MAX or width * height > PIXELS_MAX:
        raise Malformed(
            "document.picture", f"expected at most {SIDE_MAX} a side and {PIXELS_MAX} pixels", say=TOO_LARGE
        )
