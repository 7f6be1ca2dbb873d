"""A picture without what was written beside it: place, time, device, names, thumbnails, second pictures.

Each form is a list of parts; those that the picture needs to be shown stay as they are, all others go. One fact of
the others is carried over: which side is up. What is bare already comes back byte for byte.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from tongban.errors import Malformed
from tongban.standards.pictures import exif


class Form(StrEnum):
    """The forms, by the names that Pillow gives them."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"


@dataclass(frozen=True)
class Bared:
    """content: the bare picture. width, height: in pixels, as stored (not turned). orientation: Exif's 1 to 8."""

    form: Form
    content: bytes
    width: int
    height: int
    orientation: int


HEADS = {Form.JPEG: b"\xff\xd8\xff", Form.PNG: b"\x89PNG\r\n\x1a\n", Form.WEBP: b"RIFF"}


def bare(content: bytes, *, forms: tuple[Form, ...]) -> Bared:
    """The picture alone; Malformed("picture.malformed") if it is none of the `forms` or its parts do not fit.

    Whether the pixels can be read is not asked: `opened` does.
    """
    form = next((form for form in forms if content.startswith(HEADS[form])), None)
    if form is None:
        raise _malformed(f"a picture as {', '.join(forms)}")
    try:
        return READERS[form](content)
    except (struct.error, IndexError):
        raise _malformed(f"a whole {form.value}") from None


def _malformed(expected: str) -> Malformed:
    return Malformed("picture.malformed", f"expected {expected}")


# --- JPEG: ITU-T T.81 annex B ---------------------------------------------------------------------------------
SOI, EOI, SOS, DHT, JPG, DAC = 0xD8, 0xD9, 0xDA, 0xC4, 0xC8, 0xCC
APP0, APP1, APP2, APP14, APP15, COM = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE
ALONE = {0x01, *range(0xD0, 0xD8)}  # TEM, RST: markers without a length
FRAMES = set(range(0xC0, 0xD0)) - {DHT, JPG, DAC}
EXIF_HEAD = b"Exif\0\0"
KEPT_APPLICATIONS = ((APP0, b"JFIF\0"), (APP2, b"ICC_PROFILE\0"), (APP14, b"Adobe"))
JFIF_BYTES = 18  # marker, length, and the header without its thumbnail


def _bare_jpeg(content: bytes) -> Bared:
    kept, first = [content[:2]], b""
    turned, size = exif.UPRIGHT, None
    for marker, start, end in _segments(content):
        part = content[start:end]
        if marker == APP1 and part[4:].startswith(EXIF_HEAD) and turned == exif.UPRIGHT:
            turned = exif.orientation(part[4 + len(EXIF_HEAD) :])
        if marker in FRAMES and size is None:
            height, width = struct.unpack_from(">HH", part, 5)
            size = width, height
        if marker == APP0 and part[4:].startswith(b"JFIF\0"):
            first = first or part[:2] + struct.pack(">H", JFIF_BYTES - 2) + part[4 : JFIF_BYTES - 2] + b"\0\0"
        elif not (APP0 <= marker <= APP15 or marker == COM) or any(
            marker == one and part[4:].startswith(head) for one, head in KEPT_APPLICATIONS
        ):
            kept.append(part)
    if size is None:
        raise _malformed("a JPEG with a frame")
    if turned != exif.UPRIGHT:
        block = EXIF_HEAD + exif.block_with(turned)
        kept.insert(1, b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block)
    return Bared(Form.JPEG, b"".join([kept[0], first, *kept[1:]]), *size, turned)


def _segments(content: bytes) -> Iterator[tuple[int, int, int]]:
    """(marker, start, end) of each part behind the start; a scan's part ends with its pixels. What stands between
    parts and behind the picture's end belongs to none. A picture that breaks off ends where it breaks off."""
    place = 2
    while (start := content.find(b"\xff", place)) >= 0:
        while start + 1 < len(content) and content[start + 1] == 0xFF:
            start += 1  # fill bytes (B.1.1.2)
        if start + 1 >= len(content):
            return
        marker = content[start + 1]
        place = start + 2
        if marker in {0x00, SOI}:
            continue
        if marker in ALONE or marker == EOI:
            yield marker, start, place
            if marker == EOI:
                return
            continue
        length = struct.unpack_from(">H", content, place)[0]
        if length < 2 or place + length > len(content):
            raise _malformed("segments that end inside the file")
        place += length
        if marker == SOS:
            place = _end_of_scan(content, place)
        yield marker, start, place


def _end_of_scan(content: bytes, place: int) -> int:
    """Where the next marker behind the pixels begins: not a stuffed zero, a fill byte or a restart."""
    while (place := content.find(b"\xff", place)) >= 0:
        following = content[place + 1 : place + 2]
        if not following:
            return len(content)
        if following[0] not in {0x00, *range(0xD0, 0xD8)}:
            return place
        place += 2
    return len(content)


# --- PNG: ISO/IEC 15948 ---------------------------------------------------------------------------------------
PNG_KEPT = frozenset(
    (
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"iCCP",
        b"cICP",
        b"sBIT",
        b"pHYs",
        b"bKGD",
    )
)


def _bare_png(content: bytes) -> Bared:
    kept, turned, place = [content[:8]], exif.UPRIGHT, 8
    width, height = struct.unpack_from(">II", content, 16)
    while place < len(content):
        length, name = struct.unpack_from(">I4s", content, place)
        end = place + 12 + length
        if end > len(content):
            raise _malformed("chunks that end inside the file")
        if name == b"eXIf":
            turned = exif.orientation(content[place + 8 : end - 4])
        elif name in PNG_KEPT:
            kept.append(content[place:end])
        place = end
        if name == b"IEND":
            break
    if turned != exif.UPRIGHT:
        body = b"eXIf" + exif.block_with(turned)
        kept.insert(2, struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body)))
    return Bared(Form.PNG, b"".join(kept), width, height, turned)


# --- WebP: RFC 9649 -------------------------------------------------------------------------------------------
WEBP_KEPT = frozenset((b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ICCP"))
EXIF_AND_XMP_FLAGS = 0x0C


def _bare_webp(content: bytes) -> Bared:
    if content[8:12] != b"WEBP":
        raise _malformed("a WebP")
    kept, turned, size, place = [], exif.UPRIGHT, None, 12
    while place + 8 <= len(content):
        name, length = struct.unpack_from("<4sI", content, place)
        part = content[place : place + 8 + length + length % 2]
        body = part[8 : 8 + length]
        if len(body) < length:
            raise _malformed("chunks that end inside the file")
        if name == b"EXIF":
            turned = exif.orientation(body.removeprefix(EXIF_HEAD))
        elif name in WEBP_KEPT:
            size = size or _webp_size(name, body)
            kept.append(part if name != b"VP8X" else part[:8] + bytes([part[8] & ~EXIF_AND_XMP_FLAGS]) + part[9:])
        place += len(part)
    if size is None:
        raise _malformed("a still WebP")
    if turned != exif.UPRIGHT and kept[0][:4] == b"VP8X":
        block = exif.block_with(turned)
        kept[0] = kept[0][:8] + bytes([kept[0][8] | 0x08]) + kept[0][9:]
        kept.append(struct.pack("<4sI", b"EXIF", len(block)) + block)
    whole = b"WEBP" + b"".join(kept)
    return Bared(Form.WEBP, b"RIFF" + struct.pack("<I", len(whole)) + whole, *size, turned)


def _webp_size(name: bytes, body: bytes) -> tuple[int, int] | None:
    if name == b"VP8X":
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if name == b"VP8 ":
        width, height = struct.unpack_from("<HH", body, 6)
        return width & 0x3FFF, height & 0x3FFF
    if name == b"VP8L":
        bits = struct.unpack_from("<I", body, 1)[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return None


READERS: dict[Form, Callable[[bytes], Bared]] = {
    Form.JPEG: _bare_jpeg,
    Form.PNG: _bare_png,
    Form.WEBP: _bare_webp,
}
