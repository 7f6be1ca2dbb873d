"""The vehicle's file: what it must hold, and which page may go back to the origin with which code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sale_facts import CAR, car

from tongban.dossiers.records import TEXT_MAX
from tongban.transfers.queries.files import VEHICLE_FILE
from tongban.transfers.rules.archive import (
    ITEM_NAMES,
    RETURN_CODES,
    missing_items,
    required_items,
)

may_return = VEHICLE_FILE.may_return


@pytest.mark.parametrize("code", sorted(RETURN_CODES))
def test_a_page_may_go_back_with_a_code_of_the_table(code):
    assert may_return(code=code, text="第二页缺右下角。").is_allowed
    assert RETURN_CODES[code].what.zh
    assert RETURN_CODES[code].what.en
    assert RETURN_CODES[code].remedy.zh
    assert RETURN_CODES[code].remedy.en


def test_the_codes_are_a1_to_a9():
    assert sorted(RETURN_CODES) == [f"A{number}" for number in range(1, 10)]


@pytest.mark.parametrize("code", sorted(set(RETURN_CODES) - {"A9"}))
def test_only_other_needs_words(code):
    assert may_return(code=code).is_allowed


@pytest.mark.parametrize(
    ("code", "text", "reason"),
    [("A9", " ", "A9"), ("A0", "", "A0"), ("a1", "", "A0"), ("A1", "长" * (TEXT_MAX + 1), "A0-text")],
)
def test_another_code_no_words_or_too_many_are_refused(code, text, reason):
    assert [one.code for one in may_return(code=code, text=text).reasons] == [reason]


@given(st.text(max_size=4), st.text(max_size=TEXT_MAX + 20))
def test_nothing_else_is_a_code(code, text):
    if may_return(code=code, text=text).is_allowed:
        assert code in RETURN_CODES
        assert len(text) <= TEXT_MAX


def test_a_domestic_car_has_a_certificate_of_conformity_and_an_imported_one_an_import_certificate():
    assert "conformity" in required_items(CAR)
    assert "import-proof" not in required_items(CAR)
    imported = required_items(car(origin="B"))
    assert "import-proof" in imported
    assert "conformity" not in imported


def test_a_mortgage_and_customs_leave_their_papers():
    assert "mortgage" in required_items(car(is_mortgaged=True))
    assert "customs" in required_items(car(origin="I"))


def test_a_file_is_complete_when_nothing_of_the_required_is_missing():
    assert missing_items(CAR, required_items(CAR)) == ()
    assert missing_items(CAR, set(required_items(CAR)) - {"vin-rubbing"}) == ("vin-rubbing",)


@given(st.sets(st.sampled_from(sorted(ITEM_NAMES))))
def test_more_documents_never_make_a_file_less_complete(present):
    lacking = missing_items(CAR, present)
    assert set(lacking) == set(required_items(CAR)) - present
    assert list(lacking) == [item for item in ITEM_NAMES if item in lacking]
