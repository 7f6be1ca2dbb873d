"""A toy kind of case: somebody applies to view the evidence of a crash, an office grants or refuses it."""

from __future__ import annotations

from enum import StrEnum

from tongban.cases.table import NOBODY, Desk, End, Late, MoveRow, Said, StageRow, Table
from tongban.offices.records import Duty
from tongban.verdicts import Text


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
