"""docs/rules/transfer.md: whoever reads it finds every question, ground, clock and code of the rulebook."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_transfer_citations import REASONS

from tongban.transfers import rulebook
from tongban.transfers.rules.archive import RETURN_CODES
from tongban.transfers.rules.clocks import CLOCKS
from tongban.transfers.rules.precheck import RULES
from tongban.transfers.rules.refusals import GROUNDS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "rules" / "transfer.md"


@pytest.fixture(scope="module")
def cells():
    return {
        line.split(" | ")[0].removeprefix("| ").strip("`")
        for line in PAGE.read_text("utf-8").splitlines()
        if line.startswith("| ")
    }


def test_the_page_is_up_to_date():
    assert PAGE.read_text("utf-8") == rulebook.page(), "run: python3 run python -m tongban.config.documents"


@pytest.mark.parametrize(
    "codes",
    [[one.code for one in RULES], RETURN_CODES, CLOCKS, GROUNDS],
    ids=["questions", "returns", "clocks", "refusals"],
)
def test_every_code_stands_on_the_page(codes, cells):
    assert set(codes) <= cells


def test_every_ground_stands_on_the_page(cells):
    known = {code for code, _, _ in REASONS}
    assert known - cells <= {"REF-00", "REF-01", "REF-80-year"}
