"""The line of changes that others follow (followers/lines.py says how it is kept in order)."""

from __future__ import annotations

from datetime import datetime

from tongban.followers import lines
from tongban.registers.models import Driver, RegisterEvent, Vehicle
from tongban.registers.records import Event, EventKind


def announce(row: Driver | Vehicle, *, kind: EventKind, at: datetime) -> None:
    """Write the change of `row` into the line; call it inside the transaction of the change, after the version rose."""
    RegisterEvent.objects.create(
        kind=kind,
        driver=row if isinstance(row, Driver) else None,
        vehicle=row if isinstance(row, Vehicle) else None,
        version=row.version,
        at=at,
    )


def after(cursor: int, limit: int) -> list[Event]:
    """At most `limit` events with seq > cursor, in order."""
    return [_event(row) for row in lines.after(RegisterEvent, cursor, limit)]


def _event(row: RegisterEvent) -> Event:
    assert row.seq is not None
    return Event(
        seq=row.seq,
        kind=EventKind(row.kind),
        driver_id=row.driver_id,
        vehicle_id=row.vehicle_id,
        version=row.version,
        at=row.at,
    )
