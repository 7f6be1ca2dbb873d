"""A table with a hole does not come into being: the service that has it cannot be imported."""

from __future__ import annotations

import re
from dataclasses import replace
from enum import StrEnum

import pytest
import viewing
from viewing import MOVES, STAGES, Move, Stage

from tongban.cases.table import Desk, End
from tongban.offices.records import Duty


class Kind(StrEnum):
    PARTY = "party"
    INSURER = "insurer"


APPLIED, GRANTED = STAGES[Stage.APPLIED], STAGES[Stage.GRANTED]
WITHOUT = {move: tuple(row for row in MOVES if row.move is not move) for move in Move}
BROKEN = {
    "a clock without an end": ({Stage.APPLIED: replace(APPLIED, late=None)}, MOVES, "belong together"),
    "an end of no clock": ({Stage.APPLIED: replace(APPLIED, clock="")}, MOVES, "belong together"),
    "a clock that nobody knows": ({Stage.APPLIED: replace(APPLIED, clock="sundial")}, MOVES, "there is no clock"),
    "a clock that ends in no move": ({}, WITHOUT[Move.EXPIRE], "there is no move expire"),
    "a wait that is nobody's turn": ({Stage.GRANTED: replace(GRANTED, turn="nobody")}, MOVES, "nobody's turn"),
    "somebody's turn after the end": (
        {Stage.VIEWED: replace(STAGES[Stage.VIEWED], turn="party")}, MOVES, "after the end"
    ),
    "an office in which nobody has the duty": ({Stage.APPLIED: replace(APPLIED, desk=None)}, MOVES, "has the duty"),
    "a duty that can do nothing": (
        {Stage.APPLIED: replace(APPLIED, desk=Desk(Duty.AUDIT, "office"))}, MOVES, "can make no move"
    ),
    "an end that goes on": (
        {Stage.GRANTED: replace(GRANTED, turn="nobody", end=End.DONE)}, MOVES, "goes on after its end"
    ),
    "a stage that cannot be left": (
        {Stage.GRANTED: replace(GRANTED, clock="", late=None)},
        [row for row in MOVES if Stage.GRANTED not in row.sources],
        "granted (): it cannot be left",
    ),
    "a stage that cannot be reached": ({}, WITHOUT[Move.REFUSE], "refused: it cannot be reached"),
    "parts that are apart in one direction": ({}, [replace(MOVES[0], apart=()), *MOVES[1:]], "other way"),
    "an act of two officers": ({}, [*MOVES[:2], replace(MOVES[2], act=Move.GRANT, desk=None), MOVES[3]], "another officer"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_table_with_a_hole_is_refused_at_once(name):
    stages, moves, hole = BROKEN[name]
    with pytest.raises(ValueError, match=re.escape(hole)):
        viewing.table(stages, moves)


def test_a_stage_that_one_variant_cannot_leave_is_a_hole():
    moves = [replace(row, but=(Kind.INSURER,)) if row.sources == (Stage.GRANTED,) else row for row in MOVES]
    stages = {Stage.GRANTED: replace(GRANTED, clock="", late=None)}
    with pytest.raises(ValueError, match=r"granted \(insurer\): it cannot be left"):
        viewing.table(stages, moves, columns={"kind": Kind})


def test_a_variant_has_rows_of_its_own_and_all_others_from_the_stages():
    longer = replace(APPLIED, clock="viewing")
    table = viewing.table(columns={"kind": Kind}, variants={(Stage.APPLIED, Kind.INSURER): longer})
    assert table.row(Stage.APPLIED, Kind.INSURER) == longer
    assert table.row(Stage.APPLIED, Kind.PARTY) == APPLIED
    assert table.row(Stage.GRANTED, Kind.INSURER) == GRANTED


def test_a_sound_table_tells_what_follows_and_how_far_a_case_has_come():
    table = viewing.table()
    assert table.start is Stage.APPLIED
    assert table.pairs == {
        (Stage.APPLIED, Move.GRANT): Stage.GRANTED,
        (Stage.GRANTED, Move.VIEW): Stage.VIEWED,
        (Stage.APPLIED, Move.REFUSE): Stage.REFUSED,
        (Stage.GRANTED, Move.EXPIRE): Stage.EXPIRED,
    }
    assert table.has_come(Stage.VIEWED, Stage.GRANTED)
    assert not table.has_come(Stage.REFUSED, Stage.APPLIED)
