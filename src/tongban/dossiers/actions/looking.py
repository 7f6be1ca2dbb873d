"""An officer looks at a page, at all pages at once, or at another paper of a case: guarded, and recorded for those concerned.

Everything here asks the offices' guard first, as `matters.guard`: the duties of the kind's readers at a place of the case,
until it has ended.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Model

from tongban.documents import queries as stored
from tongban.dossiers.kinds import Kind
from tongban.dossiers.models import FilePage
from tongban.dossiers.queries import items
from tongban.errors import NotFound
from tongban.offices import matters
from tongban.offices.records import OfficerRecord

R = TypeVar("R", bound=Model)
OVERVIEW = "overview"
OVERVIEW_PAGES_MAX = 100


def look_at_page(
    kind: Kind[R], row: R, *, item: str, number: int, officer: OfficerRecord, at: datetime, as_picture: bool = False
) -> tuple[bytes, str]:
    """A page with its media type; the looking is recorded first. as_picture: a PDF comes as a picture of its first page;
    Malformed("document.pdf") if it cannot be drawn. NotFound("<kind>.page"), Untrusted("document.altered")."""
    guard(kind, row, officer)
    place = {"subject_id": kind.subject_of(row), "item": item, "number": number}
    page = FilePage.objects.filter(**place, replaced_at=None).first()
    if page is None:
        raise NotFound(f"{kind.name}.page")
    found = look_at_document(kind, row, digest=page.digest, item=item, page=number, officer=officer, at=at)
    return stored.as_picture(*found) if as_picture else found


def look_at_overview(kind: Kind[R], row: R, *, officer: OfficerRecord, at: datetime) -> bytes:
    """The pages, very small, as one JPEG in the order of `queries.items`: one look, recorded first. A dossier of more than
    OVERVIEW_PAGES_MAX pages shows so many."""
    guard(kind, row, officer)
    shown = items(kind, kind.subject_of(row), matter_id=row.pk)
    pages: Sequence[tuple[str, str]] = [(page.digest, page.media_type) for item in shown for page in item.pages]
    pages = pages[:OVERVIEW_PAGES_MAX]
    note(kind, row, item=OVERVIEW, page=len(pages), officer=officer, at=at)
    return stored.overview((stored.content(digest), media_type) for digest, media_type in pages)


def look_at_document(
    kind: Kind[R], row: R, *, digest: str, item: str, page: int, officer: OfficerRecord, at: datetime
) -> tuple[bytes, str]:
    """A page or another paper of the case with its media type: the looking is recorded, then the bytes are handed out;
    nobody sees what is not in the journal."""
    with transaction.atomic():
        content = stored.content(digest)
        note(kind, row, item=item, page=page, officer=officer, at=at)
    return content, stored.describe(digest).media_type


def guard(kind: Kind[R], row: R, officer: OfficerRecord) -> None:
    """Raise as `matters.guard` unless the officer may see pages of this case."""
    matters.guard(officer=officer, matter=kind.matter(row), duties=kind.readers, while_open=True)


def note(kind: Kind[R], row: R, *, item: str, page: int, officer: OfficerRecord, at: datetime) -> None:
    """Record that the officer looks at something, as `matters.look`."""
    matters.look(
        officer=officer,
        matter=kind.matter(row),
        duties=kind.readers,
        while_open=True,
        entry=kind.looked(str(row.pk), item, page),
        about=kind.about(row),
        at=at,
    )
