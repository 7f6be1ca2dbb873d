"""A toy kind of case: somebody applies to view the evidence of a crash, an office grants or refuses it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import ClassVar

from django.db import models

from tongban.cases.kinds import Kind
from tongban.cases.queues import Queue
from tongban.cases.rows import Act, Case
from tongban.cases.table import NOBODY, Desk, End, Late, MoveRow, Said, StageRow, Table
from tongban.offices import queries as offices
from tongban.offices.matters import Matter
from tongban.offices.records import Duty
from tongban.verdicts import Reason, Text


class Stage(StrEnum):
    APPLIED = "applied"
    GRANTED = "granted"
    VIEWED = "viewed"
    REFUSED = "refused"
    EXPIRED = "expired"


class Move(StrEnum):
    GRANT = "grant"
    VIEW = "view"
    REFUSE = "refuse"
    EXPIRE = "expire"


WORDS = Text("字", "words")
SAID = Said(WORDS, WORDS)
DESK = Desk(Duty.WINDOW, "office")
STAGES = {
    Stage.APPLIED: StageRow(
        turn="office", desk=DESK, clock="decision", late=Late(WORDS), refuses=Duty.WINDOW, task=SAID, banner=SAID
    ),
    Stage.GRANTED: StageRow(
        turn="party", clock="viewing", late=Late(WORDS, move=Move.EXPIRE), task=SAID, banner=SAID, yours=SAID
    ),
    Stage.VIEWED: StageRow(turn=NOBODY, end=End.DONE, task=SAID, banner=SAID),
    Stage.REFUSED: StageRow(turn=NOBODY, end=End.WITHOUT, task=SAID, banner=SAID),
    Stage.EXPIRED: StageRow(turn=NOBODY, end=End.WITHOUT, task=SAID, banner=SAID),
}
MOVES = (
    MoveRow(Move.GRANT, (Stage.APPLIED,), Stage.GRANTED, WORDS, desk=DESK, signs="granted_by", apart=("shown_by",)),
    MoveRow(Move.VIEW, (Stage.GRANTED,), Stage.VIEWED, WORDS, desk=DESK, signs="shown_by", apart=("granted_by",)),
    MoveRow(Move.REFUSE, (Stage.APPLIED,), Stage.REFUSED, WORDS, desk=DESK),
    MoveRow(Move.EXPIRE, (Stage.GRANTED,), Stage.EXPIRED, WORDS),
)


def table(stages=None, moves=MOVES, **more) -> Table[Stage, Move]:
    """The table, or a broken one: rows that stand instead of its own."""
    return Table(
        stages=STAGES | (stages or {}), moves=moves, places=("office",), clocks=("decision", "viewing"), **more
    )


class Viewing(Case):
    office = models.CharField(max_length=12)
    granted_by = models.UUIDField(null=True)
    shown_by = models.UUIDField(null=True)

    class Meta:
        app_label = "viewing"


class ViewingAct(Act):
    viewing = models.ForeignKey(Viewing, on_delete=models.PROTECT)

    class Meta:
        app_label = "viewing"


@dataclass(frozen=True)
class ViewingMoved:
    tag: ClassVar[str] = "viewing-moved"
    move: str


VIEWINGS = Kind(
    name="viewing",
    system="system:viewing",
    table=table(),
    cases=Viewing,
    acts=ViewingAct,
    moved=lambda row, move, before, after, codes: ViewingMoved(move),
    about=lambda row: [f"viewing:{row.pk}"],
    matter=lambda row: Matter("viewing.unknown", (Duty.WINDOW,), (row.office,), is_open=row.ended_at is None),
    same_person=Reason("same-person", "", WORDS, WORDS),
    runs_out=lambda clock, at: at + timedelta(days=3),
)
QUEUE = Queue(VIEWINGS.table, Viewing, lambda officer: offices.within(officer.areas(Duty.WINDOW), "office"))
