"""Drawn papers: what a visitor of the demonstration hands in who has none."""

from __future__ import annotations

from datetime import UTC, datetime

from tongban.simulation import scans as drawn


def test_each_scan_of_a_paper_is_another_picture():
    scans = [drawn.paper("vin-rubbing", at=datetime(2026, 11, 30, 9, 0, second, tzinfo=UTC)) for second in (1, 2)]
    assert all(scan.startswith(b"\xff\xd8\xff") for scan in scans)
    assert scans[0] != scans[1], "the page that was returned would repair nothing"
