"""Several pages come from the scanner at once: each is examined for itself, and what is good is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tongban.documents import queries as documents
from tongban.errors import Malformed, Refused
from tongban.offices.records import Duty, OfficerRecord
from tongban.transfers.actions.files import scan_page
from tongban.transfers.actions.looking import guard_case
from tongban.verdicts import Text


@dataclass(frozen=True)
class Scanned:
    """What came of several files. kept: pages now in the file; faults: place of a file (from 1) -> what is wrong."""

    kept: int
    faults: dict[int, Text]


def scan_pages(
    *,
    transfer_id: UUID,
    item: str,
    number: int,
    files: Sequence[tuple[bytes, str]],
    officer: OfficerRecord,
    at: datetime,
) -> Scanned:
    """Keep files (bytes, media type) as pages from `number` on; a PDF of several pages is as many pages.

    Each page is `scan_page`'s, in a transaction of its own: a bad one keeps its number free and costs no other. One
    file alone that is bad raises what `scan_page` raises. The same files again change nothing.
    """
    guard_case(transfer_id=transfer_id, officer=officer, duties=(Duty.ARCHIVE,))
    kept, faults = 0, {}
    for place, (content, media_type) in enumerate(files, 1):
        pages = [content]
        try:
            pages = documents.pages_of(content, media_type)
            for page in pages:
                scan_page(
                    transfer_id=transfer_id,
                    item=item,
                    number=number,
                    content=page,
                    media_type=media_type,
                    officer=officer,
                    at=at,
                )
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
