"""The tables of stages and moves (facts 3.4). Nothing else decides what may follow what.

The figures in docs/journeys/licence.md are drawn from these tables, and a test compares them.
"""

from __future__ import annotations

from enum import StrEnum

from tongban.errors import Refused
from tongban.verdicts import Reason, Text, Verdict


class ApplicationStage(StrEnum):
    """Where an application is."""

    REVIEW = "review"
    RETURNED = "returned"
    APPROVED = "approved"
    WINDOW_ONLY = "window-only"
    WITHDRAWN = "withdrawn"


class ApplicationMove(StrEnum):
    """What can happen to an application."""

    RESUBMIT = "resubmit"
    RETURN = "return"
    APPROVE = "approve"
    SEND_TO_WINDOW = "send-to-window"
    WITHDRAW = "withdraw"
    CLOSE = "close"


class LicenceStage(StrEnum):
    """Where an electronic licence is, a driver's or a vehicle's."""

    ISSUED = "issued"
    SUSPENDED_VIEW = "suspended-view"
    BLOCKED = "blocked"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


class LicenceMove(StrEnum):
    """What can happen to an electronic licence."""

    SUSPEND = "suspend"
    BLOCK = "block"
    RESTORE = "restore"
    REVOKE = "revoke"
    SUPERSEDE = "supersede"


APPLICATION_MOVES: dict[tuple[ApplicationStage, ApplicationMove], ApplicationStage] = {
    (ApplicationStage.REVIEW, ApplicationMove.APPROVE): ApplicationStage.APPROVED,
    (ApplicationStage.REVIEW, ApplicationMove.RETURN): ApplicationStage.RETURNED,
    (ApplicationStage.REVIEW, ApplicationMove.SEND_TO_WINDOW): ApplicationStage.WINDOW_ONLY,
    (ApplicationStage.REVIEW, ApplicationMove.WITHDRAW): ApplicationStage.WITHDRAWN,
    (ApplicationStage.RETURNED, ApplicationMove.RESUBMIT): ApplicationStage.REVIEW,
    (ApplicationStage.RETURNED, ApplicationMove.WITHDRAW): ApplicationStage.WITHDRAWN,
    (ApplicationStage.WINDOW_ONLY, ApplicationMove.APPROVE): ApplicationStage.APPROVED,
    # EL-06: what may only be done at a window is not begun again on line; the system closes what has lost its licence.
    **{
        (stage, ApplicationMove.CLOSE): ApplicationStage.WITHDRAWN
        for stage in (ApplicationStage.REVIEW, ApplicationStage.RETURNED, ApplicationStage.WINDOW_ONLY)
    },
}
OPEN_APPLICATION = (ApplicationStage.REVIEW, ApplicationStage.RETURNED, ApplicationStage.WINDOW_ONLY)

LICENCE_MOVES: dict[tuple[LicenceStage, LicenceMove], LicenceStage] = {
    **{
        (stage, move): after
        for stage in (LicenceStage.ISSUED, LicenceStage.SUSPENDED_VIEW, LicenceStage.BLOCKED)
        for move, after in (
            (LicenceMove.SUSPEND, LicenceStage.SUSPENDED_VIEW),
            (LicenceMove.BLOCK, LicenceStage.BLOCKED),
            (LicenceMove.RESTORE, LicenceStage.ISSUED),
            (LicenceMove.REVOKE, LicenceStage.REVOKED),
            (LicenceMove.SUPERSEDE, LicenceStage.SUPERSEDED),
        )
    },
}
LIVE_LICENCE = (LicenceStage.ISSUED, LicenceStage.SUSPENDED_VIEW, LicenceStage.BLOCKED)
MOVE_TO = {
    LicenceStage.ISSUED: LicenceMove.RESTORE,
    LicenceStage.SUSPENDED_VIEW: LicenceMove.SUSPEND,
    LicenceStage.BLOCKED: LicenceMove.BLOCK,
    LicenceStage.REVOKED: LicenceMove.REVOKE,
}


def after_application(stage: ApplicationStage, move: ApplicationMove) -> ApplicationStage:
    """The stage after `move`; Refused when the table has no such move from here."""
    if (stage, move) not in APPLICATION_MOVES:
        raise Refused("application.stage", not_from_here(stage, move))
    return APPLICATION_MOVES[stage, move]


def after_licence(stage: LicenceStage, move: LicenceMove) -> LicenceStage:
    """The stage after `move`; Refused when the table has no such move from here."""
    if (stage, move) not in LICENCE_MOVES:
        raise Refused("licence.stage", not_from_here(stage, move))
    return LICENCE_MOVES[stage, move]


def not_from_here(stage: StrEnum, move: StrEnum) -> Verdict:
    """The verdict for a move that comes too late or too early, e.g. a second officer's decision."""
    what = Text("这件事已经有人办过，或者还不到办的时候。", "This was already done, or its time has not come.")
    return Verdict.of(
        [Reason(f"stage {stage} {move}", "", what, Text("刷新页面看现在的进度。", "Reload to see how it stands."))]
    )
