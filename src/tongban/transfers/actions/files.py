"""The vehicle's file: pages, custody, and the move from one office to another.

Custody is one row a vehicle (models.Custody). Sending seals the manifest and announces; the origin still holds the
file. Receiving (receiving.py) verifies the seal and every page, and moves the row, in one transaction with the entry
FileReceived. There is no moment at which nobody, or two offices, hold the file, whatever is killed when.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tongban.documents import actions as documents
from tongban.documents import queries as stored
from tongban.dossiers.models import Custody, FileMove, FilePage, PageReturn
from tongban.errors import Malformed, Refused, Untrusted
from tongban.journal import actions as journal
from tongban.keys import queries as keys
from tongban.keys.roles import Role
from tongban.offices.records import Duty, OfficerRecord
from tongban.standards import vehiclefile
from tongban.transfers.actions.acting import SYSTEM, TRANSFERS, about, refuse_unless
from tongban.transfers.actions.receiving import ELSEWHERE, hand_over, journey, note_receipts, save_stages
from tongban.transfers.entries import CaseMoved, FileGivenBack, FileOpened, FileSent, PageAdded, PageReturned
from tongban.transfers.models import Transfer
from tongban.transfers.queries import files as reading
from tongban.transfers.rules import archive
from tongban.transfers.stages import Move, Stage
from tongban.verdicts import Reason, Text, Verdict


@dataclass(frozen=True)
class PageProblem:
    """One page that the destination does not accept: item type, page number, code A1 to A9, words for A9."""

    item: str
    number: int
    code: str
    text: str = ""


# --- Custody begins, pages come ------------------------------------------------------------------------------


def open_file(*, vehicle_id: UUID, office: str, by: str, at: datetime) -> None:
    """An office begins to hold a vehicle's electronic file; does nothing when some office already does."""
    with transaction.atomic():
        _, is_new = Custody.objects.get_or_create(subject_id=vehicle_id, defaults={"office": office, "since": at})
        if is_new:
            entry = FileOpened(vehicle=str(vehicle_id), office=office)
            journal.record(entry, by=by, about=[f"vehicle:{vehicle_id}"], at=at)


def add_page(
    *,
    vehicle_id: UUID,
    item: str,
    number: int,
    content: bytes,
    media_type: str,
    by: str,
    at: datetime,
    is_born_digital: bool = False,
) -> str:
    """Put a page into the vehicle's file, or a better one in its place; returns its SHA-256.

    Malformed for an unknown item or bytes that are no picture or PDF. The same page again changes nothing.
    """
    if item not in archive.ITEM_NAMES:
        raise Malformed("vehicle-file.item", "expected an item type of the manifest")
    if not 1 <= number <= 999:
        raise Malformed("vehicle-file.page-number", f"expected a page number from 1 to 999, came {number}")
    with transaction.atomic():
        digest = documents.store(content=content, media_type=media_type, at=at)
        live = FilePage.objects.select_for_update().filter(
            subject_id=vehicle_id, item=item, number=number, replaced_at=None
        )
        former = live.first()
        if former is not None and former.digest == digest:
            return digest
        if former is not None:
            former.replaced_at = at
            former.save(update_fields=["replaced_at"])
        FilePage.objects.create(
            subject_id=vehicle_id,
            item=item,
            number=number,
            digest=digest,
            media_type=media_type,
            size=stored.describe(digest).size,
            origin="born-digital" if is_born_digital else "scan",
            signer=by,
            added_at=at,
        )
        entry = PageAdded(
            vehicle=str(vehicle_id),
            item=item,
            page=number,
            digest=digest,
            replaces="" if former is None else former.digest,
        )
        journal.record(entry, by=by, about=[f"vehicle:{vehicle_id}"], at=at)
    return digest


def scan_page(
    *, transfer_id: UUID, item: str, number: int, content: bytes, media_type: str, officer: OfficerRecord, at: datetime
) -> str:
    """The origin's archive keeper scans a page that is missing, or that the destination asked for again.

    Returns the page's SHA-256. Refused("vehicle-file.not-asked") for a page of a sent file that nobody returned,
    Refused("vehicle-file.same-page") for a returned one that comes again as it was.
    """
    with transaction.atomic():
        row = TRANSFERS.lock(transfer_id)
        TRANSFERS.require(row, officer, Duty.ARCHIVE, place=row.origin)
        asked = PageReturn.objects.filter(matter_id=row.pk, item=item, number=number, repaired_at=None)
        is_asked = row.stage in (Stage.FILE_REQUESTED, Stage.ORIGIN_INSPECTION)
        if not is_asked and not (row.stage == Stage.FILE_RETURNED and asked.exists()):
            raise Refused("vehicle-file.not-asked", Verdict.of([NOT_ASKED]))
        digest = add_page(
            vehicle_id=row.vehicle_id,
            item=item,
            number=number,
            content=content,
            media_type=media_type,
            by=officer.key,
            at=at,
        )
        returned = asked.first()
        if returned is not None:
            better = FilePage.objects.filter(
                subject_id=row.vehicle_id, item=item, number=number, replaced_at=None, added_at__gte=returned.at
            )
            if not better.exists():
                raise Refused("vehicle-file.same-page", Verdict.of([SAME_PAGE]))
            asked.update(repaired_at=at)
    return digest


# --- The move ------------------------------------------------------------------------------------------------


def send_file(*, transfer_id: UUID, key: str, officer: OfficerRecord | None, at: datetime) -> None:
    """The origin seals the complete file and releases it. officer None: the system does it for a complete file.

    Refused("vehicle-file.incomplete") names every missing item; Untrusted("document.altered") if a stored page is
    not what its digest says.
    """
    by = SYSTEM if officer is None else officer.key
    with TRANSFERS.acting(transfer_id, key=key, move=Move.SEND_FILE, by=officer or SYSTEM, at=at) as act:
        row = act.row
        if act.is_new:
            stepped = TRANSFERS.advance(row, Move.SEND_FILE, at=at)
            seal_file(row, by=by, at=at, stepped=stepped)
            save_stages([row])


def seal_file(row: Transfer, *, by: str, at: datetime, stepped: CaseMoved | None = None) -> FileMove:
    """Seal what the file holds now and note it as sent; for `send_file` and for the origin's release.

    stepped: the entry of the case's step, if it is to be written with that of the file.
    """
    pages = reading.live_pages(row.vehicle_id)
    refuse_unless(reading.lacks(row.vehicle_id, present={page.item for page in pages}), code="vehicle-file.incomplete")
    custody = Custody.objects.select_for_update().get(subject_id=row.vehicle_id)
    if custody.office != row.origin:
        raise Refused("vehicle-file.elsewhere", Verdict.of([ELSEWHERE]))
    manifest = reading.manifest(row, sequence=custody.moves + 1, at=at, live=pages)
    if absent := stored.missing(page.digest for page in pages):
        raise Untrusted("vehicle-file.page-lost", f"{len(absent)} pages are not in the store")
    return dispatch(row, manifest, by=by, at=at, stepped=stepped)


def dispatch(
    row: Transfer,
    manifest: vehiclefile.Manifest,
    *,
    by: str,
    at: datetime,
    is_back: bool = False,
    stepped: CaseMoved | None = None,
) -> FileMove:
    """Seal the manifest and note its journey with the entry FileSent; stepped: as for `seal_file`."""
    move = FileMove(
        subject_id=row.vehicle_id,
        sequence=manifest.sequence,
        matter_id=row.pk,
        from_office=manifest.from_office,
        to_office=manifest.to_office,
        is_back=is_back,
        manifest=vehiclefile.encode(manifest),
        manifest_digest=vehiclefile.digest(manifest),
        seal=vehiclefile.seal(manifest, signer=keys.signer(Role.SEAL), certificate=keys.certificates(Role.SEAL)[0]),
        sent_at=at,
        sent_by=by,
    )
    told = [(one, about(row)) for one in (journey(FileSent, move), stepped) if one is not None]
    move.sent_entry = journal.record_many(told, by=by, at=at)[0]
    move.save(force_insert=True)
    return move


# --- The destination looks at it -----------------------------------------------------------------------------


def return_pages(
    *, transfer_id: UUID, key: str, pages: Iterable[PageProblem], officer: OfficerRecord, at: datetime
) -> None:
    """Ask the origin for single pages again, each with its code; the rest stays, and so does custody.

    A page that is missing altogether can be asked for too. Malformed("vehicle-file.return") for no page at all
    or one of an unknown document, Refused("vehicle-file.return-code") for an unknown code or A9 without words.
    """
    asked = list(pages)
    with TRANSFERS.acting(
        transfer_id, key=key, move=Move.RETURN_PAGES, by=officer, content={"pages": asked}, at=at
    ) as act:
        row = act.row
        if not act.is_new:
            return
        if not asked or any(page.item not in archive.ITEM_NAMES for page in asked):
            raise Malformed(
                "vehicle-file.return", "expected at least one page, each of a document that a file can hold"
            )
        for page in asked:
            verdict = archive.may_return(code=page.code, text=page.text)
            refuse_unless(verdict, code="vehicle-file.return-code")
            PageReturn.objects.update_or_create(
                matter_id=row.pk,
                item=page.item,
                number=page.number,
                repaired_at=None,
                defaults={"code": page.code, "text": page.text, "by": officer.id, "at": at},
            )
            entry = PageReturned(transfer=str(row.id), item=page.item, page=page.number, code=page.code)
            journal.record(entry, by=officer.key, about=about(row), at=at)
        TRANSFERS.step(row, Move.RETURN_PAGES, by=officer.key, at=at, codes=sorted({page.code for page in asked}))


def repair_pages(*, transfer_id: UUID, key: str, officer: OfficerRecord, at: datetime) -> None:
    """All returned pages are there again; nothing else is sent. Refused("vehicle-file.unrepaired") if one lacks."""
    with TRANSFERS.acting(transfer_id, key=key, move=Move.REPAIR_PAGES, by=officer, at=at) as act:
        row = act.row
        if not act.is_new:
            return
        if PageReturn.objects.filter(matter_id=row.pk, repaired_at=None).exists():
            raise Refused("vehicle-file.unrepaired", Verdict.of([UNREPAIRED]))
        TRANSFERS.step(row, Move.REPAIR_PAGES, by=officer.key, at=at)


def accept_file(*, transfer_id: UUID, key: str, officer: OfficerRecord, at: datetime) -> None:
    """The destination finds the file in order; the inspection may come."""
    with TRANSFERS.acting(transfer_id, key=key, move=Move.ACCEPT_FILE, by=officer, at=at) as act:
        row = act.row
        if act.is_new:
            act.sign()
            TRANSFERS.step(row, Move.ACCEPT_FILE, by=officer.key, at=at)


# --- The case ended without a registration -------------------------------------------------------------------


def give_back(row: Transfer, *, by: str, at: datetime) -> None:
    """Undo what the case did to the file: a file on its way stays where it is, a received one goes back."""
    FileMove.objects.filter(matter_id=row.pk, received_at=None, voided_at=None).update(voided_at=at)
    custody = Custody.objects.select_for_update().filter(subject_id=row.vehicle_id).first()
    if custody is None or custody.office != row.destination or row.origin == row.destination:
        return
    last = FileMove.objects.filter(matter_id=row.pk, received_at__isnull=False).order_by("-sequence").first()
    if last is None or last.is_back:
        return
    manifest = reading.manifest(row, sequence=custody.moves + 1, at=at, is_back=True)
    move = dispatch(row, manifest, by=by, at=at, is_back=True)
    hand_over([(row, move)], at=at)
    given = journal.record(journey(FileGivenBack, move), by=by, about=about(row), at=at)
    note_receipts([move], [given], at=at)


NOT_ASKED = Reason(
    "vehicle-file-not-asked",
    "",
    Text("现在不需要补这一页。", "This page is not asked for now."),
    Text("只补对方退回的页。", "Only scan the pages that were returned."),
)
SAME_PAGE = Reason(
    "vehicle-file-same-page",
    "",
    Text("这就是被退回的那一页，没有变。", "This is the page that was returned, unchanged."),
    Text("重新扫描，再存入档案。", "Scan the paper anew, then put the page into the file."),
)
UNREPAIRED = Reason(
    "vehicle-file-unrepaired",
    "",
    Text("还有退回的页没有补。", "A returned page has not been scanned again yet."),
    Text("把退回的页都补上再发。", "Scan every returned page, then send."),
)
