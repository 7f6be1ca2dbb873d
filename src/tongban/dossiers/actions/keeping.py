"""Custody begins, pages come, and worse ones are replaced."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tongban.documents import actions as documents
from tongban.documents import queries as stored
from tongban.dossiers.kinds import Kind
from tongban.dossiers.models import Custody, FilePage
from tongban.dossiers.records import Scanned
from tongban.errors import Malformed, Refused
from tongban.journal import actions as journal
from tongban.verdicts import Text


def open_dossier(kind: Kind[Any], subject_id: UUID, *, office: str, by: str, at: datetime) -> None:
    """An office begins to hold the dossier; does nothing when some office already does."""
    with transaction.atomic():
        _, is_new = Custody.objects.get_or_create(subject_id=subject_id, defaults={"office": office, "since": at})
        if is_new:
            journal.record(kind.opened(str(subject_id), office), by=by, about=[kind.key(subject_id)], at=at)


def add_page(
    kind: Kind[Any],
    subject_id: UUID,
    *,
    item: str,
    number: int,
    content: bytes,
    media_type: str,
    by: str,
    at: datetime,
    is_born_digital: bool = False,
) -> str:
    """Put a page into the dossier, or a better one in its place; returns its SHA-256.

    Malformed("<kind>.item", "<kind>.page-number") or for bytes that are no picture or PDF. The same page again changes
    nothing.
    """
    if item not in kind.items:
        raise Malformed(f"{kind.name}.item", "expected an item type of the manifest")
    if not 1 <= number <= 999:
        raise Malformed(f"{kind.name}.page-number", f"expected a page number from 1 to 999, came {number}")
    place = {"subject_id": subject_id, "item": item, "number": number}
    with transaction.atomic():
        digest = documents.store(content=content, media_type=media_type, at=at)
        former = FilePage.objects.select_for_update().filter(**place, replaced_at=None).first()
        if former is not None and former.digest == digest:
            return digest
        if former is not None:
            former.replaced_at = at
            former.save(update_fields=["replaced_at"])
        FilePage.objects.create(
            **place,
            digest=digest,
            media_type=media_type,
            size=stored.describe(digest).size,
            origin="born-digital" if is_born_digital else "scan",
            signer=by,
            added_at=at,
        )
        entry = kind.added(str(subject_id), item, number, digest, "" if former is None else former.digest)
        journal.record(entry, by=by, about=[kind.key(subject_id)], at=at)
    return digest


def scan_pages(
    files: Sequence[tuple[bytes, str]], keep: Callable[[int, bytes, str], object], *, number: int
) -> Scanned:
    """Several files (bytes, media type) come from the scanner at once, to be kept as pages from `number` on; a PDF of
    several pages is as many pages.

    keep: keeps one page, of number, bytes and media type, in a transaction of its own: a bad one keeps its number free
    and costs no other. One file alone that is bad raises what `keep` raises. The same files again change nothing.
    """
    kept, faults = 0, {}
    for place, (content, media_type) in enumerate(files, 1):
        try:
            for page in stored.pages_of(content, media_type):
                keep(number, page, media_type)
                number += 1
                kept += 1
        except (Malformed, Refused) as error:
            if len(files) == 1 and not kept:
                raise
            faults[place] = said(error)
            number += 1
    return Scanned(kept, faults)


def said(error: Malformed | Refused) -> Text:
    """What is wrong with a page, in words."""
    if isinstance(error, Refused):
        return error.verdict.reasons[0].what
    return error.say or NOT_KEPT


NOT_KEPT = Text("这一页不能存入档案。", "This page cannot be kept in the file.")
