"""The table of an application's stages and moves (facts 3.4). Nothing else decides what may follow what; the licence's
own is that of every credential (credentials/records.py).

The figures in docs/journeys/licence.md are drawn from these tables, and a test compares them.
"""

from __future__ import annotations

from enum import StrEnum

from tongban.credentials.records import not_from_here
from tongban.errors import Refused


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


def after_application(stage: ApplicationStage, move: ApplicationMove) -> ApplicationStage:
    """The stage after `move`; Refused when the table has no such move from here."""
    if (stage, move) not in APPLICATION_MOVES:
        raise Refused("application.stage", not_from_here(stage, move))
    return APPLICATION_MOVES[stage, move]
