"""How a holding stands follows what its service decides: its stage, the lists, its phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from tongban.clock import day_of
from tongban.credentials.actions.bitmaps import mark
from tongban.credentials.kinds import kind_of
from tongban.credentials.models import Credential
from tongban.credentials.models import Holding as Row
from tongban.credentials.queries import record
from tongban.credentials.records import LIVE, MOVE_TO, Entitlement, Holding, Place, Stage, after
from tongban.followers import actions as followers


def take(kind: str, subject_id: UUID) -> Holding | None:
    """The live holding about this subject, locked until the transaction ends; None if there is none."""
    row = Row.objects.select_for_update().filter(kind=kind, subject_id=subject_id, stage__in=LIVE).first()
    return None if row is None else record(row)


def take_by_id(kind: str, holding_id: UUID) -> Holding:
    """That holding, live or not, locked until the transaction ends; what the kind says of unknown ones if there is none."""
    return record(taken(kind, holding_id))


def taken(kind: str, holding_id: UUID, *, citizen_id: UUID | None = None) -> Row:
    """The row, locked; what the kind says of unknown ones if there is none, or (with `citizen_id`) not this person's."""
    rows = Row.objects.select_for_update().filter(pk=holding_id, kind=kind)
    row = (rows if citizen_id is None else rows.filter(citizen_id=citizen_id)).first()
    if row is None:
        raise kind_of(kind).unknown()
    return row


def set_entitlement(
    holding: Holding, *, stage: Stage, entitlement: Entitlement, due_on: date | None = None, at: datetime
) -> None:
    """Stage, lists and phone follow a new standing. Refused for a move that is not in the table.

    due_on: the calendar's next day, if it is another one. A live one's phone fetches new credentials; one that is over
    loses its phone.
    """
    row = taken(holding.kind, holding.id)
    if stage != row.stage:
        row.stage = after(Stage(row.stage), MOVE_TO[stage])
    row.changed_at = at
    row.due_on = due_on or row.due_on
    if row.entitlement != entitlement:
        row.entitlement = entitlement
        # A credential's own list knows only "revoked for ever" (18013-5 ed. 2, 12.3.6.1), so one whose entitlement
        # changed gets a new mdoc at the phone's next refresh, and the old one is revoked now.
        revoke_credentials(row, at=at)
        mark("entitlement", {(row.entitlement_list, row.entitlement_index): entitlement})
    row.save()
    phones = row.devices.filter(withdrawn_at=None)
    if stage in LIVE:
        phones.update(wants_refresh=True)
    else:
        phones.update(withdrawn_at=at)


def revoke_credentials(row: Row, *, at: datetime) -> None:
    """Mark every credential of this holding revoked that is not yet."""
    live = Credential.objects.filter(holding=row, revoked_at=None)
    places = live.exclude(list_number=None).values_list("list_number", "list_index")
    revoked: dict[Place, int] = {
        (number, index): 1 for number, index in places if number is not None and index is not None
    }
    live.update(revoked_at=at)
    mark("revocation", revoked)


def look_at_due(kind: str, look: Callable[[Holding], object], *, line: str, at: datetime, limit: int) -> int:
    """The calendar's side: the service looks at what is in force and whose day has come without an event. Returns how
    many; `line` names those that could not be looked at (followers)."""
    due = Row.objects.filter(kind=kind, entitlement=0, due_on__lt=day_of(at), stage__in=LIVE)
    due = due.exclude(pk__in=followers.held(line, at=at)).order_by("due_on", "pk")
    found = list(due.values_list("pk", flat=True)[:limit])

    def look_again(holding_id: UUID) -> None:
        """What is still in force afterwards is looked at again tomorrow, so that it stands in nobody's way today."""
        row = Row.objects.select_for_update().get(pk=holding_id)
        row.due_on = day_of(at)
        row.save(update_fields=["due_on"])
        if row.stage in LIVE:
            look(record(row))

    return followers.each(line, found, look_again, at=at)
