"""The pool of plate numbers: whose a number is that is not free. Which may be composed, drawn or kept is the services' law.

One row in PlateNumber is one number of the whole country that is not free; its unique constraint is what decides when two
people reach for the same one. A matter (matter_id) is a case of a service, in whose transaction all of this happens; a
register that is kept elsewhere is asked who bears a number and never written.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from tongban.errors import NotFound
from tongban.identifiers import Plate
from tongban.registers import queries
from tongban.registers.models import PlateNumber
from tongban.registers.records import NumberState


def offer_numbers(
    *, matter_id: UUID, plate_kind: str, office: str, drawn: Iterable[str], count: int, at: datetime, until: datetime
) -> list[str]:
    """Keep the first `count` free ones of the numbers that are drawn for a matter, until a moment; fewer when `drawn` ends."""
    free = (
        plate
        for plate in drawn
        if _bind(matter_id, plate_kind, Plate(plate), NumberState.OFFERED, office=office, at=at, until=until)
    )
    return sorted(islice(free, count))


def hold_offered_number(*, matter_id: UUID, plate: Plate, at: datetime) -> bool:
    """Hold one of those that are kept for a matter, and let go the others; False when it is not among them."""
    offers = PlateNumber.objects.filter(matter_id=matter_id, state=NumberState.OFFERED)
    if offers.filter(plate=plate, until__gt=at).update(state=NumberState.HELD, since=at, until=None) != 1:
        return False
    offers.delete()
    return True


def hold_number(*, matter_id: UUID, plate_kind: str, plate: Plate, office: str, at: datetime) -> bool:
    """Hold a number of somebody's choice for a matter, and let go what it was offered; False when somebody has it."""
    if not _bind(matter_id, plate_kind, plate, NumberState.HELD, office=office, at=at, until=None):
        return False
    PlateNumber.objects.filter(matter_id=matter_id, state=NumberState.OFFERED).delete()
    return True


def hold_kept_number(*, matter_id: UUID, plate_kind: str, plate: Plate, keeper_id: UUID, at: datetime) -> bool:
    """Hold a number that is kept for this citizen; False when it is not."""
    kept = PlateNumber.objects.filter(plate_kind=plate_kind, plate=plate, kept_for=keeper_id, state=NumberState.KEPT)
    # Until when it is kept stays with it: the right does not end because the matter comes to nothing.
    if kept.filter(until__gt=at).update(state=NumberState.HELD, matter_id=matter_id, since=at) != 1:
        return False
    PlateNumber.objects.filter(matter_id=matter_id, state=NumberState.OFFERED).delete()
    return True


def release_numbers(*, matter_id: UUID) -> None:
    """A matter has come to nothing: what it held or was offered goes back to the pool, or to whom it was kept for."""
    bound = PlateNumber.objects.filter(matter_id=matter_id, state__in=[NumberState.OFFERED, NumberState.HELD])
    bound.exclude(kept_for=None).update(state=NumberState.KEPT, matter_id=None)
    bound.delete()


def take_number(*, matter_id: UUID, at: datetime) -> None:
    """The number that a matter holds goes on its vehicle."""
    held = PlateNumber.objects.filter(matter_id=matter_id, state=NumberState.HELD)
    held.update(state=NumberState.TAKEN, since=at, kept_for=None, until=None)


def give_up_number(*, plate_kind: str, plate: str) -> None:
    """A vehicle has got another number: the former one goes back to the pool, unless somebody keeps it."""
    PlateNumber.objects.filter(plate_kind=plate_kind, plate=plate, state=NumberState.TAKEN).delete()


def keep_number(*, plate_kind: str, plate: str, office: str, keeper_id: UUID, at: datetime, until: datetime) -> None:
    """A number that left its vehicle is kept for this citizen until a moment."""
    PlateNumber.objects.update_or_create(
        plate_kind=plate_kind,
        plate=plate,
        defaults={
            "office": office,
            "state": NumberState.KEPT,
            "matter_id": None,
            "kept_for": keeper_id,
            "since": at,
            "until": until,
        },
    )


def free_numbers(*, at: datetime) -> int:
    """Give back what was offered and not taken in time, and what nobody may have any more; returns how many numbers."""
    over = Q(state__in=[NumberState.OFFERED, NumberState.KEPT], until__lte=at)
    return PlateNumber.objects.filter(over).delete()[0]


def _bind(
    matter_id: UUID,
    plate_kind: str,
    plate: Plate,
    state: NumberState,
    *,
    office: str,
    at: datetime,
    until: datetime | None,
) -> bool:
    """Bind a free number to a matter; False when a vehicle bears it or somebody else was faster."""
    try:
        queries.vehicle(plate_kind=plate_kind, plate=plate)
    except NotFound:
        pass
    else:
        return False
    bound = {"office": office, "state": state, "matter_id": matter_id, "since": at, "until": until}
    try:
        with transaction.atomic():
            PlateNumber.objects.create(plate_kind=plate_kind, plate=str(plate), **bound)
    except IntegrityError:
        # Registers are written by others too: a number may leave its vehicle without a matter of ours, and what was
        # taken and is on no vehicle now is nobody's.
        taken = PlateNumber.objects.filter(plate_kind=plate_kind, plate=str(plate), state=NumberState.TAKEN)
        return bool(taken.update(**bound))
    return True
