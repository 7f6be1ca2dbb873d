"""What every act on a case has in common: the locked row, the key, the step, the clock.

An act is guard, change, record, announce in one transaction. `acting` opens it: the row is locked, and an act
whose key was used before is told so (`is_new` False) and changes nothing, however often a page is sent again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tongban.errors import Forbidden, Malformed, NotFound, Refused
from tongban.journal import actions as journal
from tongban.offices import queries as offices
from tongban.offices.records import Duty, OfficerRecord
from tongban.people import queries as people
from tongban.people.records import CitizenRecord
from tongban.transfers.actions import clocks
from tongban.transfers.entries import CaseMoved
from tongban.transfers.models import Act, Transfer
from tongban.transfers.stages import ENDED, Ground, Move, Stage, Way, after
from tongban.verdicts import Reason, Text, Verdict

SYSTEM = "system:transfers"
KEY_MAX = 80


@dataclass
class Acting:
    """A locked case and whether this act is done for the first time."""

    row: Transfer
    is_new: bool


@contextmanager
def acting(transfer_id: UUID, *, key: str, move: str, at: datetime) -> Iterator[Acting]:
    """Lock the case for an act under `key`. NotFound("transfer.unknown"); Refused("transfer.key") for a key of
    another case. If the block raises, the key is as unused as before."""
    if not 1 <= len(key) <= KEY_MAX:
        raise Malformed("transfer.key-malformed", f"expected a key of 1 to {KEY_MAX} characters, came {len(key)}")
    with transaction.atomic():
        row = lock(transfer_id)
        done = Act.objects.filter(key=key).first()
        if done is not None and done.transfer_id != row.id:
            raise Refused("transfer.key", Verdict.of([KEY_USED]))
        if done is None:
            Act.objects.create(key=key, transfer=row, move=move, at=at)
        yield Acting(row, is_new=done is None)


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
    """The officer holds the duty for the office that acts, and is not related to a party.

    Forbidden("transfer.not-in-scope") or Refused("transfer.recusal").
    """
    if not officer.may(duty, region=office):
        raise Forbidden("transfer.not-in-scope", f"expected the duty {duty} for this office's region", say=NOT_YOURS)
    parties = [people.citizen_by_id(one).identity_number for one in (row.seller_id, row.buyer_id) if one]
    verdict = offices.may_handle(officer.id, parties=parties)
    if not verdict.is_allowed:
        raise Refused("transfer.recusal", verdict)


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


NOT_YOURS = Text("这件由别的单位或者别的岗位办理。", "This case belongs to another office or needs another duty.")
KEY_USED = Reason(
    "transfer-key",
    "",
    Text("这次提交用的编号已经用在另一件上。", "The key of this submission belongs to another case."),
    Text("刷新页面再提交一次。", "Reload the page and submit again."),
)
