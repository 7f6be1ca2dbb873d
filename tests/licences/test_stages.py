"""Every pair of stage and move, of both tables: those in the table lead where it says, all others are refused."""

from __future__ import annotations

from itertools import product

import pytest

from tongban.credentials import records
from tongban.credentials.records import MOVES, Move, Stage, after
from tongban.errors import Refused
from tongban.licences.stages import (
    APPLICATION_MOVES,
    OPEN_APPLICATION,
    ApplicationMove,
    ApplicationStage,
    after_application,
)

A, M = ApplicationStage, ApplicationMove
L, C = Stage, Move
# Written out a second time, from the story and not from the code; what is not here must be refused.
APPLICATION = {
    (A.REVIEW, M.APPROVE): A.APPROVED,
    (A.REVIEW, M.RETURN): A.RETURNED,
    (A.REVIEW, M.SEND_TO_WINDOW): A.WINDOW_ONLY,
    (A.REVIEW, M.WITHDRAW): A.WITHDRAWN,
    (A.RETURNED, M.RESUBMIT): A.REVIEW,
    (A.RETURNED, M.WITHDRAW): A.WITHDRAWN,
    (A.WINDOW_ONLY, M.APPROVE): A.APPROVED,
    (A.REVIEW, M.CLOSE): A.WITHDRAWN,
    (A.RETURNED, M.CLOSE): A.WITHDRAWN,
    (A.WINDOW_ONLY, M.CLOSE): A.WITHDRAWN,
}
LICENCE_AFTER = {
    C.SUSPEND: L.SUSPENDED_VIEW,
    C.BLOCK: L.BLOCKED,
    C.RESTORE: L.ISSUED,
    C.REVOKE: L.REVOKED,
    C.SUPERSEDE: L.SUPERSEDED,
}
LIVE = (L.ISSUED, L.SUSPENDED_VIEW, L.BLOCKED)


@pytest.mark.parametrize(("stage", "move"), list(product(A, M)))
def test_an_application_moves_as_the_table_says_or_is_refused(stage, move):
    if (stage, move) in APPLICATION:
        assert after_application(stage, move) is APPLICATION[stage, move]
        return
    with pytest.raises(Refused) as refusal:
        after_application(stage, move)
    assert refusal.value.code == "application.stage"
    assert [reason.code for reason in refusal.value.verdict.reasons] == [f"stage {stage} {move}"]


@pytest.mark.parametrize(("stage", "move"), list(product(L, C)))
def test_a_licence_moves_as_the_table_says_or_is_refused(stage, move):
    if stage in LIVE:
        assert after(stage, move) is LICENCE_AFTER[move]
        return
    with pytest.raises(Refused) as refusal:
        after(stage, move)
    assert refusal.value.code == "licence.stage"
    assert refusal.value.verdict.reasons[0].remedy.zh


def test_nothing_leaves_an_end_and_everything_else_can_be_left():
    assert {stage for stage, _ in APPLICATION_MOVES} == set(OPEN_APPLICATION)
    assert {stage for stage, _ in MOVES} == set(records.LIVE)


def test_every_stage_can_be_reached_from_the_first_and_every_move_is_used():
    for moves, first, kind, stages in (
        (APPLICATION_MOVES, A.REVIEW, ApplicationMove, ApplicationStage),
        (MOVES, L.ISSUED, Move, Stage),
    ):
        reached = {first}
        for _ in stages:
            reached |= {after for (stage, _), after in moves.items() if stage in reached}
        assert reached == set(stages)
        assert {move for _, move in moves} == set(kind)


def test_an_open_application_can_always_be_closed_and_taken_back_unless_only_a_window_helps():
    assert all(after_application(stage, M.CLOSE) is A.WITHDRAWN for stage in OPEN_APPLICATION)
    assert {stage for stage, move in APPLICATION_MOVES if move is M.WITHDRAW} == {A.REVIEW, A.RETURNED}
