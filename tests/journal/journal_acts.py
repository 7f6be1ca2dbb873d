"""Acts that tests record, and the key that signs their log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tongban.journal import actions
from tongban.standards.signing import SoftwareSigner
from tongban.standards.tlog.notes import NoteKey

KEY = NoteKey("tongban.example/journal", SoftwareSigner(Ed25519PrivateKey.from_private_bytes(bytes(range(32)))))

AT = datetime(2026, 11, 22, 8, 30, 0, 250, tzinfo=UTC)
OFFICER = f"officer:{uuid4()}"


@dataclass(frozen=True)
class LicenceIssued:
    """An entry as a service would define it."""

    tag: ClassVar[str] = "licence-issued"
    licence: UUID
    classes: tuple[str, ...]
    note: str = ""


def issue(count=1):
    """Record `count` acts and return the entries' ids."""
    licences = [uuid4() for _ in range(count)]
    return [
        actions.record(LicenceIssued(licence, ("C1",)), by=OFFICER, about=[f"licence:{licence}"], at=AT)
        for licence in licences
    ]
