"""Handing documents out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from django.conf import settings
from django.db import connection

from tongban.documents.contents import PDF, bared
from tongban.documents.models import Document
from tongban.documents.overview import CELL, overview
from tongban.documents.pdf import drawn, split
from tongban.documents.records import StoredDocument
from tongban.errors import NotFound, Untrusted

__all__ = ["CELL", "as_picture", "bare", "content", "describe", "missing", "overview", "pages_of", "verify"]
READ_AT_ONCE = 8  # in memory together
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


def bare(content: bytes, *, media_type: str) -> bytes:
    """What `actions.store` keeps of a document, for whoever holds it elsewhere for a while; raises as that does."""
    return bared(content, media_type=media_type, max_bytes=settings.DOCUMENT_MAX_BYTES)


def pages_of(content: bytes, media_type: str) -> list[bytes]:
    """The pages of what somebody sends: each page of a PDF as a PDF of its own, a picture as it is.

    Malformed("document.pdf") for a PDF that no viewer could show.
    """
    return split(content) if media_type == PDF else [content]


def as_picture(content: bytes, media_type: str) -> tuple[bytes, str]:
    """A document as a picture with its media type: of a PDF its first page, drawn here, so that nothing in it can run."""
    return (drawn(content), "image/jpeg") if media_type == PDF else (content, media_type)


def verify(digests: Iterable[str]) -> None:
    """All of the documents are there with the bytes that were stored: NotFound("document.unknown") or
    Untrusted("document.altered") if one is not. They are read and hashed a few at a time."""
    wanted = sorted(set(digests))
    for start in range(0, len(wanted), READ_AT_ONCE):
        part = wanted[start : start + READ_AT_ONCE]
        found = 0
        for digest, stored in _contents(part):
            found += 1
            if hashlib.sha256(stored).hexdigest() != digest:
                raise Untrusted("document.altered", f"the bytes of {digest} are not those that were stored")
        if found != len(part):
            raise NotFound("document.unknown", f"{len(part) - found} documents are not in the store")


def _contents(digests: Sequence[str]) -> Iterator[tuple[str, bytes | memoryview[int]]]:
    """The documents of these names, with their bytes."""
    if connection.vendor != "postgresql":
        yield from Document.objects.filter(digest__in=digests).values_list("digest", "content")
        return
    import psycopg  # noqa: PLC0415 - only where there is such a database

    # Through a cursor of Django's each byte travels as two hexadecimal digits: twice the time.
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(
            "SELECT digest, content FROM documents_document WHERE digest = ANY(%s)", [list(digests)], binary=True
        )
        yield from cursor


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
