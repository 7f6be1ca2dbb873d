"""Officers who read English read words, not the letters of the register's tables."""

from __future__ import annotations

import re

import pytest

from tongban.registers import codes, english
from tongban.registers.codes import Table


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (table, code)
        for table in (Table.VEHICLE_STATUS, Table.USE, Table.COLOUR, Table.FUEL, Table.VEHICLE_TYPE)
        for code in codes.names(table)
    ],
)
def test_every_code_that_a_page_shows_has_its_english(table, code):
    assert re.fullmatch(r"[A-Z][a-z ,-]+", english.said(table, code).en)


def test_a_kind_of_vehicle_is_put_together_from_its_parts():
    assert english.said(Table.VEHICLE_TYPE, "H12").en == "Heavy box lorry"
    assert english.said(Table.VEHICLE_TYPE, "K33").en == "Small car"


def test_a_code_that_no_table_has_stands_as_it_is():
    assert english.said(Table.COLOUR, "?").en == "?"
