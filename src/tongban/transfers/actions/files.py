"""The vehicle's file in a case: sealed and sent, received, looked through by the destination, its pages repaired.

What happens to the file itself is the matter of `dossiers`, whose kind VEHICLE_FILE is (queries/files.py); here stands
who may do it when, and how the case goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import connection, transaction

from tongban.dossiers import actions as dossiers
from tongban.dossiers.records import PageProblem, Scanned
from tongban.offices.records import Duty, OfficerRecord
from tongban.transfers.actions.acting import SYSTEM, TRANSFERS, guard_case
from tongban.transfers.entries import CaseMoved
from tongban.transfers.models import Act, Transfer
from tongban.transfers.queries.files import VEHICLE_FILE
from tongban.transfers.stages import Move, Stage


# --- The origin ----------------------------------------------------------------------------------------------
def scan_page(
    *, transfer_id: UUID, item: str, number: int, content: bytes, media_type: str, officer: OfficerRecord, at: datetime
) -> str:
    """The origin's archive keeper scans a page that is missing, or that the destination asked for again; as
    `dossiers.put_page`."""
    with transaction.atomic():
        row = TRANSFERS.lock(transfer_id)
        TRANSFERS.require(row, officer, Duty.ARCHIVE, place=row.origin)
        return dossiers.put_page(
            VEHICLE_FILE,
            row,
            item=item,
            number=number,
            content=content,
            media_type=media_type,
            is_open=row.stage in (Stage.FILE_REQUESTED, Stage.ORIGIN_INSPECTION),
            is_returned=row.stage == Stage.FILE_RETURNED,
            by=officer.key,
            at=at,
        )


def scan_pages(
    *,
    transfer_id: UUID,
    item: str,
    number: int,
    files: Sequence[tuple[bytes, str]],
    officer: OfficerRecord,
    at: datetime,
) -> Scanned:
    """Keep files (bytes, media type) as pages from `number` on, each as `scan_page`; as `dossiers.scan_pages`."""
    guard_case(transfer_id=transfer_id, officer=officer, duties=(Duty.ARCHIVE,))

    def keep(number: int, content: bytes, media_type: str) -> None:
        known = {"transfer_id": transfer_id, "item": item, "officer": officer, "at": at}
        scan_page(number=number, content=content, media_type=media_type, **known)  # type: ignore[arg-type]

    return dossiers.scan_pages(files, keep, number=number)


def send_file(*, transfer_id: UUID, key: str, officer: OfficerRecord | None, at: datetime) -> None:
    """The origin seals the complete file and releases it; as `dossiers.send`. officer None: the system does it for a
    complete file."""
    by = SYSTEM if officer is None else officer.key
    with TRANSFERS.acting(transfer_id, key=key, move=Move.SEND_FILE, by=officer or SYSTEM, at=at) as act:
        if act.is_new:
            stepped = TRANSFERS.advance(act.row, Move.SEND_FILE, at=at)
            seal_file(act.row, by=by, at=at, stepped=stepped)
            TRANSFERS.save_steps([act.row])


def seal_file(row: Transfer, *, by: str, at: datetime, stepped: CaseMoved | None = None) -> None:
    """Seal what the file holds now and note it as sent; for `send_file` and for the origin's release."""
    ends = {"from_office": row.origin, "to_office": row.destination}
    dossiers.send(VEHICLE_FILE, row, **ends, by=by, at=at, stepped=stepped)


def repair_pages(*, transfer_id: UUID, key: str, officer: OfficerRecord, at: datetime) -> None:
    """All returned pages are there again; nothing else is sent. Refused("vehicle-file.unrepaired") if one lacks."""
    with TRANSFERS.acting(transfer_id, key=key, move=Move.REPAIR_PAGES, by=officer, at=at) as act:
        if act.is_new:
            dossiers.require_repaired(VEHICLE_FILE, act.row)
            TRANSFERS.step(act.row, Move.REPAIR_PAGES, by=officer.key, at=at)


# --- The destination -----------------------------------------------------------------------------------------
def receive_file(*, transfer_id: UUID, key: str, by: str, at: datetime) -> None:
    """Verify seal and pages of the file that was sent, and take custody.

    Untrusted("vehicle-file.seal") or Untrusted("document.altered"): nothing moves, the origin still holds the file.
    NotFound("vehicle-file.not-sent") when none is on its way, or no longer.
    """
    take_file(dossiers.verified(VEHICLE_FILE, transfer_id, at=at), transfer_id=transfer_id, key=key, by=by, at=at)


def take_file(sent: dossiers.Sent | None, *, transfer_id: UUID, key: str, by: str, at: datetime) -> None:
    """The move of one verified file under a key; the same key again changes nothing."""
    with TRANSFERS.acting(transfer_id, key=key, move=Move.RECEIVE_FILE, by=by, at=at) as act:
        if act.is_new:
            step = partial(TRANSFERS.advance, move=Move.RECEIVE_FILE, at=at)
            dossiers.receive(VEHICLE_FILE, [(act.row, sent)], step=step, by=by, at=at)
            TRANSFERS.save_steps([act.row])


def receive_files(*, transfer_ids: Sequence[UUID], by: str, at: datetime) -> int:
    """Receive what was sent in many cases, in one transaction; returns how many files arrived.

    A file that does not verify, and a case that somebody else is at or that is not waiting for a file, is left as it
    is. A Problem from a guard means that nothing arrived; then `receive_file` finds out which one it was.
    """
    return take_files(dossiers.those_verified(VEHICLE_FILE, transfer_ids, at=at), by=by, at=at)


def take_files(sent: Mapping[UUID, dossiers.Sent], *, by: str, at: datetime) -> int:
    """The moves of verified files, by case, all or none but those whose case is not free for it; returns how many."""
    with transaction.atomic():
        locked = Transfer.objects.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
        rows = list(locked.filter(pk__in=sent, stage=Stage.FILE_SENT).order_by("pk"))
        if not rows:
            return 0
        Act.objects.bulk_create(
            TRANSFERS.keyed(
                key=receipt_key(row.pk, since=row.stage_since), case_id=row.pk, move=Move.RECEIVE_FILE, by=by, at=at
            )
            for row in rows
        )
        step = partial(TRANSFERS.advance, move=Move.RECEIVE_FILE, at=at)
        dossiers.receive(VEHICLE_FILE, [(row, sent[row.pk]) for row in rows], step=step, by=by, at=at)
        TRANSFERS.save_steps(rows)
    return len(rows)


def receipt_key(transfer_id: UUID, *, since: datetime) -> str:
    """The key under which the system receives the file of a case that was sent at that moment."""
    return f"receive-{transfer_id}-{since.isoformat()}"


def return_pages(
    *, transfer_id: UUID, key: str, pages: Iterable[PageProblem], officer: OfficerRecord, at: datetime
) -> None:
    """Ask the origin for single pages again, as `dossiers.return_pages`; the rest stays, and so does custody."""
    asked = list(pages)
    with TRANSFERS.acting(
        transfer_id, key=key, move=Move.RETURN_PAGES, by=officer, content={"pages": asked}, at=at
    ) as act:
        if act.is_new:
            codes = dossiers.return_pages(VEHICLE_FILE, act.row, asked, officer=officer, at=at)
            TRANSFERS.step(act.row, Move.RETURN_PAGES, by=officer.key, at=at, codes=codes)


def accept_file(*, transfer_id: UUID, key: str, officer: OfficerRecord, at: datetime) -> None:
    """The destination finds the file in order; the inspection may come."""
    with TRANSFERS.acting(transfer_id, key=key, move=Move.ACCEPT_FILE, by=officer, at=at) as act:
        if act.is_new:
            act.sign()
            TRANSFERS.step(act.row, Move.ACCEPT_FILE, by=officer.key, at=at)


def give_back(row: Transfer, *, by: str, at: datetime) -> None:
    """Undo what the case did to the file: a file on its way stays where it is, a received one goes back."""
    dossiers.give_back(VEHICLE_FILE, row, holder=row.destination, home=row.origin, by=by, at=at)
