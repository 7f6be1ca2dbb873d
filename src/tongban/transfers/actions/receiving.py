"""The destination receives a file: seal and pages are verified first, then custody moves in one transaction.

What is heavy needs no lock: sealed bytes and stored pages do not change. In the transaction the case is locked, and
each change says what it expects to find and how many rows it must meet, so that nothing has to be read again. One file
or many in a transaction go the same way; either all of them arrive or none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain, groupby
from typing import TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from tongban.documents import queries as stored
from tongban.dossiers.models import Custody, FileMove
from tongban.errors import NotFound, Problem, Refused, Untrusted
from tongban.journal import actions as journal
from tongban.keys import queries as keys
from tongban.standards import vehiclefile
from tongban.transfers.actions.acting import TRANSFERS, about
from tongban.transfers.entries import CaseMoved, FileGivenBack, FileReceived, FileSent
from tongban.transfers.models import Act, Transfer
from tongban.transfers.stages import Move, Stage
from tongban.verdicts import Outcome, Reason, Text, Verdict

Arrival = tuple[Transfer, FileMove]
"""A locked case and the verified file that is on its way for it."""
Journey = TypeVar("Journey", FileSent, FileReceived, FileGivenBack)
"""What the journal is told of a file's way: the same of each."""


def receive_file(*, transfer_id: UUID, key: str, by: str, at: datetime) -> None:
    """Verify seal and pages of the file that was sent, and take custody.

    Untrusted("vehicle-file.seal") or Untrusted("document.altered"): nothing moves, the origin still holds the file.
    NotFound("vehicle-file.not-sent") when none is on its way, or no longer.
    """
    sent = on_its_way([transfer_id]).first()
    if sent is not None:
        verify_move(sent, at=at)
    take_file(sent, transfer_id=transfer_id, key=key, by=by, at=at)


def receive_files(*, transfer_ids: Sequence[UUID], by: str, at: datetime) -> int:
    """Receive what was sent in many cases, in one transaction; returns how many files arrived.

    A file that does not verify, and a case that somebody else is at or that is not waiting for a file, is left as it
    is. A Problem from a guard means that nothing arrived; then `receive_file` finds out which one it was.
    """
    return take_files([move for move in on_its_way(transfer_ids) if is_verified(move, at=at)], by=by, at=at)


def receipt_key(transfer_id: UUID, *, since: datetime) -> str:
    """The key under which the system receives the file of a case that was sent at that moment."""
    return f"receive-{transfer_id}-{since.isoformat()}"


# --- Before the transaction ----------------------------------------------------------------------------------


def on_its_way(transfer_ids: Sequence[UUID]) -> QuerySet[FileMove]:
    """The files that were sent in these cases and have not been received."""
    return FileMove.objects.filter(matter_id__in=transfer_ids, received_at=None, voided_at=None)


def is_verified(move: FileMove, *, at: datetime) -> bool:
    """True if seal, manifest and pages agree."""
    try:
        verify_move(move, at=at)
    except Problem:
        return False
    return True


def verify_move(move: FileMove, *, at: datetime) -> None:
    """Seal, manifest and stored pages agree; Untrusted otherwise."""
    report = vehiclefile.verify(move.seal, anchors=keys.anchors(), at=at, expected=bytes(move.manifest))
    if report.outcome is not Outcome.HOLDS:
        failed = ", ".join(check.check for check in report.checks if check.outcome is not Outcome.HOLDS)
        raise Untrusted("vehicle-file.seal", f"the seal does not hold: {failed}")
    stored.verify(chain.from_iterable(report.elements["pages"].values()))


# --- In the transaction --------------------------------------------------------------------------------------


def take_file(sent: FileMove | None, *, transfer_id: UUID, key: str, by: str, at: datetime) -> None:
    """The move of one verified file under a key; the same key again changes nothing."""
    with TRANSFERS.acting(transfer_id, key=key, move=Move.RECEIVE_FILE, by=by, at=at) as act:
        if act.is_new:
            if sent is None:
                raise NotFound("vehicle-file.not-sent", NOT_SENT)
            arrive([(act.row, sent)], by=by, at=at)


def take_files(sent: Iterable[FileMove], *, by: str, at: datetime) -> int:
    """The moves of verified files, all or none but those whose case is not free for it; returns how many."""
    by_case = {move.matter_id: move for move in sent}
    with transaction.atomic():
        locked = Transfer.objects.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
        rows = list(locked.filter(pk__in=by_case, stage=Stage.FILE_SENT).order_by("pk"))
        if not rows:
            return 0
        Act.objects.bulk_create(
            Act(
                key=receipt_key(row.pk, since=row.stage_since),
                transfer=row,
                move=Move.RECEIVE_FILE,
                by=by,
                content=TRANSFERS.digest_of({}),
                at=at,
            )
            for row in rows
        )
        arrive([(row, by_case[row.pk]) for row in rows], by=by, at=at)
    return len(rows)


def arrive(arrivals: Sequence[Arrival], *, by: str, at: datetime) -> None:
    """Custody, stages, entries and receipts of verified files whose cases the caller has locked."""
    hand_over(arrivals, at=at)
    stepped = [TRANSFERS.advance(row, Move.RECEIVE_FILE, at=at) for row, _ in arrivals]
    save_stages([row for row, _ in arrivals])
    entries = journal.record_many(told(arrivals, stepped), by=by, at=at)
    note_receipts([move for _, move in arrivals], entries[::2], at=at)


def hand_over(arrivals: Sequence[Arrival], *, at: datetime) -> None:
    """One UPDATE of the custody rows, guarded by where each file was, how often it had moved, and that its move was
    neither received nor called off. NotFound("vehicle-file.not-sent") or Refused("vehicle-file.elsewhere")."""
    this = FileMove.objects.filter(
        pk__in=[move.pk for _, move in arrivals], subject_id=OuterRef("subject_id"), received_at=None, voided_at=None
    )
    is_expected = Exists(this.filter(from_office=OuterRef("office"), sequence=OuterRef("moves") + 1))
    held = Custody.objects.filter(subject_id__in=[row.vehicle_id for row, _ in arrivals])
    moved = held.filter(is_expected).update(office=Subquery(this.values("to_office")), since=at, moves=F("moves") + 1)
    if moved != len(arrivals):
        if on_its_way([row.pk for row, _ in arrivals]).count() != len(arrivals):
            raise NotFound("vehicle-file.not-sent", NOT_SENT)
        raise Refused("vehicle-file.elsewhere", Verdict.of([ELSEWHERE]))


def save_stages(rows: Iterable[Transfer]) -> None:
    """Stage and clock of locked rows, one UPDATE for all that have the same."""

    def change(row: Transfer) -> tuple[object, ...]:
        return row.stage, row.stage_since, row.due_at

    for _, group in groupby(sorted(rows, key=lambda row: str(change(row))), key=change):
        same = list(group)
        first = same[0]
        Transfer.objects.filter(pk__in=[row.pk for row in same]).update(
            stage=first.stage, stage_since=first.stage_since, due_at=first.due_at, escalated=0
        )


def told(
    arrivals: Sequence[Arrival], stepped: Sequence[CaseMoved]
) -> Iterable[tuple[CaseMoved | FileReceived, list[str]]]:
    """What the journal is told of each file: that it came, and that the case went on."""
    for (row, move), step in zip(arrivals, stepped, strict=True):
        yield journey(FileReceived, move), about(row)
        yield step, about(row)


def journey(entry: type[Journey], move: FileMove) -> Journey:
    """The entry that tells this of a file's journey."""
    return entry(
        transfer=str(move.matter_id),
        vehicle=str(move.subject_id),
        from_office=move.from_office,
        to_office=move.to_office,
        manifest=move.manifest_digest,
        sequence=move.sequence,
    )


def note_receipts(moves: Sequence[FileMove], entries: Sequence[UUID], *, at: datetime) -> None:
    """Each move has been received, and this entry proves it. In SQL, because each row gets an entry of its own;
    both databases call the columns of a list of values column1 and column2."""
    table, as_id = connection.ops.quote_name(FileMove._meta.db_table), FileMove._meta.get_field("id").get_db_prep_save
    moment = FileMove._meta.get_field("received_at").get_db_prep_save(at, connection)
    pairs = zip((move.pk for move in moves), entries, strict=True)
    values = [as_id(one, connection) for pair in pairs for one in pair]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET received_at = %s, received_entry = noted.column2 "  # noqa: S608 - our own name
            f"FROM (VALUES {', '.join(['(%s, %s)'] * len(moves))}) AS noted WHERE {table}.id = noted.column1",
            [moment, *values],
        )


NOT_SENT = "no file is on its way for this case"
ELSEWHERE = Reason(
    "vehicle-file-elsewhere",
    "",
    Text("档案现在不在这个车管所。", "This office does not hold the file now."),
    Text("刷新页面看档案在哪里。", "Reload to see who holds it."),
)
