"""The phone is lost or given up: what it shows is void at once. Stopping is always easy, opening again is the service's."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tongban.credentials.actions.bitmaps import mark
from tongban.credentials.actions.places import take_places
from tongban.credentials.actions.standing import revoke_credentials, taken
from tongban.credentials.kinds import kind_of
from tongban.credentials.models import Holding as Row
from tongban.credentials.models import RetiredPlace
from tongban.credentials.queries import record
from tongban.credentials.records import LIVE, Entitlement
from tongban.journal import actions as journal


def withdraw(kind: str, holding_id: UUID, *, by: str, at: datetime) -> bool:
    """The holder gives up the phone that shows it; False when no phone does. Call it inside a transaction."""
    return give_up(taken(kind, holding_id), by=by, at=at)


def lock(kind: str, holding_id: UUID, *, by: str, at: datetime) -> bool:
    """The phone is reported lost: everything on it is void, whatever its kind, and nothing is collected until `unlock`.

    False when it was locked before. Call it inside a transaction.
    """
    row = taken(kind, holding_id)
    if row.locked_at is not None:
        return False
    row.locked_at = at
    row.save(update_fields=["locked_at"])
    for key in row.devices.filter(withdrawn_at=None).values_list("public_key", flat=True):
        held = Row.objects.select_for_update().filter(citizen_id=row.citizen_id, stage__in=LIVE)
        for other in held.exclude(pk=row.pk).order_by("pk"):
            if other.devices.filter(withdrawn_at=None, public_key=key).exists():
                give_up(other, by=by, at=at)
    void_phone(row, at=at)
    return True


def unlock(kind: str, holding_id: UUID, *, at: datetime) -> bool:
    """Open it again; nothing comes back by itself, the phone collects anew. False when it was not locked."""
    row = taken(kind, holding_id)
    if row.locked_at is None:
        return False
    row.locked_at = None
    row.changed_at = at
    row.save(update_fields=["locked_at", "changed_at"])
    return True


def give_up(row: Row, *, by: str, at: datetime) -> bool:
    """Void the phone of a locked row and note it; nothing happens without a phone."""
    if not row.devices.filter(withdrawn_at=None).exists():
        return False
    void_phone(row, at=at)
    kind = kind_of(row.kind)
    if kind.given_up is not None:
        journal.record(kind.given_up(str(row.id)), by=by, about=kind.about(record(row)), at=at)
    return True


def void_phone(row: Row, *, at: datetime) -> None:
    """Everything on the phone is void: mdocs by the revocation list, codes and SD-JWT by the entitlement list.

    The old place in the entitlement list stays revoked for ever and the holding gets a new one, so that a
    lost phone's codes do not come back to life when the holding does.
    """
    row.devices.filter(withdrawn_at=None).update(withdrawn_at=at)
    revoke_credentials(row, at=at)
    RetiredPlace.objects.create(list_number=row.entitlement_list, list_index=row.entitlement_index)
    retired = row.entitlement_list, row.entitlement_index
    [place] = take_places("entitlement", 1)
    row.entitlement_list, row.entitlement_index = place
    mark("entitlement", {retired: Entitlement.REVOKED, place: row.entitlement})
    row.changed_at = at
    row.save(update_fields=["entitlement_list", "entitlement_index", "changed_at"])
