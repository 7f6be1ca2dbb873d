"""One thing has one spelling, whatever an input method, an older system or another script made of it."""

from __future__ import annotations

import ast
import json
import sys
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from tongban.errors import Malformed
from tongban.identifiers import CreditCode, FileNumber, IdentityNumber, Phone, Plate, Vin, names, spelling
from tongban.people.forms import NameField
from tongban.portal.window import IdentityForm

SOURCE = Path(__file__).resolve().parents[2] / "src" / "tongban"
PLATES = json.loads(Path(__file__).with_name("plates.json").read_text("utf-8"))


# --- plates, as the file says ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(("kind", "text"), PLATES["should_be_accepted_but_refused"])
def test_plates_of_every_kind_are_plates(kind, text):
    assert Plate(text) == text, kind


@pytest.mark.parametrize(("kind", "text", "other"), PLATES["should_be_one_spelling_but_are_two"])
def test_two_spellings_are_one_plate(kind, text, other):
    assert Plate(text) == Plate(other), kind


@pytest.mark.parametrize("text", PLATES["separator_refused_though_others_are_taken"])
def test_every_dot_is_the_dot(text):
    assert Plate(text) == "川A8K2M6"


@pytest.mark.parametrize("text", PLATES["controls_accepted_rightly"])
def test_what_was_a_plate_stays_one(text):
    assert Plate(text) == text


@pytest.mark.parametrize("text", PLATES["controls_refused_rightly"])
def test_what_was_no_plate_stays_none(text):
    with pytest.raises(Malformed):
        Plate(text)


@pytest.mark.parametrize("dot", [*"·・•‧∙．･⋅.-—", "\u0387", " ", "\u3000", "\u200b", "\ufeff"])
def test_each_sign_between_letter_and_serial_goes(dot):
    assert Plate(f"川A{dot}8k2m6") == "川A8K2M6"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("14", "川01·12345"),
        ("22", "川A·1234临"),
        ("22", "川A·12345临"),
        ("25", "川51·A1234"),
        ("31", "WJ川1234X"),
        ("31", "WJ01·12345"),
        ("32", "VA·12345"),
        ("33", "川S·0001应急"),
    ],
)
def test_plates_without_the_common_build(kind, text):
    assert Plate(text) == text.replace("·", ""), kind


# --- numbers and codes -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "text", "kept"),
    [
        (IdentityNumber, "１１０１０５１９４９１２３１００２ｘ", "11010519491231002X"),
        (IdentityNumber, "\u202a11010519491231002X\u202c", "11010519491231002X"),
        (Vin, "ｌｓｖｆｆ６６r8c2116280", "LSVFF66R8C2116280"),
        (Vin, "*LSVFF66R8C2116280*", "LSVFF66R8C2116280"),
        (CreditCode, "９1350100m000100y43", "91350100M000100Y43"),
        (Phone, "１３８　００００　０００１", "13800000001"),
        (FileNumber, "１" * 12, "1" * 12),
    ],
)
def test_full_width_and_small_letters_are_one_spelling(kind, text, kept):
    assert kind(text) == kept


@pytest.mark.parametrize(
    "text", ["1M8GDM9AßKP04278", "ﬁ8GDM9AXKP042788", "1M8GDM9AŉKP04278", "1M8GDM9AXKP0427⑩", "1½8GDM9AXKP042788"]
)
def test_no_letter_becomes_two(text):
    assert len(spelling.spelled(text)) == len(text)
    with pytest.raises(Malformed):
        Vin(text)


@given(text=st.text())
def test_a_spelling_never_grows_and_is_its_own(text):
    once = spelling.spelled(text)
    assert len(once) <= len(text)
    assert spelling.spelled(once) == once


def test_only_ascii_digits_are_digits():
    others = [chr(code) for code in range(128, sys.maxunicode + 1) if chr(code).isdigit()]
    assert len(others) > 700
    assert not [one for one in others if spelling.is_digits(one)]
    for one in ("٥", "５", "²", "①", "5 ", " 5", "+5", "5_0", "", "-1", "1e1"):
        with pytest.raises(Malformed, match=r"number\.malformed"):
            spelling.whole(one, least=0, most=100)
    assert spelling.whole("05", least=0, most=100) == 5
    for one in ("101", "9" * 5000):
        with pytest.raises(Malformed):
            spelling.whole(one, least=0, most=100)


@pytest.mark.parametrize(
    "text",
    ["2026-W05-1", "20260131", "2026-01-32", "2026-1-31", "２026-01-31", "2026-01-31 ", "2026-031", "", "٢٠٢٦-٠١-٣١"],
)
def test_a_day_is_written_in_one_way(text):
    with pytest.raises(Malformed, match=r"day\.malformed"):
        spelling.day(text)
    assert spelling.day("2026-01-31") == date(2026, 1, 31)


# --- documents of people from elsewhere --------------------------------------------------------------------------------
def with_check(first_17):
    from tongban.identifiers import identity_check

    return first_17 + identity_check(first_17)


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("11010519491231002X", "resident"),
        (with_check("81000019900101001"), "hong-kong-macao-taiwan"),
        (with_check("82000019900101001"), "hong-kong-macao-taiwan"),
        (with_check("83000019900101001"), "hong-kong-macao-taiwan"),
        (with_check("91184019900101001"), "permanent-resident"),
        ("CAN110090010112", "permanent-resident"),
        ("H12345678", "hong-kong-macao-permit"),
        ("M1234567801", "hong-kong-macao-permit"),
        ("12345678", "taiwan-permit"),
        ("E12345678", "passport"),
        ("C01X00T47", "passport"),
        ("541234567", "passport"),
    ],
)
def test_numbers_of_every_document_are_numbers(text, document):
    found = IdentityNumber(text)
    assert found.document == document
    assert (found.born is None) == (len(text) != 18)
    assert (found.area == "") == (document not in ("resident", "hong-kong-macao-taiwan"))
    assert text[3:-3] not in found.masked
    assert len(found.masked) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        with_check("00000019900101001"),
        with_check("11010529990101001"),
        with_check("11010511110101001"),
        with_check("97000019900101001"),
        "1101051949123100",
        "110105491231002",
        "CAN110090130112",
        "ABCDEFGH",
        "AB1",
        "H1234567890123",
    ],
)
def test_places_days_and_builds_that_do_not_exist_are_refused(text):
    with pytest.raises(Malformed):
        IdentityNumber(text)


@pytest.mark.parametrize("text", ["BJ-212-04417", "CA10B 1234", "0012345"])
def test_chassis_numbers_older_than_the_standard_are_kept(text):
    found = Vin(text)
    assert not found.is_standard
    assert found.has_right_check
    assert Vin("LSVFF66R8C2116280").is_standard


@pytest.mark.parametrize("text", ["LSVFF66R8C211628O", "LSVFF66R8C21162801", "ABC", "ABCDEFGH", "川A12345", ""])
def test_what_is_neither_vin_nor_chassis_number_is_refused(text):
    with pytest.raises(Malformed):
        Vin(text)


# --- names -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "family", "given"),
    [
        ("欧阳修", "欧阳", "修"),
        ("司马相如", "司马", "相如"),
        ("諸葛亮", "諸葛", "亮"),
        ("爱新觉罗启星", "爱新觉罗", "启星"),
        ("张伟", "张", "伟"),
        ("欧阳", "欧", "阳"),
        ("贺兰芳", "贺", "兰芳"),
        ("艾力·买买提", "艾力", "买买提"),
        ("艾力•买买提·吐尔逊", "艾力", "买买提·吐尔逊"),
        ("样本·甲", "样本", "甲"),
        ("张", "张", ""),
        ("", "", ""),
    ],
)
def test_family_and_given_names_are_split_where_they_part(name, family, given):
    assert names.split_name(name) == (family, given)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("张\ue81e", "private-use"),
        ("张\u202e伟", "direction of writing"),
        ("张\u2066伟", "direction of writing"),
        ("张\u200f伟", "direction of writing"),
        ("张\u200b伟", "nobody sees"),
        ("张\u0000伟", "control"),
        ("张\U000f0001", "private-use"),
        ("张\u0378", "does not know"),
    ],
)
def test_a_name_that_would_look_otherwise_elsewhere_is_refused_with_the_reason(text, why):
    with pytest.raises(Malformed, match=why):
        spelling.name(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("艾力•买买提", "艾力·买买提"),
        ("艾力．买买提", "艾力·买买提"),
        (" 张  伟 ", "张 伟"),
        ("㐂\U00020087龦", "㐂\U00020087龦"),
        ("Jose\u0301", "José"),
        ("O'Brien-Smith Jr.", "O'Brien-Smith Jr."),
    ],
)
def test_names_have_one_dot_and_one_composition(text, kept):
    assert spelling.name(text) == kept


# --- nobody reads digits and days otherwise ----------------------------------------------------------------------------
def calls(tree):
    return {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}


DAYS = {"identifiers/spelling.py"}


def test_days_are_read_in_one_place():
    found = [
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if "date.fromisoformat" in path.read_text("utf-8") and "migrations" not in path.parts
    ]
    assert set(found) == DAYS


def test_nobody_asks_a_text_whether_it_is_of_digits_of_any_script():
    """`isdigit`, `isdecimal` and `isnumeric` take digits of every script and signs such as ²."""
    found = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        for name in calls(ast.parse(path.read_text("utf-8")))
        if name.endswith((".isdigit", ".isdecimal", ".isnumeric"))
    }
    assert found == set()


@pytest.mark.parametrize("typed", ["阿依·古丽", "阿依•古丽", " 阿依・古丽 ", "阿依．古丽"])
def test_given_a_dot_of_any_input_method_when_a_name_is_typed_then_forms_give_its_one_spelling(typed):
    assert NameField().clean(typed) == "阿依·古丽"
    window = IdentityForm({"request_id": "5a0c1b1c-3b52-4d4e-9d6e-3f5b6a1c2d3e", "name": typed})
    assert not window.is_valid()
    assert window.cleaned_data["name"] == "阿依·古丽"


@pytest.mark.parametrize("typed", ["张\ue863", "张\u202e伟", "张\u200b伟"])
def test_given_characters_that_other_screens_show_otherwise_when_a_name_is_typed_then_forms_refuse_it(typed):
    with pytest.raises(ValidationError):
        NameField().clean(typed)
    assert "name" in IdentityForm({"name": typed}).errors
