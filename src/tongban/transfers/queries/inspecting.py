"""What the inspector has to look at: the form and the photos that this vehicle needs, and what was found before."""

from __future__ import annotations

from uuid import UUID

from tongban.inspections import records as inspection
from tongban.registers import queries as registers
from tongban.transfers.models import Transfer


def inspection_form(transfer_id: UUID, *, mileage_km: int, failing: tuple[int, ...] = ()) -> inspection.Form:
    """The form of this case's vehicle with every item passed but those of `failing`."""
    row = Transfer.objects.get(pk=transfer_id)
    vehicle = registers.vehicle_by_id(row.vehicle_id)
    items = inspection.required_items(type=vehicle.type, use=vehicle.use)
    return inspection.Form(
        type=vehicle.type,
        use=vehicle.use,
        items={item: inspection.Tick.FAIL if item in failing else inspection.Tick.PASS for item in items},
        vin=str(vehicle.vin),
        is_recorded=True,
        is_certified=True,
        mileage_km=mileage_km,
    )


def inspection_photos(transfer_id: UUID) -> tuple[str, ...]:
    """The codes of the photos that this case's inspection needs."""
    row = Transfer.objects.get(pk=transfer_id)
    return inspection.required_photos(type=registers.vehicle_by_id(row.vehicle_id).type)
