"""What the acts write beside a line of a vehicle's history is told in both languages."""

from __future__ import annotations

from datetime import date

from tongban.registers.records import LineKind, VehicleLine
from tongban.transfers.actions.issuing import REASONS


def line(detail):
    return VehicleLine(LineKind.TRANSFERRED, date(2026, 11, 30), "320500000000", "苏E015A3", detail=detail)


def test_every_reason_for_which_a_vehicle_changes_has_its_english():
    assert all(line(reason).detail_text.en.isascii() for reason in REASONS.values())


def test_a_registers_own_words_stay_what_they_are():
    assert line("").detail_text is None
    assert line("别处写的话").detail_text is None
