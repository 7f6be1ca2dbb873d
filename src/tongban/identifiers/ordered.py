"""Ids of rows that come in the order of time: UUID version 7 (RFC 9562, 5.7).

Neighbours in time are neighbours in an index, which a random id scatters. Not for what must not tell its time.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from uuid import UUID


def ordered_id(*, at: datetime, random: Callable[[int], bytes] = os.urandom) -> UUID:
    """A new id that begins with the millisecond of `at` (UTC, from 1970 on) and has 74 random bits."""
    drawn = int.from_bytes(random(10), "big")
    moment = int(at.timestamp() * 1000) & 0xFFFF_FFFF_FFFF
    return UUID(int=moment << 80 | 7 << 76 | (drawn >> 68 & 0xFFF) << 64 | 2 << 62 | drawn & 0x3FFF_FFFF_FFFF_FFFF)
