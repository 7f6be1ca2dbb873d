"""The code tables, and the two codes written as strings of codes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.errors import Malformed
from tongban.registers import codes
from tongban.registers.codes import Table

no_deadline = settings(deadline=None)  # a busy machine is no failure

CLASSES = sorted(codes.names(Table.LICENCE_CLASS))
LETTERS = sorted(set(codes.names(Table.DRIVER_STATUS)) - {"A"})


@no_deadline
@given(st.lists(st.sampled_from(CLASSES), min_size=1, unique=True))
def test_classes_written_together_are_read_apart_again(found: list[str]) -> None:
    assert codes.classes("".join(found)) == tuple(found)


@no_deadline
@given(st.text(max_size=12))
def test_any_text_is_classes_or_malformed(text: str) -> None:
    try:
        assert "".join(codes.classes(text)) == text
    except Malformed as problem:
        assert problem.code == "classes.malformed"  # noqa: PT017


@no_deadline
@given(st.sets(st.sampled_from(LETTERS)))
def test_a_set_of_letters_survives_being_written(found: set[str]) -> None:
    text = codes.letters_text(found)
    assert codes.letters(text, table=Table.DRIVER_STATUS) == frozenset(found or {"A"})


@no_deadline
@given(st.text(alphabet="ABCDEFGZ ", max_size=5))
def test_any_text_is_a_status_or_malformed(text: str) -> None:
    try:
        found = codes.letters(text, table=Table.DRIVER_STATUS)
    except Malformed as problem:
        assert problem.code == "status.malformed"  # noqa: PT017
    else:
        assert found == {"A"} or "A" not in found


@pytest.mark.parametrize("text", ["", "AB", "BB", "Z", "b", "O"])
def test_a_wrong_status_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        codes.letters(text, table=Table.DRIVER_STATUS)


def test_o_is_a_letter_of_vehicles_only() -> None:
    assert codes.letters("GO", table=Table.VEHICLE_STATUS) == {"G", "O"}


def test_every_table_gives_official_names_and_refuses_unknown_codes() -> None:
    assert codes.name(Table.DRIVER_STATUS, "U") == "扣留"
    assert codes.name(Table.PLATE_KIND, "52") == "小型新能源汽车"
    for table in Table:
        with pytest.raises(Malformed, match=r"code\.unknown"):
            codes.name(table, "no such code")
