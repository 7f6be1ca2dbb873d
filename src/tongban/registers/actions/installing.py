"""Putting whole records in, when an installation is set up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from tongban.journal import actions as journal
from tongban.registers import entries, loading
from tongban.registers.actions.rows import refuse_elsewhere
from tongban.registers.bulk import bulk_write
from tongban.registers.models import Driver, Vehicle
from tongban.registers.records import DriverRecord, PointsRecord, VehicleLine, VehicleRecord

Known = TypeVar("Known", DriverRecord, VehicleRecord)


@transaction.atomic
def load_register(
    *,
    drivers: Iterable[DriverRecord],
    points: Iterable[PointsRecord] = (),
    vehicles: Iterable[VehicleRecord] = (),
    lines: Mapping[UUID, Sequence[VehicleLine]] | None = None,
    by: str,
    at: datetime,
) -> int:
    """Put whole records in as they are, with their ids; rows whose id is there already are left alone.

    For moving a register that was checked elsewhere, and for the demo's population. Nothing is announced, since
    nobody can have followed these people yet. lines: the history of vehicles by their id. Returns how many drivers,
    ledger lines and vehicles were new.
    django.db.IntegrityError when a number belongs to another id; then nothing was loaded.
    """
    refuse_elsewhere()
    new_drivers = [loading.driver_row(record) for record in _unknown(drivers, Driver)]
    new_ids = {row.id for row in new_drivers}
    new_points = [loading.points_row(line) for line in points if line.driver_id in new_ids]
    new_vehicles = [loading.vehicle_row(record) for record in _unknown(vehicles, Vehicle)]
    told = lines or {}
    history = [loading.line_row(line, vehicle_id=row.id) for row in new_vehicles for line in told.get(row.id, ())]
    for rows in (new_drivers, new_points, new_vehicles, history):
        bulk_write(rows)
    if new_drivers or new_vehicles:
        entry = entries.RegisterLoaded(drivers=len(new_drivers), points=len(new_points), vehicles=len(new_vehicles))
        journal.record(entry, by=by, about=[by], at=at)
    return len(new_drivers) + len(new_points) + len(new_vehicles)


def _unknown(records: Iterable[Known], model: type[Driver] | type[Vehicle]) -> list[Known]:
    given = list(records)
    known: set[UUID] = set()
    for start in range(0, len(given), 500):
        ids = [record.id for record in given[start : start + 500]]
        known.update(model._default_manager.filter(id__in=ids).values_list("id", flat=True))
    return [record for record in given if record.id not in known]
