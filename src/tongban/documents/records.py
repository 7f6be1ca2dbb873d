"""What this package hands out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class StoredDocument:
    """What is known of a document without reading it. digest: SHA-256, 64 hexadecimal digits; size: in bytes."""

    digest: str
    media_type: str
    size: int
    stored_at: datetime
