"""Reading a dossier: what it holds, what it lacks, where it is, where it has been, and the proof of that."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import UUIDField

from tongban.dossiers.kinds import Kind
from tongban.dossiers.models import Custody, FileMove, FilePage, PageReturn
from tongban.dossiers.records import ItemView, MoveView, PageView, ReturnView, SealView
from tongban.errors import NotFound
from tongban.journal import queries as journal
from tongban.keys import queries as keys
from tongban.statements import Statement, blank
from tongban.verdicts import Outcome, Verdict


def holders(subjects: Collection[UUID]) -> dict[UUID, str]:
    """By subject: the office that holds its dossier; what has none is left out."""
    return dict(Custody.objects.filter(subject_id__in=subjects).values_list("subject_id", "office"))


def is_open(subject_id: UUID) -> bool:
    """True once some office holds a dossier about it."""
    return Custody.objects.filter(subject_id=subject_id).exists()


def moves(subject_id: UUID) -> list[MoveView]:
    """Every journey, the first first; those that were called off are left out."""
    return [
        MoveView(
            row.sequence,
            row.from_office,
            row.to_office,
            row.is_back,
            row.sent_at,
            row.received_at,
            row.sent_entry,
            row.received_entry,
            row.manifest_digest,
        )
        for row in FileMove.objects.filter(subject_id=subject_id, voided_at=None).order_by("sequence")
    ]


# --- What it holds ----------------------------------------------------------------------------------------------
def items(kind: Kind[Any], subject_id: UUID, *, matter_id: UUID | None = None) -> list[ItemView]:
    """The documents in the order of the manifest; required ones that are missing stand among them. matter_id: the case
    whose returned pages are shown."""
    pages = by_item(live_pages(subject_id))
    returned = {} if matter_id is None else asked_again([matter_id]).get(matter_id, {})
    return views(kind, pages, returned, lacking=kind.missing(subject_id, present=pages))


def items_of(
    kind: Kind[Any], subjects: Mapping[UUID, UUID], *, lacking: Mapping[UUID, tuple[str, ...]]
) -> dict[UUID, list[ItemView]]:
    """As `items`, by case, for many cases with their subjects in two queries. lacking: what is required, by subject, of
    those of which what is missing is to be shown."""
    pages: dict[UUID, list[FilePage]] = {}
    for page in live().filter(subject_id__in=set(subjects.values())):
        pages.setdefault(page.subject_id, []).append(page)
    returned = asked_again(subjects)
    found = {}
    for matter_id, subject_id in subjects.items():
        known = by_item(pages.get(subject_id, ()))
        missing = [item for item in lacking.get(subject_id, ()) if item not in known]
        found[matter_id] = views(kind, known, returned.get(matter_id, {}), lacking=missing)
    return found


def live_pages(subject_id: UUID) -> list[FilePage]:
    """The pages that nothing has replaced, in order."""
    return list(live().filter(subject_id=subject_id))


PRESENT = Statement(
    lambda: FilePage.objects.filter(subject_id=blank("subject", UUIDField()), replaced_at=None).values_list("item")
)


def present_items(subject_id: UUID) -> set[str]:
    """The kinds of documents of which there is a page."""
    return {item for (item,) in PRESENT.rows(subject=subject_id)}


def completeness(kind: Kind[Any], subject_id: UUID) -> Verdict:
    """May the dossier be sealed? One reason for each missing document."""
    return kind.lacks(subject_id, present=present_items(subject_id))


def was_scanned(subject_id: UUID, *, after: datetime) -> bool:
    """True if somebody has scanned a page since then."""
    return FilePage.objects.filter(subject_id=subject_id, origin="scan", added_at__gt=after).exists()


def returns(matter_id: UUID) -> list[ReturnView]:
    """Every page that was asked for again in a case, open ones first."""
    rows = PageReturn.objects.filter(matter_id=matter_id).order_by("at", "item", "number")
    found = [ReturnView(row.item, row.number, row.code, row.text, row.at, row.repaired_at) for row in rows]
    return sorted(found, key=lambda one: one.repaired_at is not None)


# --- Proof ------------------------------------------------------------------------------------------------------
def seal(kind: Kind[Any], matter_id: UUID, *, at: datetime) -> SealView | None:
    """The seal of the case's last journey there, verified again with every stored page's presence; None before one."""
    row = FileMove.objects.filter(matter_id=matter_id, is_back=False, voided_at=None).order_by("-sequence").first()
    if row is None:
        return None
    manifest = kind.format.decode(bytes(row.manifest))
    report = kind.format.verify(row.seal, anchors=keys.anchors(), at=at, expected=bytes(row.manifest))
    digests = set(FilePage.objects.filter(subject_id=row.subject_id).values_list("digest", flat=True))
    checks = (*report.checks, kind.format.page_check(manifest, digests))
    return SealView(
        outcome=Outcome.worst(check.outcome for check in checks),
        checks=checks,
        digest=row.manifest_digest,
        sent_at=row.sent_at,
        received_at=row.received_at,
        pages={(item, page.number): page.digest for item, page in manifest.pages()},
    )


def custody_proof(kind: Kind[Any], subject_id: UUID) -> str:
    """The journeys as one document that `python -m tongban.auditor custody` checks without a server.

    NotFound("<kind>.not-moved") if it never moved; Unavailable until a checkpoint covers the entries.
    """
    rows = list(
        FileMove.objects.filter(subject_id=subject_id, voided_at=None, received_at__isnull=False).order_by("sequence")
    )
    if not rows:
        raise NotFound(f"{kind.name}.not-moved")
    found = [
        {"sent": disclosed(row.sent_entry), "received": disclosed(row.received_entry), "seal": row.seal} for row in rows
    ]
    document: dict[str, object] = {"origin": rows[0].from_office, kind.subject: str(subject_id), "moves": found}
    opened = journal.history_page(kind.key(subject_id), tags=[kind.opened.tag], number=1, size=1).rows
    if opened:
        document["opened"] = disclosed(opened[0].id)
    return json.dumps(document, ensure_ascii=False, indent=1)


def disclosed(entry_id: UUID | None) -> dict[str, str]:
    """An entry of the journal as a proof shows it."""
    assert entry_id is not None
    shown = journal.disclosure(entry_id)
    return {"body": shown.body, "salt": shown.salt.hex(), "proof": shown.proof}


# --- From rows to views -----------------------------------------------------------------------------------------
Returned = dict[tuple[str, int], PageReturn]


def live() -> Any:
    """All pages that nothing has replaced, in order."""
    return FilePage.objects.filter(replaced_at=None).order_by("item", "number")


def asked_again(matters: Iterable[UUID]) -> dict[UUID, Returned]:
    """By case: the last return of each page."""
    found: dict[UUID, Returned] = {}
    for one in PageReturn.objects.filter(matter_id__in=list(matters)).order_by("at"):
        found.setdefault(one.matter_id, {})[one.item, one.number] = one
    return found


def by_item(pages: Iterable[FilePage]) -> dict[str, list[FilePage]]:
    """Pages by the kind of their document."""
    found: dict[str, list[FilePage]] = {}
    for page in pages:
        found.setdefault(page.item, []).append(page)
    return found


def views(
    kind: Kind[Any], pages: Mapping[str, list[FilePage]], returned: Returned, *, lacking: Collection[str]
) -> list[ItemView]:
    """The documents with their pages, and those that lack, in the kind's order."""
    return [
        ItemView(
            type=item,
            name=name,
            pages=tuple(view(page, returned.get((item, page.number))) for page in pages.get(item, ())),
            is_missing=item in lacking,
        )
        for item, name in kind.items.items()
        if item in pages or item in lacking
    ]


def view(page: FilePage, returned: PageReturn | None) -> PageView:
    """A page with what was asked of it, if it was returned."""
    return PageView(
        number=page.number,
        digest=page.digest,
        media_type=page.media_type,
        added_at=page.added_at,
        returned="" if returned is None else returned.code,
        returned_text="" if returned is None else returned.text,
        is_repaired=returned is not None and returned.repaired_at is not None,
    )
