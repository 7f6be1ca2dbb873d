"""The shape that the actions share: lock the row, save it with a new version, announce."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.errors import Forbidden, Malformed, NotFound, Refused
from tongban.registers import codes, events, sources
from tongban.registers.models import Driver, KeyedAct, Vehicle
from tongban.registers.records import NORMAL, EventKind
from tongban.registers.rules.drivers import OVER
from tongban.verdicts import Reason, Text, Verdict

KEY_MAX = 80


def lock_driver(driver_id: UUID) -> Driver:
    """The row, locked until the transaction ends; NotFound("driver.unknown")."""
    refuse_elsewhere()
    try:
        return Driver.objects.select_for_update().get(id=driver_id)
    except Driver.DoesNotExist:
        raise NotFound("driver.unknown", "no driver in the register has this id") from None


def lock_vehicle(vehicle_id: UUID) -> Vehicle:
    """The row, locked until the transaction ends; NotFound("vehicle.unknown")."""
    refuse_elsewhere()
    try:
        return Vehicle.objects.select_for_update().get(id=vehicle_id)
    except Vehicle.DoesNotExist:
        raise NotFound("vehicle.unknown", "no vehicle in the register has this id") from None


def save(row: Driver | Vehicle, *, kind: EventKind, at: datetime) -> None:
    """Save the row under its next version and announce what happened."""
    row.version += 1
    row.save()
    events.announce(row, kind=kind, at=at)


def key(row: Driver | Vehicle) -> str:
    """The internal key of a row, as in the records."""
    return f"{'driver' if isinstance(row, Driver) else 'vehicle'}:{row.id}"


def is_new(
    row: Driver | Vehicle, *, under: str | None, act: str, content: tuple[object, ...], by: str, at: datetime
) -> bool:
    """True if this act on a locked row is done for the first time, and note it; False if it is the same once more.

    under: the key that came with it, None for an act that needs none. Refused("register.key") if the key was used for
    another row, act, person or content; Malformed("register.key-malformed").
    """
    if under is None:
        return True
    if not 1 <= len(under) <= KEY_MAX:
        raise Malformed("register.key-malformed", f"expected a key of 1 to {KEY_MAX} characters, came {len(under)}")
    text = "\x1f".join(str(part) for part in content)
    digest = hashlib.sha256(text.encode()).hexdigest()
    wanted = {"subject": row.id, "act": act, "by": by, "content": digest}
    done = KeyedAct.objects.filter(key=under).first()
    if done is None:
        try:
            with transaction.atomic():
                KeyedAct.objects.create(key=under, at=at, **wanted)
        except IntegrityError:  # another row's act under the same key in this very moment
            done = KeyedAct.objects.get(key=under)
        else:
            return True
    if any(getattr(done, name) != value for name, value in wanted.items()):
        raise Refused("register.key", Verdict.of([KEY_USED]))
    return False


KEY_USED = Reason(
    "register-key",
    "",
    Text(
        "这次提交用的编号已经用过，而且不是同一个人办同一件事、提交同样的内容。这一次没有办。",
        "The key of this submission was used before, by somebody else, for something else or with other content. "
        "Nothing was done this time.",
    ),
    Text("刷新页面再提交一次。", "Reload the page and submit again."),
)


def refuse_elsewhere() -> None:
    """Forbidden("registers.kept-elsewhere") unless this package's tables are the register."""
    if not sources.current().is_written_here:
        raise Forbidden("registers.kept-elsewhere", "this register is written by its own system, not by Tongban")


def require_letter(letter: str, *, table: codes.Table) -> None:
    """Malformed unless the table has this letter and it is one that is set by hand."""
    if letter == NORMAL or (table is codes.Table.DRIVER_STATUS and letter == OVER):
        raise Malformed("status.letter", f"{letter} follows from the other facts and is not set by hand")
    codes.name(table, letter)
