"""Writing: one public function for each thing that happens to an electronic licence."""

from __future__ import annotations

from tongban.licences.actions.applying import apply, eligibility, resubmit_photo, withdraw
from tongban.licences.actions.deciding import carry_out_decisions, propose_decision, undo_decision
from tongban.licences.actions.following import follow_register, recompute_due
from tongban.licences.actions.locking import lock, lock_at_window, unlock
from tongban.licences.actions.photo_change import apply_for_new_photo, photo_change_eligibility
from tongban.licences.actions.reviewing import (
    Decision,
    look_at_application,
    message_of,
    open_review,
    put_back,
    review_photo,
    take_photo_at_window,
)
from tongban.licences.actions.searching import look_at_record, search_driver
from tongban.licences.actions.showing import Shown, check_for_business, code_in_picture
from tongban.licences.actions.standing import change_standing
from tongban.licences.actions.vehicles import receive_vehicle_licence, withdraw_vehicle_phone

__all__ = [
    "Decision",
    "Shown",
    "apply",
    "apply_for_new_photo",
    "carry_out_decisions",
    "change_standing",
    "check_for_business",
    "code_in_picture",
    "eligibility",
    "follow_register",
    "lock",
    "lock_at_window",
    "look_at_application",
    "look_at_record",
    "message_of",
    "open_review",
    "photo_change_eligibility",
    "propose_decision",
    "put_back",
    "receive_vehicle_licence",
    "recompute_due",
    "resubmit_photo",
    "review_photo",
    "search_driver",
    "take_photo_at_window",
    "undo_decision",
    "unlock",
    "withdraw",
    "withdraw_vehicle_phone",
]
