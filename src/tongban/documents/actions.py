"""Taking documents in."""

from __future__ import annotations

import hashlib
from datetime import datetime

from tongban.documents.models import Document
from tongban.documents.queries import bare


def store(*, content: bytes, media_type: str, at: datetime) -> str:
    """Keep a document and return its SHA-256 (64 hexadecimal digits); the same bytes again are kept once.

    Kept, hashed and sealed is the page alone: what a phone wrote beside it (place, time, device, thumbnails) is left
    out first, so the digest is not always that of `content`. A picture or PDF without such things stays as it is.

    Part of the caller's transaction: rolled back, nothing stays. Malformed("document.media-type", "document.size",
    "document.picture", "document.pdf") for anything but a whole JPEG, PNG or PDF of at most DOCUMENT_MAX_BYTES.
    """
    content = bare(content, media_type=media_type)
    digest = hashlib.sha256(content).hexdigest()
    # INSERT … ON CONFLICT DO NOTHING: of two that store the same bytes at once the second waits for the first and
    # finds its row. The bytes decide the type, since no JPEG, PNG and PDF begin alike.
    Document.objects.bulk_create(
        [Document(digest=digest, media_type=media_type, size=len(content), stored_at=at, content=content)],
        ignore_conflicts=True,
    )
    return digest
