"""A plate in two fields, whatever kind it is, and whether somebody is of age where the number does not tell."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from tongban.identifiers import IdentityNumber
from tongban.people import actions as people
from tongban.transfers.queries import facts
from tongban.ui.fields import PlateField, PlateWidget


@pytest.mark.parametrize(
    ("first", "rest", "plate"),
    [
        ("川", "a·8k2m6", "川A8K2M6"),
        ("使", "224 001", "使224001"),
        ("WJ", "川1234x", "WJ川1234X"),
        ("WJ", "01 12345", "WJ0112345"),
        ("军", "VA·12345", "VA12345"),
    ],
)
def test_given_a_plate_of_any_kind_when_it_is_typed_in_two_fields_then_it_is_taken_and_shown_again(first, rest, plate):
    assert PlateField().clean([first, rest]) == plate
    again = PlateWidget().decompress(plate)
    assert PlateField().clean(again) == plate
    assert again[0] == first


@pytest.mark.parametrize(
    ("first", "rest", "said"),
    [
        ("川", "A8K2MO", "I 和 O"),
        ("川", "A8", "先选省份"),
        ("使", "12345", "使馆 6 位"),
        ("军", "1234567", "军队 2 个字母"),
    ],
)
def test_given_what_is_no_plate_when_it_is_typed_then_what_is_expected_is_said(first, rest, said):
    with pytest.raises(ValidationError, match=said):
        PlateField().clean([first, rest])


@pytest.mark.parametrize(("born", "is_minor"), [(date(2010, 1, 1), True), (date(1990, 1, 1), False), (None, None)])
def test_given_a_passport_when_asked_whether_somebody_is_a_minor_then_the_drivers_register_tells(town, born, is_minor):
    number = IdentityNumber("E12345678")
    person = people.confirm_at_window(
        account=None, name="SPECIMEN ANNA", number=number, phone=None, by="officer:test", at=town.AT
    )
    if born is not None:
        town.driver(number=str(number), name="SPECIMEN ANNA", born=born)
    assert facts.is_minor(person, on=town.TODAY) is is_minor
