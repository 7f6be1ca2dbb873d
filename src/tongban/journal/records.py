"""What the journal hands out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Listed:
    """One entry as anybody may see it: what its leaf says, and its place (None until the sequencer has taken it)."""

    id: UUID
    tag: str
    at: datetime
    index: int | None


@dataclass(frozen=True)
class Recorded:
    """One entry as those concerned may read it.

    by: internal key of who acted. details: the fields of the entry as plain JSON values.
    index: its place in the log, counted from 0; None until the sequencer has taken it.
    is_erased: the details were erased on request; then `by` is "" and `details` is empty.
    """

    id: UUID
    tag: str
    at: datetime
    by: str
    details: Mapping[str, Any]
    index: int | None
    is_erased: bool = False


@dataclass(frozen=True)
class Disclosure:
    """One entry so that a stranger can check it: the text that its leaf commits to, the salt of 32 bytes, and the
    tlog-proof that the leaf is in the published log. Whoever has it knows what the entry says."""

    body: str
    salt: bytes
    proof: str
