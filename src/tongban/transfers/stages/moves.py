"""What can happen to a case: one row a move. Where it may be refused, withdrawn or run out stands in the stages' rows."""

from __future__ import annotations

from tongban.cases.table import OFFICE, Desk, MoveRow
from tongban.offices.records import Duty
from tongban.transfers.stages.names import Actor, Ground, Move, Stage, Way
from tongban.transfers.stages.rows import STAGES
from tongban.verdicts import Text

ORIGIN, DESTINATION = Actor.ORIGIN, Actor.DESTINATION
INSPECT = "inspect"  # what is done; whether the vehicle passed or failed shows only then
# Acceptance, inspection and review are done by different people, and who inspects does not issue (this platform's rule).
ACCEPTOR_APART = ("inspected_by", "reviewed_by")
INSPECTOR_APART = ("accepted_by", "reviewed_by", "issued_by")
REVIEWER_APART = ("accepted_by", "inspected_by")
ISSUER_APART = ("inspected_by",)


def late(move: Move) -> tuple[Stage, ...]:
    """The stages in which a case makes this move when its clock runs out."""
    return tuple(stage for stage, row in STAGES.items() if row.late is not None and row.late.move == move)


WITHDRAWABLE = tuple(stage for stage, row in STAGES.items() if row.is_withdrawable)
REFUSABLE = tuple(stage for stage, row in STAGES.items() if row.refuses is not None)

MOVES: tuple[MoveRow[Stage, Move], ...] = (
    MoveRow(Move.SUBMIT, (Stage.DRAFT,), Stage.SUBMITTED, Text("交给车管所", "Submitted")),
    MoveRow(Move.LAPSE, late(Move.LAPSE), Stage.LAPSED, Text("逾期失效", "Lapsed")),
    MoveRow(
        Move.ASK_CORRECTION,
        (Stage.SUBMITTED,),
        Stage.CORRECTION,
        Text("一次告知补正", "Correction asked"),
        desk=Desk(Duty.WINDOW, OFFICE),
    ),
    MoveRow(Move.CORRECT, (Stage.CORRECTION,), Stage.SUBMITTED, Text("补正完毕", "Corrected")),
    MoveRow(
        Move.ACCEPT,
        (Stage.SUBMITTED,),
        Stage.FILE_REQUESTED,
        Text("材料齐全，通知带车查验", "Papers complete, the car may come"),
        desk=Desk(Duty.WINDOW, OFFICE),
        apart=ACCEPTOR_APART,
        signs="accepted_by",
        but=(Way.ORIGIN_FIRST,),
    ),
    MoveRow(
        Move.ACCEPT_AT_ORIGIN,
        (Stage.SUBMITTED,),
        Stage.ORIGIN_INSPECTION,
        Text("转出地：材料齐全", "Papers complete at the origin"),
        desk=Desk(Duty.WINDOW, OFFICE),
        act=Move.ACCEPT,
        apart=ACCEPTOR_APART,
        signs="accepted_by",
        but=(Way.ONE_PLACE,),
    ),
    MoveRow(
        Move.DEEM,
        (Stage.SUBMITTED,),
        Stage.FILE_REQUESTED,
        Text("逾期没有告知，视为受理", "Counts as accepted: nothing was said in time"),
        but=(Way.ORIGIN_FIRST,),
    ),
    MoveRow(
        Move.DEEM_AT_ORIGIN,
        (Stage.SUBMITTED,),
        Stage.ORIGIN_INSPECTION,
        Text("逾期没有告知，视为受理", "Counts as accepted: nothing was said in time"),
        but=(Way.ONE_PLACE,),
    ),
    MoveRow(
        Move.FAIL_AT_ORIGIN,
        (Stage.ORIGIN_INSPECTION,),
        Stage.ORIGIN_INSPECTION,
        Text("转出查验不合格", "Origin's inspection failed"),
        desk=Desk(Duty.INSPECTION, ORIGIN),
        but=(Way.ONE_PLACE,),
    ),
    MoveRow(
        Move.MOVE_OUT,
        (Stage.ORIGIN_INSPECTION,),
        Stage.MOVED_OUT,
        Text("办理转出", "Let go by the origin"),
        desk=Desk(Duty.INSPECTION, ORIGIN),
        but=(Way.ONE_PLACE,),
    ),
    MoveRow(
        Move.APPLY_IN,
        (Stage.MOVED_OUT,),
        Stage.FILE_SENT,
        Text("申请转入", "Applied at the destination"),
        but=(Way.ONE_PLACE,),
    ),
    MoveRow(
        Move.SEND_FILE,
        (Stage.FILE_REQUESTED,),
        Stage.FILE_SENT,
        Text("档案发出", "File sent"),
        desk=Desk(Duty.ARCHIVE, ORIGIN),
        but=(Way.ORIGIN_FIRST,),
    ),
    MoveRow(Move.RECEIVE_FILE, (Stage.FILE_SENT,), Stage.FILE_CHECK, Text("档案签收", "File received")),
    MoveRow(
        Move.RETURN_PAGES,
        (Stage.FILE_CHECK,),
        Stage.FILE_RETURNED,
        Text("退回档案页", "Pages returned"),
        desk=Desk(Duty.ARCHIVE, DESTINATION),
    ),
    MoveRow(
        Move.REPAIR_PAGES,
        (Stage.FILE_RETURNED,),
        Stage.FILE_CHECK,
        Text("补页发出", "Pages repaired"),
        desk=Desk(Duty.ARCHIVE, ORIGIN),
    ),
    MoveRow(
        Move.ACCEPT_FILE,
        (Stage.FILE_CHECK,),
        Stage.INSPECTION,
        Text("档案核对无误", "File accepted"),
        desk=Desk(Duty.ARCHIVE, DESTINATION),
        signs="checked_by",
    ),
    MoveRow(
        Move.PASS,
        (Stage.INSPECTION, Stage.REINSPECTION),
        Stage.REVIEW,
        Text("查验合格", "Inspection passed"),
        desk=Desk(Duty.INSPECTION, DESTINATION),
        act=INSPECT,
        apart=INSPECTOR_APART,
        signs="inspected_by",
    ),
    MoveRow(
        Move.FAIL,
        (Stage.INSPECTION, Stage.REINSPECTION),
        Stage.REINSPECTION,
        Text("查验不合格", "Inspection failed"),
        desk=Desk(Duty.INSPECTION, DESTINATION),
        act=INSPECT,
        apart=INSPECTOR_APART,
        signs="inspected_by",
    ),
    MoveRow(
        Move.SEND_BACK,
        (Stage.REVIEW,),
        Stage.REINSPECTION,
        Text("审核退回复检", "Sent back by the reviewer"),
        desk=Desk(Duty.REGISTRATION_REVIEW, DESTINATION),
    ),
    MoveRow(
        Move.APPROVE,
        (Stage.REVIEW,),
        Stage.APPROVED,
        Text("审核通过", "Approved"),
        desk=Desk(Duty.REGISTRATION_REVIEW, DESTINATION),
        apart=REVIEWER_APART,
        signs="reviewed_by",
    ),
    MoveRow(Move.CHOOSE_NUMBER, (Stage.APPROVED,), Stage.NUMBERED, Text("选号", "Number chosen"), but=(Ground.STOCK,)),
    MoveRow(
        Move.ENDORSE,
        (Stage.APPROVED,),
        Stage.ISSUED,
        Text("单独签注", "Endorsed for stock"),
        desk=Desk(Duty.WINDOW, DESTINATION),
        act=Move.ISSUE,
        apart=ISSUER_APART,
        signs="issued_by",
        but=(Ground.SALE, Ground.MOVE),
    ),
    MoveRow(
        Move.ISSUE,
        (Stage.NUMBERED,),
        Stage.ISSUED,
        Text("收旧牌、发新牌", "Plates changed, documents issued"),
        desk=Desk(Duty.WINDOW, DESTINATION),
        apart=ISSUER_APART,
        signs="issued_by",
        but=(Ground.STOCK,),
    ),
    MoveRow(Move.CLOSE, (Stage.ISSUED,), Stage.CLOSED, Text("归档办结", "Closed")),
    MoveRow(
        Move.REFUSE,
        REFUSABLE,
        Stage.REFUSED,
        Text("不予登记", "Refused"),
        desk=Desk(Duty.REGISTRATION_REVIEW, OFFICE),
        apart=REVIEWER_APART,
        signs="reviewed_by",
        is_refusal=True,
    ),
    MoveRow(Move.WITHDRAW, WITHDRAWABLE, Stage.WITHDRAWN, Text("撤回", "Withdrawn")),
    MoveRow(Move.EXPIRE, (), Stage.EXPIRED, Text("逾期终止", "Expired")),  # none does any more
)
