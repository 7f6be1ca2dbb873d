"""Invented vehicle files, of drawn pages."""

from __future__ import annotations

from datetime import datetime

from tongban.dossiers import actions as dossiers
from tongban.registers.records import VehicleRecord
from tongban.simulation.scans import TITLES, draw
from tongban.transfers import queries

BY = "system:simulation"


def fill(vehicle: VehicleRecord, *, without: tuple[str, ...] = (), at: datetime) -> None:
    """Give this vehicle's file every document that it must have but those of `without`; its office holds it.

    Does nothing once the file is there: what people did with it since is theirs.
    """
    if queries.has_file(vehicle.id):
        return
    dossiers.open_dossier(queries.VEHICLE_FILE, vehicle.id, office=str(vehicle.office), by=BY, at=at)
    for item in queries.required_items(vehicle.id):
        if item in without:
            continue
        title, pages = TITLES[item]
        for number in range(1, pages + 1):
            dossiers.add_page(
                queries.VEHICLE_FILE,
                vehicle.id,
                item=item,
                number=number,
                content=draw(title, vin=str(vehicle.vin), note=str(vehicle.plate)[1:], number=number, of=pages),
                media_type="image/jpeg",
                by=BY,
                at=at,
                is_born_digital=item == "history",
            )
