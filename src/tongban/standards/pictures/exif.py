"""The one field of Exif (JEITA CP-3451) that belongs to the picture: which side is up."""

from __future__ import annotations

import struct

UPRIGHT = 1
ORIENTATION = 0x0112
SHORT = 3
ENTRY_BYTES = 12


def orientation(block: bytes) -> int:
    """1 to 8 as the TIFF block says; 1 where it says nothing, or nothing that can be read."""
    order = {b"II": "<", b"MM": ">"}.get(block[:2])
    if order is None or len(block) < 8:
        return UPRIGHT
    start = struct.unpack_from(order + "I", block, 4)[0]
    if start + 2 > len(block):
        return UPRIGHT
    count = struct.unpack_from(order + "H", block, start)[0]
    for place in range(start + 2, min(start + 2 + count * ENTRY_BYTES, len(block) - ENTRY_BYTES + 1), ENTRY_BYTES):
        tag, kind, _, value = struct.unpack_from(order + "HHIH", block, place)
        if tag == ORIENTATION:
            return int(value) if kind == SHORT and 1 <= value <= 8 else UPRIGHT
    return UPRIGHT


def block_with(turned: int) -> bytes:
    """A TIFF block that says `turned` and nothing else."""
    return b"MM\0*\0\0\0\x08" + struct.pack(">HHHIHHI", 1, ORIENTATION, SHORT, 1, turned, 0, 0)
