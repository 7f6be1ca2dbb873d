"""Photos by their content: stored once, found by their SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from tongban.errors import Malformed
from tongban.registers.models import Portrait

JPEG = b"\xff\xd8\xff"
LARGEST_PORTRAIT_BYTES = 200_000


def store_portrait(*, image: bytes) -> str:
    """Keep a JPEG under its SHA-256 and return that in hex; the same picture is kept once."""
    [digest] = store_portraits(images=[image])
    return digest


def store_portraits(*, images: Iterable[bytes]) -> list[str]:
    """As store_portrait, for many; the digests in the order of the images."""
    kept = [(hashlib.sha256(image).hexdigest(), image) for image in images]
    for _, image in kept:
        _require_portrait(image)
    rows = [Portrait(digest=digest, image=image) for digest, image in kept]
    Portrait.objects.bulk_create(rows, ignore_conflicts=True, batch_size=200)
    return [digest for digest, _ in kept]


def _require_portrait(image: bytes) -> None:
    if not image.startswith(JPEG) or len(image) > LARGEST_PORTRAIT_BYTES:
        raise Malformed("portrait.malformed", f"expected a JPEG of at most {LARGEST_PORTRAIT_BYTES} bytes")
