"""Handing documents out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from tongban.documents.models import Document
from tongban.documents.records import StoredDocument
from tongban.errors import NotFound, Untrusted

ASKED_AT_ONCE = 500  # SQLite allows 999 parameters in some builds


def content(digest: str) -> bytes:
    """The bytes of a document, hashed again: Untrusted("document.altered") if somebody changed them in the database,
    NotFound("document.unknown") if there is no such document."""
    row = Document.objects.filter(digest=digest).values_list("content", flat=True).first()
    if row is None:
        raise NotFound("document.unknown", "no document with this digest")
    found = bytes(row)
    if hashlib.sha256(found).hexdigest() != digest:
        raise Untrusted("document.altered", f"the bytes of {digest} are not those that were stored")
    return found


def describe(digest: str) -> StoredDocument:
    """What is known of a document without reading it; NotFound("document.unknown")."""
    row = Document.objects.filter(digest=digest).values_list("digest", "media_type", "size", "stored_at").first()
    if row is None:
        raise NotFound("document.unknown", "no document with this digest")
    return StoredDocument(*row)


def missing(digests: Iterable[str]) -> set[str]:
    """Those of the digests under which nothing is stored; empty when all are there."""
    wanted = sorted(set(digests))
    found: set[str] = set()
    for start in range(0, len(wanted), ASKED_AT_ONCE):
        part = wanted[start : start + ASKED_AT_ONCE]
        found |= set(Document.objects.filter(digest__in=part).values_list("digest", flat=True))
    return set(wanted) - found
