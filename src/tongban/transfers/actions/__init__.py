"""Writing: one public function for each thing that happens to a case, a file or a number."""

from __future__ import annotations

from tongban.dossiers.actions import OVERVIEW_PAGES_MAX
from tongban.dossiers.records import PageProblem, Scanned
from tongban.transfers.actions.accepting import accept, apply_in, ask_correction, confirm_home, fail_at_origin, move_out
from tongban.transfers.actions.acting import guard_case
from tongban.transfers.actions.alerting import look_at_alerts
from tongban.transfers.actions.consenting import consent_by_code, give_consent, precheck, precheck_own, withdraw_consent
from tongban.transfers.actions.counting import count_times
from tongban.transfers.actions.dealing import attach_invoice, begin_move, dealer_of, enter_deal
from tongban.transfers.actions.deciding import approve, refuse, send_back
from tongban.transfers.actions.files import (
    accept_file,
    receive_file,
    receive_files,
    repair_pages,
    return_pages,
    scan_page,
    scan_pages,
    send_file,
)
from tongban.transfers.actions.following import follow_partners, follow_register, move_files, run_clocks
from tongban.transfers.actions.inspecting import SUSPICIOUS, clear_onsite, record_inspection, turn_onsite
from tongban.transfers.actions.issuing import issue
from tongban.transfers.actions.looking import (
    look_at_case,
    look_at_overview,
    look_at_page,
    look_at_paper,
    look_at_photo,
)
from tongban.transfers.actions.permits import forget_permits, hand_in_permit
from tongban.transfers.actions.plates import choose_number, compose_number, keep_number, offer_numbers
from tongban.transfers.actions.signing import apply, confirm, correct, hand_in, withdraw
from tongban.transfers.actions.urging import URGING_LENGTH, urge

__all__ = [
    "OVERVIEW_PAGES_MAX",
    "SUSPICIOUS",
    "URGING_LENGTH",
    "PageProblem",
    "Scanned",
    "accept",
    "accept_file",
    "apply",
    "apply_in",
    "approve",
    "ask_correction",
    "attach_invoice",
    "begin_move",
    "choose_number",
    "clear_onsite",
    "compose_number",
    "confirm",
    "confirm_home",
    "consent_by_code",
    "correct",
    "count_times",
    "dealer_of",
    "enter_deal",
    "fail_at_origin",
    "follow_partners",
    "follow_register",
    "forget_permits",
    "give_consent",
    "guard_case",
    "hand_in",
    "hand_in_permit",
    "issue",
    "keep_number",
    "look_at_alerts",
    "look_at_case",
    "look_at_overview",
    "look_at_page",
    "look_at_paper",
    "look_at_photo",
    "move_files",
    "move_out",
    "offer_numbers",
    "precheck",
    "precheck_own",
    "receive_file",
    "receive_files",
    "record_inspection",
    "refuse",
    "repair_pages",
    "return_pages",
    "run_clocks",
    "scan_page",
    "scan_pages",
    "send_back",
    "send_file",
    "turn_onsite",
    "urge",
    "withdraw",
    "withdraw_consent",
]
