"""The vehicle's file: a kind of dossier, and reading it."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from tongban.dossiers import queries as dossiers
from tongban.dossiers.kinds import Journey, Kind
from tongban.keys.roles import Role
from tongban.registers import queries as registers
from tongban.registers.records import VehicleRecord
from tongban.standards import vehiclefile
from tongban.transfers import entries
from tongban.transfers.models import Transfer
from tongban.transfers.queries import facts
from tongban.transfers.queries.matters import CASE_DUTIES, about, matter_of_case
from tongban.transfers.rules import archive


def required_items(vehicle_id: UUID) -> tuple[str, ...]:
    """The documents that this vehicle's file must have, in the manifest's order."""
    return required_of(registers.vehicle_by_id(vehicle_id))


def required_of(vehicle: VehicleRecord) -> tuple[str, ...]:
    """As `required_items`, of a vehicle that the caller has read."""
    return archive.required_items(facts.register_facts(vehicle))


def manifest(row: Transfer, journey: Journey) -> vehiclefile.Manifest:
    """What is sealed when the file of a case goes its way."""
    return vehiclefile.Manifest(
        vin=row.vin,
        plate_kind=row.plate_kind,
        plate=row.plate,
        case=row.number,
        from_office=journey.from_office,
        to_office=journey.to_office,
        sequence=journey.sequence,
        items=tuple(
            vehiclefile.Item(
                type=item,
                title=archive.ITEM_NAMES[item].zh,
                origin=pages[0].origin,
                signer=pages[0].signer,
                at=max(page.added_at for page in pages),
                pages=tuple(vehiclefile.Page(page.number, page.digest, page.size, page.media_type) for page in pages),
            )
            for item, pages in journey.pages.items()
        ),
        made_at=journey.at,
    )


VEHICLE_FILE: Kind[Transfer] = Kind(
    name="vehicle-file",
    subject="vehicle",
    items=archive.ITEM_NAMES,
    required=required_items,
    article="《机动车登记规定》第八十七条",
    codes=archive.RETURN_CODES,
    subject_of=lambda row: row.vehicle_id,
    about=about,
    matter=matter_of_case,
    readers=CASE_DUTIES,
    format=vehiclefile,
    seal_role=Role.SEAL,
    manifest=manifest,
    opened=entries.FileOpened,
    added=entries.PageAdded,
    sent=entries.FileSent,
    received=entries.FileReceived,
    given_back=entries.FileGivenBack,
    returned=entries.PageReturned,
    looked=entries.FileLooked,
)
has_file, moves, was_scanned, returns = dossiers.is_open, dossiers.moves, dossiers.was_scanned, dossiers.returns
custody_proof, seal = partial(dossiers.custody_proof, VEHICLE_FILE), partial(dossiers.seal, VEHICLE_FILE)


def is_complete(vehicle_id: UUID) -> bool:
    """True if nothing required is missing."""
    return dossiers.completeness(VEHICLE_FILE, vehicle_id).is_allowed


items = partial(dossiers.items, VEHICLE_FILE)
