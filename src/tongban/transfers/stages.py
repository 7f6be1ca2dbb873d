"""The table of stages and moves of a case (facts 4.5). Nothing else decides what may follow what.

Two ways lead to the same end (《机动车登记规定》第十八条、第二十七条): one place, where the destination does everything
and the file comes to it; and origin first, where the origin lets the vehicle go with a temporary plate of thirty
days. The figure in docs/journeys/transfer.md is drawn from this table, and a test compares them.

Suspicion is not a stage: it can come at any time and stops only the decision (models.Transfer.onsite_since).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tongban.errors import Refused
from tongban.verdicts import Reason, Text, Verdict


class Way(StrEnum):
    """By which of the law's two ways the file comes to the destination."""

    ONE_PLACE = "one-place"  # 转入地一地办理: Articles 18(1) last sentence, 27(3)
    ORIGIN_FIRST = "origin-first"  # 先转出后转入: Articles 18(1), 27(1)


class Ground(StrEnum):
    """Why the vehicle is registered elsewhere or for somebody else."""

    SALE = "sale"  # 转让登记
    MOVE = "move"  # 住所迁出: same owner
    STOCK = "stock"  # 单独签注: a filed dealer buys for stock


class Stage(StrEnum):
    """Where a case is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CORRECTION = "correction"
    ORIGIN_INSPECTION = "origin-inspection"
    MOVED_OUT = "moved-out"
    FILE_REQUESTED = "file-requested"
    FILE_SENT = "file-sent"
    FILE_CHECK = "file-check"
    FILE_RETURNED = "file-returned"
    INSPECTION = "inspection"
    REINSPECTION = "reinspection"
    REVIEW = "review"
    APPROVED = "approved"
    NUMBERED = "numbered"
    ISSUED = "issued"
    CLOSED = "closed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    EXPIRED = "expired"


class Move(StrEnum):
    """What can happen to a case; the action has the same name."""

    SUBMIT = "submit"
    LAPSE = "lapse"
    ASK_CORRECTION = "ask-correction"
    CORRECT = "correct"
    ACCEPT = "accept"
    ACCEPT_AT_ORIGIN = "accept-at-origin"
    FAIL_AT_ORIGIN = "fail-at-origin"
    MOVE_OUT = "move-out"
    APPLY_IN = "apply-in"
    SEND_FILE = "send-file"
    RECEIVE_FILE = "receive-file"
    RETURN_PAGES = "return-pages"
    REPAIR_PAGES = "repair-pages"
    ACCEPT_FILE = "accept-file"
    PASS = "pass"  # noqa: S105 - an inspection, not a word of entry
    FAIL = "fail"
    SEND_BACK = "send-back"
    APPROVE = "approve"
    CHOOSE_NUMBER = "choose-number"
    ENDORSE = "endorse"
    ISSUE = "issue"
    CLOSE = "close"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"


# A buyer may still say no until the decision; afterwards the vehicle is theirs.
WITHDRAWABLE = (
    Stage.DRAFT,
    Stage.SUBMITTED,
    Stage.CORRECTION,
    Stage.FILE_REQUESTED,
    Stage.FILE_SENT,
    Stage.FILE_CHECK,
    Stage.FILE_RETURNED,
    Stage.INSPECTION,
    Stage.REINSPECTION,
    Stage.REVIEW,
)
REFUSABLE = (
    Stage.SUBMITTED,
    Stage.CORRECTION,
    Stage.ORIGIN_INSPECTION,
    Stage.FILE_CHECK,
    Stage.FILE_RETURNED,
    Stage.INSPECTION,
    Stage.REINSPECTION,
    Stage.REVIEW,
)

MOVES: dict[tuple[Stage, Move], Stage] = {
    (Stage.DRAFT, Move.SUBMIT): Stage.SUBMITTED,
    (Stage.DRAFT, Move.LAPSE): Stage.LAPSED,
    (Stage.SUBMITTED, Move.ASK_CORRECTION): Stage.CORRECTION,
    (Stage.CORRECTION, Move.CORRECT): Stage.SUBMITTED,
    (Stage.SUBMITTED, Move.ACCEPT): Stage.FILE_REQUESTED,
    (Stage.SUBMITTED, Move.ACCEPT_AT_ORIGIN): Stage.ORIGIN_INSPECTION,
    (Stage.ORIGIN_INSPECTION, Move.FAIL_AT_ORIGIN): Stage.ORIGIN_INSPECTION,
    (Stage.ORIGIN_INSPECTION, Move.MOVE_OUT): Stage.MOVED_OUT,
    (Stage.MOVED_OUT, Move.APPLY_IN): Stage.FILE_SENT,
    (Stage.FILE_REQUESTED, Move.SEND_FILE): Stage.FILE_SENT,
    (Stage.FILE_SENT, Move.RECEIVE_FILE): Stage.FILE_CHECK,
    (Stage.FILE_CHECK, Move.RETURN_PAGES): Stage.FILE_RETURNED,
    (Stage.FILE_RETURNED, Move.REPAIR_PAGES): Stage.FILE_CHECK,
    (Stage.FILE_CHECK, Move.ACCEPT_FILE): Stage.INSPECTION,
    (Stage.INSPECTION, Move.PASS): Stage.REVIEW,
    (Stage.INSPECTION, Move.FAIL): Stage.REINSPECTION,
    (Stage.REINSPECTION, Move.PASS): Stage.REVIEW,
    (Stage.REINSPECTION, Move.FAIL): Stage.REINSPECTION,
    (Stage.REVIEW, Move.SEND_BACK): Stage.REINSPECTION,
    (Stage.REVIEW, Move.APPROVE): Stage.APPROVED,
    (Stage.APPROVED, Move.CHOOSE_NUMBER): Stage.NUMBERED,
    (Stage.APPROVED, Move.ENDORSE): Stage.ISSUED,
    (Stage.NUMBERED, Move.ISSUE): Stage.ISSUED,
    (Stage.ISSUED, Move.CLOSE): Stage.CLOSED,
    (Stage.INSPECTION, Move.EXPIRE): Stage.EXPIRED,
    (Stage.REINSPECTION, Move.EXPIRE): Stage.EXPIRED,
    (Stage.CORRECTION, Move.EXPIRE): Stage.EXPIRED,
    (Stage.MOVED_OUT, Move.EXPIRE): Stage.EXPIRED,
    **{(stage, Move.REFUSE): Stage.REFUSED for stage in REFUSABLE},
    **{(stage, Move.WITHDRAW): Stage.WITHDRAWN for stage in WITHDRAWABLE},
}
ENDED = (Stage.CLOSED, Stage.REFUSED, Stage.WITHDRAWN, Stage.LAPSED, Stage.EXPIRED)
OPEN = tuple(stage for stage in Stage if stage not in ENDED)
LOCKED = tuple(stage for stage in OPEN if stage not in (Stage.DRAFT, Stage.SUBMITTED, Stage.CORRECTION, Stage.ISSUED))
"""Between acceptance and issue the register's record bears letter O, so that nothing else happens to it."""


AT_ORIGIN = (Stage.SUBMITTED, Stage.CORRECTION, Stage.ORIGIN_INSPECTION)
"""The stages of the old way in which the case is the origin's to decide; afterwards it is the destination's."""


class Actor(StrEnum):
    """Whose turn it is in a stage: one of them, always, until the case has ended."""

    PARTIES = "parties"  # buyer and seller: sign, correct
    BUYER = "buyer"
    ORIGIN = "origin"  # the office that holds the file at first
    DESTINATION = "destination"
    SYSTEM = "system"
    NOBODY = "nobody"  # the case has ended


@dataclass(frozen=True)
class Turn:
    """Who must act in a stage and by which clock of rules/clocks.py ("" = none)."""

    actor: Actor
    clock: str = ""


TURNS: dict[Stage, Turn] = {
    Stage.DRAFT: Turn(Actor.PARTIES, "seller-confirmation"),
    Stage.SUBMITTED: Turn(Actor.DESTINATION, "acceptance"),
    Stage.CORRECTION: Turn(Actor.BUYER, "correction"),
    Stage.ORIGIN_INSPECTION: Turn(Actor.ORIGIN, "origin-decision"),
    Stage.MOVED_OUT: Turn(Actor.BUYER, "temporary-plate"),
    Stage.FILE_REQUESTED: Turn(Actor.ORIGIN, "origin-release"),
    Stage.FILE_SENT: Turn(Actor.SYSTEM, "file-check"),
    Stage.FILE_CHECK: Turn(Actor.DESTINATION, "file-check"),
    Stage.FILE_RETURNED: Turn(Actor.ORIGIN, "origin-release"),
    Stage.INSPECTION: Turn(Actor.BUYER, "inspection"),
    Stage.REINSPECTION: Turn(Actor.BUYER, "inspection"),
    Stage.REVIEW: Turn(Actor.DESTINATION, "decision"),
    Stage.APPROVED: Turn(Actor.BUYER, ""),
    Stage.NUMBERED: Turn(Actor.DESTINATION, "decision"),
    Stage.ISSUED: Turn(Actor.SYSTEM, ""),
    **dict.fromkeys(ENDED, Turn(Actor.NOBODY)),
}


def after(stage: Stage, move: Move) -> Stage:
    """The stage after `move`; Refused("transfer.stage") when the table has no such move from here."""
    if (stage, move) not in MOVES:
        raise Refused("transfer.stage", not_from_here(stage, move))
    return MOVES[stage, move]


def not_from_here(stage: Stage, move: Move) -> Verdict:
    """The verdict for a move that comes too late or too early, e.g. a second officer's decision."""
    what = Text("这件事已经有人办过，或者还不到办的时候。", "This was already done, or its time has not come.")
    return Verdict.of(
        [Reason(f"stage {stage} {move}", "", what, Text("刷新页面看现在的进度。", "Reload to see how it stands."))]
    )
