"""What every act on a case has in common: the locked row, the key, the step, the clock.

An act is guard, change, record, announce in one transaction. `acting` opens it: the row is locked, and an act
whose key was used before is told so (`is_new` False) and changes nothing, however often a page is sent again. A key is
bound to the case, the move, the person and what was said: used for anything else it is no repetition but a mistake.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, is_dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.errors import Malformed, NotFound, Refused
from tongban.journal import actions as journal
from tongban.keys import queries as keys
from tongban.offices import matters
from tongban.offices.records import Duty, OfficerRecord
from tongban.people.records import CitizenRecord
from tongban.transfers.actions import clocks
from tongban.transfers.entries import CaseMoved
from tongban.transfers.models import Act, Transfer
from tongban.transfers.queries.matters import matter_of_case
from tongban.transfers.stages import ENDED, Ground, Move, Stage, Way, after
from tongban.verdicts import Reason, Text, Verdict

SYSTEM = "system:transfers"
KEY_MAX = 80


@dataclass
class Acting:
    """A locked case, the act, and what was done under its key before, if anything."""

    row: Transfer
    act: Act
    done: Act | None

    @property
    def is_new(self) -> bool:
        """True if this act is done for the first time, False if it is the same once more; Refused("transfer.key") if
        the key was used for something else. Ask after the guards: strangers learn nothing of a key either."""
        refuse_unless_same(self.done, self.act)
        return self.done is None


NOTHING: Mapping[str, object] = {}


@contextmanager
def acting(
    transfer_id: UUID, *, key: str, move: str, by: str, at: datetime, content: Mapping[str, object] = NOTHING
) -> Iterator[Acting]:
    """Lock the case for an act under `key`. NotFound("transfer.unknown"); Refused("transfer.key") for a key that was
    used for another case, move, person (`by`) or content. If the block raises, the key is as unused as before."""
    with transaction.atomic():
        row = lock(transfer_id)
        acted = keyed(key=key, transfer_id=row.id, move=move, by=by, at=at, content=content)
        opened = Acting(row, acted, note(acted))
        yield opened
        refuse_unless_same(opened.done, acted)  # an act that did not ask is_new


def keyed(
    *, key: str, transfer_id: UUID, move: str, by: str, at: datetime, content: Mapping[str, object] = NOTHING
) -> Act:
    """An act under its key, not yet stored; Malformed("transfer.key-malformed")."""
    if not 1 <= len(key) <= KEY_MAX:
        raise Malformed("transfer.key-malformed", f"expected a key of 1 to {KEY_MAX} characters, came {len(key)}")
    return Act(key=key, transfer_id=transfer_id, move=move, by=by, content=digest_of(content), at=at)


def note(act: Act) -> Act | None:
    """Store the act, inside its transaction; or return the one that was done under the same key before. Two at once
    meet at the key: the second waits for the first and then finds it."""
    done = Act.objects.filter(key=act.key).first()
    if done is not None:
        return done
    try:
        with transaction.atomic():
            act.save(force_insert=True)
    except IntegrityError:
        return Act.objects.get(key=act.key)
    return None


def begun(act: Act) -> Transfer | None:
    """The case that this very act began, or None if it is still to begin; Refused("transfer.key") for an id that is
    somebody else's case or was sent with other words."""
    done = Act.objects.filter(key=act.key).select_related("transfer").first()
    if done is None and Transfer.objects.filter(pk=act.transfer_id).exists():
        raise Refused("transfer.key", Verdict.of([KEY_USED]))
    refuse_unless_same(done, act)
    return None if done is None else done.transfer


def refuse_unless_same(done: Act | None, act: Act) -> None:
    """Refused("transfer.key") if the key was used for something else than this act."""
    if done is not None and bound_to(done) != bound_to(act):
        raise Refused("transfer.key", Verdict.of([KEY_USED]))


def bound_to(act: Act) -> tuple[UUID, str, str, str]:
    """What a key stands for."""
    return act.transfer_id, act.move, act.by, act.content


def digest_of(content: Mapping[str, object]) -> str:
    """The keyed digest of what was said with an act, whatever the order of its parts: it may be about people."""
    text = json.dumps(content, default=plain, sort_keys=True, ensure_ascii=False)
    return hmac.new(keys.index_key("transfers/acts"), text.encode(), "sha256").hexdigest()


def plain(value: object) -> object:
    """A part of an act's content as JSON has it; bytes by their own digest."""
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, Mapping):
        return dict(value)
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return list(value) if isinstance(value, tuple | frozenset) else str(value)


def lock(transfer_id: UUID) -> Transfer:
    """The case, locked until the transaction ends; NotFound("transfer.unknown")."""
    row = Transfer.objects.select_for_update().filter(pk=transfer_id).first()
    if row is None:
        raise NotFound("transfer.unknown")
    return row


def step(row: Transfer, move: Move, *, by: str, at: datetime, codes: Iterable[str] = ()) -> None:
    """Make the move: stage, clock, journal. The caller has guarded and saves nothing of the row afterwards."""
    entry = advance(row, move, at=at, codes=codes)
    row.save()
    journal.record(entry, by=by, about=about(row), at=at)


def advance(row: Transfer, move: Move, *, at: datetime, codes: Iterable[str] = ()) -> CaseMoved:
    """Put the row into the stage after the move, with its clock, and return the entry; nothing is saved yet."""
    before = Stage(row.stage)
    row.stage = after(before, move)
    row.stage_since = at
    row.due_at = clocks.due(Stage(row.stage), way=Way(row.way), ground=Ground(row.ground), at=at)
    row.escalated = 0
    if row.stage in ENDED:
        row.ended_at = at
    return CaseMoved(transfer=str(row.id), move=move, before=before, after=row.stage, codes=tuple(codes))


def about(row: Transfer) -> list[str]:
    """Whom and what a journal entry on this case concerns."""
    people_in_it = [f"citizen:{one}" for one in (row.seller_id, row.buyer_id) if one]
    return [f"transfer:{row.id}", f"vehicle:{row.vehicle_id}", *people_in_it]


def require_duty(row: Transfer, officer: OfficerRecord, duty: Duty, *, office: str) -> None:
    """The officer holds the duty for the office that acts, and is not related to a party; raises as `matters.guard`."""
    matters.guard(officer=officer, matter=matter_of_case(row), duties=(duty,), place=office)


def require_party(citizen: CitizenRecord, *parties: UUID | None) -> None:
    """The citizen is one of `parties`; others learn nothing of the case: NotFound("transfer.unknown")."""
    if citizen.id not in [one for one in parties if one is not None]:
        raise NotFound("transfer.unknown")


def persons(row: Transfer, *, but: UUID | None = None) -> list[UUID]:
    """The people of the case, each once; `but` leaves one out."""
    return [one for one in dict.fromkeys((row.seller_id, row.buyer_id)) if one is not None and one != but]


def refuse_unless(verdict: Verdict, *, code: str) -> None:
    """Refused(code) with every reason, unless the verdict allows."""
    if not verdict.is_allowed:
        raise Refused(code, verdict)


KEY_USED = Reason(
    "transfer-key",
    "",
    Text(
        "这次提交用的编号已经用过，而且不是同一个人办同一件事、提交同样的内容。这一次没有办。",
        "The key of this submission was used before, by somebody else, for something else or with other content. "
        "Nothing was done this time.",
    ),
    Text("刷新页面再提交一次。", "Reload the page and submit again."),
)
