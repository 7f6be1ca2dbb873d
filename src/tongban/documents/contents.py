"""Are these bytes what they say they are, and no more than the page? Pure, but for Pillow reading the picture.

What is taken in is later shown to officers of another office, so only three forms are taken, and each must be whole:
a file that a viewer would cut off, repair or take for something else is not.
"""

from __future__ import annotations

import re

from tongban.errors import Malformed
from tongban.standards.pictures import Form, bare, opened
from tongban.verdicts import Text

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
MEDIA_TYPES = (JPEG, PNG, PDF)
PICTURES = {JPEG: Form.JPEG, PNG: Form.PNG}
PIXELS_MAX = 50_000_000  # two sheets of A4 at 600 dpi; a bomb of a few bytes has more
SIDE_MAX = 12_000
PDF_HEAD = re.compile(rb"%PDF-[12]\.\d[\r\n ]")
# Where the cross references begin, and the end: the last thing in a whole file (ISO 32000-1, 7.5.5).
PDF_TAIL = re.compile(rb"startxref\s+\d{1,12}\s+%%EOF\s*\Z")
PDF_TAIL_BYTES = 1024
SIGNED = b"/ByteRange"  # what a signature covers (ISO 32000-1, 12.8.1)
PHOTO_METADATA = re.compile(rb"\xff\xe1(..)(?:Exif\0\0|http://ns\.adobe\.com/x[am]p/[^\0]{1,40}\0)", re.DOTALL)

TOO_LARGE = Text("文件太大，请压缩或者分页后再传。", "The file is too large; make it smaller or split it.")
NOT_SUCH = Text(
    "只能上传完整的 JPG、PNG 图片或者 PDF 文件，请重新拍照或者扫描。",
    "Only whole JPG or PNG pictures and PDF files; take the photo or scan it again.",
)


def bared(content: bytes, *, media_type: str, max_bytes: int) -> bytes:
    """The document as it is kept: without place, time, device, thumbnails and whatever else is not the page itself.

    Malformed("document.media-type", "document.size", "document.picture" or "document.pdf") unless `content` is a
    whole file of its type and no longer than `max_bytes`. What is bare already comes back byte for byte.
    """
    if media_type not in MEDIA_TYPES:
        raise Malformed("document.media-type", f"expected one of {', '.join(MEDIA_TYPES)}", say=NOT_SUCH)
    if not 0 < len(content) <= max_bytes:
        raise Malformed("document.size", f"expected 1 to {max_bytes} bytes, came {len(content)}", say=TOO_LARGE)
    return bared_pdf(content) if media_type == PDF else bared_picture(content, PICTURES[media_type])


def bared_pdf(content: bytes) -> bytes:
    """Malformed("document.pdf") unless header and end are those of a PDF; the pages are the viewer's affair.

    A scanning app puts the phone's photos into the PDF as they are: what those say of place and device is written
    over with zeros, which moves nothing. A PDF that bears a signature stays as it was signed.
    """
    if not PDF_HEAD.match(content) or not PDF_TAIL.search(content[-PDF_TAIL_BYTES:]):
        raise Malformed("document.pdf", "expected a PDF with its header and its end", say=NOT_SUCH)
    if SIGNED in content:
        return content
    found = bytearray(content)
    for match in PHOTO_METADATA.finditer(content):
        end = min(match.start() + 2 + int.from_bytes(match.group(1), "big"), len(content))
        found[match.end() : end] = bytes(max(0, end - match.end()))
    return bytes(found)


def bared_picture(content: bytes, form: Form) -> bytes:
    """Malformed("document.picture") unless Pillow can read the whole picture. Metadata may be as odd as it likes: it
    is left out before the picture is read, with the bytes that phones put behind their photos."""
    try:
        picture = bare(content, forms=(form,))
        is_too_large = max(picture.width, picture.height) > SIDE_MAX or picture.width * picture.height > PIXELS_MAX
        if not is_too_large:
            opened(picture)
    except Malformed as error:
        raise Malformed("document.picture", f"expected a {form.value} that can be read", say=NOT_SUCH) from error
    if is_too_large:
        raise Malformed(
            "document.picture", f"expected at most {SIDE_MAX} a side and {PIXELS_MAX} pixels", say=TOO_LARGE
        )
    return picture.content
