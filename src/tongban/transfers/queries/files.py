"""Reading a vehicle's file: what it holds, what it lacks, where it is, where it has been, and the proof of that."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tongban.dossiers.models import Custody, FileMove, FilePage, PageReturn
from tongban.errors import NotFound
from tongban.journal import queries as journal
from tongban.registers import queries as registers
from tongban.registers.records import VehicleRecord
from tongban.standards import vehiclefile
from tongban.transfers.models import Transfer
from tongban.transfers.queries import facts
from tongban.transfers.rules import archive
from tongban.verdicts import Reason, Text, Verdict


@dataclass(frozen=True)
class PageView:
    """A page of the file: its number and SHA-256; returned: the code with which it was asked for again, if it was."""

    number: int
    digest: str
    media_type: str
    added_at: datetime
    returned: str = ""
    returned_text: str = ""
    is_repaired: bool = False


@dataclass(frozen=True)
class ItemView:
    """One kind of document in the file with its pages; is_missing: required and not there."""

    type: str
    name: Text
    pages: tuple[PageView, ...]
    is_missing: bool = False

    @property
    def is_returned(self) -> bool:
        """True while a page of it is to be repaired."""
        return any(page.returned and not page.is_repaired for page in self.pages)


@dataclass(frozen=True)
class MoveView:
    """One journey of the file; received_at None while it is on its way."""

    sequence: int
    from_office: str
    to_office: str
    is_back: bool
    sent_at: datetime
    received_at: datetime | None
    sent_entry: UUID
    received_entry: UUID | None
    manifest_digest: str


def has_file(vehicle_id: UUID) -> bool:
    """True once some office holds an electronic file of this vehicle."""
    return Custody.objects.filter(subject_id=vehicle_id).exists()


def moves(vehicle_id: UUID) -> list[MoveView]:
    """Every journey of the file, the first first; those that were called off are left out."""
    rows = FileMove.objects.filter(subject_id=vehicle_id, voided_at=None).order_by("sequence")
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
        for row in rows
    ]


def items(vehicle_id: UUID, *, transfer_id: UUID | None = None) -> list[ItemView]:
    """The file's documents in the order of the manifest; required ones that are missing stand among them."""
    pages: dict[str, list[FilePage]] = {}
    for row in FilePage.objects.filter(subject_id=vehicle_id, replaced_at=None).order_by("item", "number"):
        pages.setdefault(row.item, []).append(row)
    returned = {
        (row.item, row.number): row
        for row in (PageReturn.objects.filter(matter_id=transfer_id).order_by("at") if transfer_id else ())
    }
    lacking = missing(vehicle_id, present=pages)
    return [
        ItemView(
            type=item,
            name=name,
            pages=tuple(page_view(row, returned.get((item, row.number))) for row in pages.get(item, [])),
            is_missing=item in lacking,
        )
        for item, name in archive.ITEM_NAMES.items()
        if item in pages or item in lacking
    ]


def completeness(vehicle_id: UUID) -> Verdict:
    """May the file be sealed? One reason for each missing document."""
    return lacks(vehicle_id, present={page.item for page in live_pages(vehicle_id)})


def lacks(vehicle_id: UUID, *, present: Iterable[str]) -> Verdict:
    """May a file with these documents be sealed? One reason for each that is missing."""
    return Verdict.of(_lacks(item) for item in missing(vehicle_id, present=present))


def live_pages(vehicle_id: UUID) -> list[FilePage]:
    """The pages of the file that nothing has replaced, in order."""
    return list(FilePage.objects.filter(subject_id=vehicle_id, replaced_at=None).order_by("item", "number"))


def required_items(vehicle_id: UUID) -> tuple[str, ...]:
    """The documents that this vehicle's file must have, in the manifest's order."""
    return archive.required_items(facts.register_facts(registers.vehicle_by_id(vehicle_id)))


def missing(vehicle_id: UUID, *, present: Iterable[str]) -> tuple[str, ...]:
    """The documents that this vehicle's file must have and has not."""
    return missing_of(registers.vehicle_by_id(vehicle_id), present=present)


def missing_of(vehicle: VehicleRecord, *, present: Iterable[str]) -> tuple[str, ...]:
    """As `missing`, of a vehicle that the caller has read."""
    return archive.missing_items(facts.register_facts(vehicle), present)


def is_complete(vehicle_id: UUID) -> bool:
    """True if nothing required is missing."""
    return completeness(vehicle_id).is_allowed


def was_scanned(vehicle_id: UUID, *, after: datetime) -> bool:
    """True if somebody has scanned a page of the file since then."""
    return FilePage.objects.filter(subject_id=vehicle_id, origin="scan", added_at__gt=after).exists()


def manifest(
    row: Transfer, *, sequence: int, at: datetime, live: Iterable[FilePage] | None = None, is_back: bool = False
) -> vehiclefile.Manifest:
    """The manifest of what the file holds now, from the office that has it to the other; live: its pages, if the
    caller has read them."""
    ends = (row.destination, row.origin) if is_back else (row.origin, row.destination)
    pages: dict[str, list[FilePage]] = {}
    for page in live_pages(row.vehicle_id) if live is None else live:
        pages.setdefault(page.item, []).append(page)
    return vehiclefile.Manifest(
        vin=row.vin,
        plate_kind=row.plate_kind,
        plate=row.plate,
        case=row.number,
        from_office=ends[0],
        to_office=ends[1],
        sequence=sequence,
        items=tuple(_item(item, rows) for item, rows in _in_order(pages)),
        made_at=at,
    )


def custody_proof(vehicle_id: UUID) -> str:
    """The file's journeys as one document that `python -m tongban.auditor custody` checks without a server.

    NotFound("vehicle-file.not-moved") if it never moved; Unavailable until a checkpoint covers the entries.
    """
    rows = list(
        FileMove.objects.filter(subject_id=vehicle_id, voided_at=None, received_at__isnull=False).order_by("sequence")
    )
    if not rows:
        raise NotFound("vehicle-file.not-moved")
    found = [
        {"sent": _disclosed(row.sent_entry), "received": _disclosed(row.received_entry), "seal": row.seal}
        for row in rows
    ]
    document: dict[str, object] = {"origin": rows[0].from_office, "vehicle": str(vehicle_id), "moves": found}
    opened = journal.history_page(f"vehicle:{vehicle_id}", tags=["file-opened"], number=1, size=1).rows
    if opened:
        document["opened"] = _disclosed(opened[0].id)
    return json.dumps(document, ensure_ascii=False, indent=1)


def _disclosed(entry_id: UUID | None) -> dict[str, str]:
    assert entry_id is not None
    shown = journal.disclosure(entry_id)
    return {"body": shown.body, "salt": shown.salt.hex(), "proof": shown.proof}


def _in_order(pages: dict[str, list[FilePage]]) -> Iterable[tuple[str, list[FilePage]]]:
    return ((item, pages[item]) for item in archive.ITEM_NAMES if item in pages)


def _item(item: str, rows: list[FilePage]) -> vehiclefile.Item:
    return vehiclefile.Item(
        type=item,
        title=archive.ITEM_NAMES[item].zh,
        origin=rows[0].origin,
        signer=rows[0].signer,
        at=max(row.added_at for row in rows),
        pages=tuple(vehiclefile.Page(row.number, row.digest, row.size, row.media_type) for row in rows),
    )


def page_view(row: FilePage, returned: PageReturn | None) -> PageView:
    """A page with what was asked of it, if it was returned."""
    return PageView(
        number=row.number,
        digest=row.digest,
        media_type=row.media_type,
        added_at=row.added_at,
        returned="" if returned is None else returned.code,
        returned_text="" if returned is None else returned.text,
        is_repaired=returned is not None and returned.repaired_at is not None,
    )


def _lacks(item: str) -> Reason:
    name = archive.ITEM_NAMES[item]
    return Reason(
        f"missing-{item}",
        "《机动车登记规定》第八十七条",
        Text(f"缺少{name.zh}。", f"Missing: {name.en}."),
        Text("扫描这份材料再封发。", "Scan this document, then seal the file."),
    )
