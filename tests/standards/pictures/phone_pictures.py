"""Pictures as phones and scanners make them: with metadata, right and odd."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image

DEVICE, PLACE = b"A Phone 17 Pro", b"31.14.00N"
SECRETS = (DEVICE, PLACE, b"2026:11:22", b"the second picture")


def drawn(size=(300, 200), mode="RGB") -> Image.Image:
    """Left dark, right light, so that turning and scaling show."""
    image = Image.new("L", size, 40)
    image.paste(220, (size[0] // 2, 0, *size))
    return image.convert(mode)


def saved(image: Image.Image, form: str, **options) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def exif_block(turned: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x0110] = DEVICE.decode()
    exif[0x0112] = turned
    exif[0x0132] = "2026:11:22 08:30:00"
    exif[0x8825] = {1: "N", 2: (31.0, 14.0, 0.0), 29: PLACE.decode()}
    return exif.tobytes()


def segment(marker: int, body: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body


def with_segments(jpeg: bytes, *parts: bytes) -> bytes:
    """The parts behind the start of the picture."""
    return jpeg[:2] + b"".join(parts) + jpeg[2:]


def with_chunks(png: bytes, *parts: tuple[bytes, bytes]) -> bytes:
    """The chunks behind the header of the picture."""
    made = (
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )
    return png[:33] + b"".join(made) + png[33:]


ODD_EXIF = {
    "offset beyond the end": b"MM\0*\xff\xff\xff\xf0" + b"\0" * 20,
    "more entries than there are": b"II*\0\x08\0\0\0\xff\xff" + b"\x10\x01\x02\0\xff\xff\xff\xff\xff\xff\xff\xff" * 3,
    "no byte order": b"??*\0\0\0\0\x08",
    "nothing": b"",
    "an orientation of 0": b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0",
    "an orientation in words": b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x02\0\0\0\x01six\0\0\0\0\0",
}
ODD_JPEGS = {
    **{f"Exif with {name}": segment(0xE1, b"Exif\0\0" + block) for name, block in ODD_EXIF.items()},
    "two Exif blocks": segment(0xE1, exif_block()) * 2,
    "XMP that is no UTF-8": segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0\xff\xfe\xfd"),
    "an index of pictures that is none": segment(0xE2, b"MPF\0MM\0*\xff\xff\xff\xff"),
    "a Photoshop block that breaks off": segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\xff\xff\xff\xff"),
    "a remark": segment(0xFE, b"\xff\0\xd8" + PLACE),
    "fill bytes": b"\xff\xff\xff" + segment(0xFE, b"x"),
}


def phone_jpeg(turned: int = 1) -> bytes:
    plain = saved(drawn(), "JPEG")
    xmp = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x>" + PLACE + b"</x>")
    named = segment(0xED, b"Photoshop 3.0\0" + PLACE)
    taken = segment(0xE1, exif_block(turned))
    return with_segments(plain, taken, xmp, named, segment(0xFE, DEVICE)) + b"the second picture" + plain


def phone_png() -> bytes:
    return with_chunks(
        saved(drawn(), "PNG"),
        (b"eXIf", exif_block().removeprefix(b"Exif\0\0")),
        (b"tEXt", b"Comment\0" + PLACE),
        (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + DEVICE),
        (b"tIME", b"\x07\xea\x0b\x16\x08\x1e\0"),
        (b"acTL", b"\xff\xff"),
        (b"prVt", b"the second picture"),
    )


def phone_webp() -> bytes:
    return saved(drawn(), "WEBP", exif=exif_block(), xmp=PLACE)


def deep_grey() -> bytes:
    """A 16-bit grey scan: left at a sixth, right at five sixths of white."""
    values = [10_000] * 150 + [55_000] * 150
    image = Image.frombytes("I;16", (300, 200), struct.pack("<300H", *values) * 200)
    return saved(image, "PNG")
