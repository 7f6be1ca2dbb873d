"""What a person signed: exactly the text that was shown, in whose name, by whom, and who was recognised for it.

A court is shown the text with its digest, and the digest in the journal's entry of the act, written in the same
transaction. The text is about people and lies here sealed; the digest is of the text as it was shown, in UTF-8.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from tongban.people import models, sealing


@dataclass(frozen=True)
class Seen:
    """What the page of an act showed: the digest of its text, in which language, and the face check that opened it."""

    digest: str
    language: str
    face_check: UUID | None = None


@dataclass(frozen=True)
class SignatureRecord:
    """A signature. citizen_id: whose; signer_id: who did it, under a mandate if that is somebody else. words: the version
    of the words that were filled in. shown: the text; digest: its SHA-256 in hex, as it was when it was signed."""

    id: UUID
    citizen_id: UUID
    signer_id: UUID
    mandate_id: UUID | None
    act: str
    words: str
    language: str
    shown: str = field(repr=False)
    digest: str
    at: datetime
    face_checked_at: datetime | None

    @property
    def fits(self) -> bool:
        """True if the text that is kept is the one that was signed."""
        return digest_of(self.shown) == self.digest


def digest_of(shown: str) -> str:
    """The SHA-256 of a text as it was shown, 64 hex digits."""
    return hashlib.sha256(shown.encode()).hexdigest()


def sign(
    *,
    citizen_id: UUID,
    signer_id: UUID,
    mandate_id: UUID | None,
    about: str,
    act: str,
    words: str,
    language: str,
    shown: str,
    face_check: UUID | None,
    at: datetime,
) -> SignatureRecord:
    """Keep a signature, inside the transaction of its act; the caller's journal entry bears the digest.

    about: the matter's internal key ("transfer:<uuid>"). Once for each matter, act and person: the database keeps it.
    """
    row = models.Signature(
        id=uuid.uuid4(),
        citizen_id=citizen_id,
        signer_id=signer_id,
        mandate_id=mandate_id,
        about=about,
        act=act,
        words=words,
        language=language,
        digest=digest_of(shown),
        face_check_id=face_check,
        at=at,
    )
    row.shown_sealed = sealing.seal(shown, field="signature.shown", row=row.pk)
    row.save(force_insert=True)
    return record_of(row)


def signatures(about: str) -> list[SignatureRecord]:
    """Everything that was signed in a matter, oldest first, by one statement."""
    return records(models.Signature.objects.filter(about=about).select_related("face_check").order_by("at", "pk"))


def records(rows: Iterable[models.Signature]) -> list[SignatureRecord]:
    """The rows as others see them."""
    return [record_of(row) for row in rows]


def record_of(row: models.Signature) -> SignatureRecord:
    """The row as others see it; Untrusted("field.unreadable") if its text is not what was sealed for it."""
    return SignatureRecord(
        id=row.pk,
        citizen_id=row.citizen_id,
        signer_id=row.signer_id,
        mandate_id=row.mandate_id,
        act=row.act,
        words=row.words,
        language=row.language,
        shown=sealing.open_sealed(row.shown_sealed, field="signature.shown", row=row.pk),
        digest=row.digest,
        at=row.at,
        face_checked_at=None if row.face_check is None else row.face_check.at,
    )
