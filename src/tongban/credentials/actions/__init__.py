"""Writing: one public function for each thing that happens to a holding, whatever its kind."""

from __future__ import annotations

from tongban.credentials.actions.bitmaps import compare_list, compare_next
from tongban.credentials.actions.collecting import collect, refresh, renew
from tongban.credentials.actions.counting import keep_days
from tongban.credentials.actions.issuing import issue, issue_many
from tongban.credentials.actions.publishing import publish_lists
from tongban.credentials.actions.standing import look_at_due, set_entitlement, take, take_by_id
from tongban.credentials.actions.stopping import lock, unlock, withdraw

__all__ = [
    "collect",
    "compare_list",
    "compare_next",
    "issue",
    "issue_many",
    "keep_days",
    "lock",
    "look_at_due",
    "publish_lists",
    "refresh",
    "renew",
    "set_entitlement",
    "take",
    "take_by_id",
    "unlock",
    "withdraw",
]
