"""The receiver asks for single pages again; the sender repairs them, and custody stays where it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from django.db.models import Model

from tongban.dossiers.actions.keeping import add_page
from tongban.dossiers.kinds import Kind, because
from tongban.dossiers.models import FilePage, PageReturn
from tongban.dossiers.records import PageProblem
from tongban.errors import Malformed, Refused, refuse_unless
from tongban.journal import actions as journal
from tongban.offices.records import OfficerRecord
from tongban.verdicts import Text

R = TypeVar("R", bound=Model)


def return_pages(
    kind: Kind[R], row: R, pages: Sequence[PageProblem], *, officer: OfficerRecord, at: datetime
) -> list[str]:
    """Ask for single pages again, each with its code; also for one that is missing altogether. Returns the codes.

    Malformed("<kind>.return") for no page at all or one of an unknown document, Refused("<kind>.return-code") for an
    unknown code or one that lacks its words.
    """
    if not pages or any(page.item not in kind.items for page in pages):
        raise Malformed(f"{kind.name}.return", "expected at least one page, each of a document that a file can hold")
    for page in pages:
        refuse_unless(kind.may_return(code=page.code, text=page.text), code=f"{kind.name}.return-code")
        PageReturn.objects.update_or_create(
            matter_id=row.pk,
            item=page.item,
            number=page.number,
            repaired_at=None,
            defaults={"code": page.code, "text": page.text, "by": officer.id, "at": at},
        )
        entry = kind.returned(str(row.pk), page.item, page.number, page.code)
        journal.record(entry, by=officer.key, about=kind.about(row), at=at)
    return sorted({page.code for page in pages})


def put_page(
    kind: Kind[R],
    row: R,
    *,
    item: str,
    number: int,
    content: bytes,
    media_type: str,
    is_open: bool,
    is_returned: bool,
    by: str,
    at: datetime,
) -> str:
    """Add a page for a locked case, and note it as repaired if it was asked for again; returns its SHA-256. is_open: any
    page may come; is_returned: those that were asked for again.

    Refused("<kind>.not-asked") for another page, Refused("<kind>.same-page") for a returned one that comes as it was.
    """
    place = {"item": item, "number": number}
    asked = PageReturn.objects.filter(matter_id=row.pk, **place, repaired_at=None)
    if not is_open and not (is_returned and asked.exists()):
        raise Refused(f"{kind.name}.not-asked", because(kind, "not-asked", NOT_ASKED))
    subject_id = kind.subject_of(row)
    digest = add_page(kind, subject_id, item=item, number=number, content=content, media_type=media_type, by=by, at=at)
    returned = asked.first()
    if returned is not None:
        better = FilePage.objects.filter(subject_id=subject_id, **place, replaced_at=None, added_at__gte=returned.at)
        if not better.exists():
            raise Refused(f"{kind.name}.same-page", because(kind, "same-page", SAME_PAGE))
        asked.update(repaired_at=at)
    return digest


def require_repaired(kind: Kind[R], row: R) -> None:
    """All pages that were returned in the case are there again; else Refused("<kind>.unrepaired")."""
    if PageReturn.objects.filter(matter_id=row.pk, repaired_at=None).exists():
        raise Refused(f"{kind.name}.unrepaired", because(kind, "unrepaired", UNREPAIRED))


NOT_ASKED = (
    Text("现在不需要补这一页。", "This page is not asked for now."),
    Text("只补对方退回的页。", "Only scan the pages that were returned."),
)
SAME_PAGE = (
    Text("这就是被退回的那一页，没有变。", "This is the page that was returned, unchanged."),
    Text("重新扫描，再存入档案。", "Scan the paper anew, then put the page into the file."),
)
UNREPAIRED = (
    Text("还有退回的页没有补。", "A returned page has not been scanned again yet."),
    Text("把退回的页都补上再发。", "Scan every returned page, then send."),
)
