"""The line of changes that others follow, in an order that no late commit can break.

Serial numbers are given when a row is written, not when it is committed: with two writers, row 8 may be visible
before row 7, and a follower at cursor 8 would never see 7. So a row is written without `seq`, and only rows
that are already committed are numbered, one numbering at a time under the lock of the counter row. What is
visible is then always an unbroken beginning of the line. It is the same on SQLite and PostgreSQL and needs
neither transaction ids nor a lock in the writers' way. Cost: one small write when something new has happened.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tongban.registers.models import Driver, EventCounter, RegisterEvent, Vehicle
from tongban.registers.records import Event, EventKind

NUMBERED_AT_ONCE = 5000


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
    number()
    return [_event(row) for row in RegisterEvent.objects.filter(seq__gt=cursor).order_by("seq")[:limit]]


def number() -> int:
    """Give the next numbers to committed rows that have none yet; returns how many it numbered."""
    waiting = RegisterEvent.objects.filter(seq__isnull=True)
    if not waiting.exists():
        return 0
    with transaction.atomic():
        EventCounter.objects.get_or_create(id=1)
        counter = EventCounter.objects.select_for_update().get(id=1)
        rows = list(waiting.order_by("id").only("id", "seq")[:NUMBERED_AT_ONCE])
        for row in rows:
            counter.last += 1
            row.seq = counter.last
        RegisterEvent.objects.bulk_update(rows, ["seq"], batch_size=500)
        counter.save(update_fields=["last"])
    return len(rows)


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
