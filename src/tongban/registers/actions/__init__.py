"""Changing the registers: one public function for each thing that happens.

Every function has the same shape: lock the row; guard; change with a new version; record in the journal;
announce with a RegisterEvent; all in one transaction. It returns the record as it is afterwards.
`by` is an internal key ("officer:<uuid>", "system:<name>"). `at` is an aware moment in UTC.

Raises NotFound for an unknown driver or vehicle, Malformed for a value outside its table, Refused when a rule
says no, Forbidden("registers.kept-elsewhere") when the operator plugged in another register (sources.py).
Where a new card is made, card_core_number is its 证芯编号; without one an opaque number is drawn.
"""

from __future__ import annotations

from tongban.registers.actions.drivers import (
    change_classes,
    change_office,
    change_portrait,
    clear_letter,
    set_letter,
)
from tongban.registers.actions.encumbrances import release_mortgage, release_seizure, seize_vehicle, set_mortgage
from tongban.registers.actions.installing import load_register
from tongban.registers.actions.licences import (
    end_licence,
    end_overdue,
    follow_calendar,
    record_death,
    record_health_proof,
    renew,
    replace_card,
    restore_licence,
)
from tongban.registers.actions.numbers import (
    free_numbers,
    give_up_number,
    hold_kept_number,
    hold_number,
    hold_offered_number,
    keep_number,
    offer_numbers,
    release_numbers,
    take_number,
)
from tongban.registers.actions.ownership import move_vehicle, transfer_vehicle
from tongban.registers.actions.points import (
    add_points,
    change_points,
    close_cycles,
    pass_full_mark_education,
    pay_fine,
    reduce_points,
    serve_full_mark_notice,
)
from tongban.registers.actions.portraits import store_portrait, store_portraits
from tongban.registers.actions.vehicles import (
    clear_vehicle_letter,
    note_vehicle,
    record_insurance,
    record_vehicle_inspection,
    set_vehicle_letter,
)

__all__ = [
    "add_points",
    "change_classes",
    "change_office",
    "change_points",
    "change_portrait",
    "clear_letter",
    "clear_vehicle_letter",
    "close_cycles",
    "end_licence",
    "end_overdue",
    "follow_calendar",
    "free_numbers",
    "give_up_number",
    "hold_kept_number",
    "hold_number",
    "hold_offered_number",
    "keep_number",
    "load_register",
    "move_vehicle",
    "note_vehicle",
    "offer_numbers",
    "pass_full_mark_education",
    "pay_fine",
    "record_death",
    "record_health_proof",
    "record_insurance",
    "record_vehicle_inspection",
    "reduce_points",
    "release_mortgage",
    "release_numbers",
    "release_seizure",
    "renew",
    "replace_card",
    "restore_licence",
    "seize_vehicle",
    "serve_full_mark_notice",
    "set_letter",
    "set_mortgage",
    "set_vehicle_letter",
    "store_portrait",
    "store_portraits",
    "take_number",
    "transfer_vehicle",
]
