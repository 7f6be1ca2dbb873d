"""Numbers exist only through their check: published examples pass, one wrong character is refused, nothing is repeated."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban import identifiers
from tongban.errors import Malformed
from tongban.identifiers import (
    CREDIT_ALPHABET,
    CREDIT_WEIGHTS,
    CreditCode,
    IdentityNumber,
    LicenceNumber,
    Phone,
    Plate,
    Vin,
    identity_check,
    is_person,
)

KINDS = [
    kind
    for kind in vars(identifiers).values()
    if isinstance(kind, type) and issubclass(kind, identifiers.Identifier) and kind is not identifiers.Identifier
]


@pytest.mark.parametrize("text", ["11010519491231002X", "440524188001010014", " 110105 19491231 002x "])
def test_published_identity_numbers_pass(text):
    assert len(IdentityNumber(text)) == 18


@pytest.mark.parametrize("text", ["11430000006122244L", "11330105002500287C", "91350100M000100Y43"])
def test_published_credit_codes_pass(text):
    assert CreditCode(text) == text


@pytest.mark.parametrize("text", ["LSVFF66R8C2116280", "1M8GDM9AXKP042788", "11111111111111111"])
def test_published_vins_have_the_right_check_digit(text):
    assert Vin(text).has_right_check


def test_a_vin_with_a_wrong_check_digit_warns_and_is_not_refused():
    assert not Vin("LSVFF66R9C2116280").has_right_check


@pytest.mark.parametrize("place", range(18))
def test_one_wrong_character_of_an_identity_number_is_refused(place):
    good = "440524188001010014"
    wrong = good[:place] + str((int(good[place]) + 1) % 10) + good[place + 1 :]
    with pytest.raises(Malformed) as refusal:
        LicenceNumber(wrong)
    assert refusal.value.code == "licence-number.malformed"
    assert wrong not in str(refusal.value), "a wrong number is still somebody's"


@pytest.mark.parametrize("place", range(18))
def test_one_wrong_character_of_a_credit_code_warns(place):
    good = "91350100M000100Y43"
    letters = identifiers.CREDIT_ALPHABET
    wrong = good[:place] + letters[(letters.index(good[place]) + 1) % 31] + good[place + 1 :]
    if 2 <= place < 8 and not wrong[place].isdigit():
        return
    assert not CreditCode(wrong).has_right_check
    assert CreditCode(good).has_right_check


@pytest.mark.parametrize("text", ["110105194912310021", "440524188001010015", "513221199001011234"])
def test_a_mistyped_identity_number_does_not_pass_for_a_credit_code(text):
    for kind in (IdentityNumber, CreditCode):
        with pytest.raises(Malformed):
            kind(text)


@pytest.mark.parametrize(
    "text", ["91IO0100M000100Y43", "91350100M000100Y4", "91A50100M000100Y43", "91350100M000100YS3"]
)
def test_what_is_no_credit_code_is_refused(text):
    with pytest.raises(Malformed):
        CreditCode(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [("川A·12345", "川A12345"), ("粤Z1234港", "粤Z1234港"), ("川AD12345", "川AD12345"), ("川A1234学", "川A1234学")],
)
def test_plates_are_kept_without_their_dot(text, kept):
    assert Plate(text) == kept


@pytest.mark.parametrize("text", ["川I12345", "A12345", "川A123", "川A12I45", ""])
def test_what_is_no_plate_is_refused(text):
    with pytest.raises(Malformed):
        Plate(text)


def test_an_identity_number_tells_birth_and_sex_and_hides_the_rest():
    number = IdentityNumber("11010519491231002X")
    assert number.born == date(1949, 12, 31)
    assert not number.is_male
    assert number.masked == "1101**********002X"
    assert Phone("13800000001").masked == "138******01"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
@given(text=st.text(max_size=24))
def test_any_text_is_an_identifier_or_malformed(kind, text):
    found = codes = None
    try:
        found = kind(text)
    except Malformed as wrong:
        codes = {wrong.code}
    assert codes == {f"{kind.code}.malformed"} if found is None else kind(found) == found


def credit_code(first_17):
    """The code with its check character, by the weights of GB 32100."""
    total = sum(CREDIT_ALPHABET.index(a) * weight for a, weight in zip(first_17, CREDIT_WEIGHTS, strict=True))
    return first_17 + CREDIT_ALPHABET[(31 - total % 31) % 31]


@pytest.mark.parametrize(
    ("number", "who"),
    [
        ("11010519491231002X", True),
        ("51010419900307123" + identity_check("51010419900307123"), True),
        ("911124198108030024", True),  # the specimen of the residence card for foreigners of 2023
        ("81000019900307123" + identity_check("81000019900307123"), True),  # residence permit, Hong Kong
        ("E12345678", True),  # a passport
        ("H1234567890", True),  # a travel permit
        (credit_code("12100000400000456"), False),  # an agency
        (credit_code("51100000500000005"), False),  # a social body
        (credit_code("91320500MAC0DEM0A"), False),
        ("12100000400000456X", False),  # in force, its check character not as the standard has it
        ("12345678-9", False),  # the organisation code before GB 32100
    ],
)
def test_who_is_behind_a_number_is_told_by_its_build_not_by_its_first_character(number, who):
    assert is_person(number) is who


@given(area=st.sampled_from(["110101", "130102", "510104", "520102", "911124", "931156"]), n=st.integers(0, 999))
def test_nobody_is_taken_for_an_agency_because_a_check_character_fits_by_chance(area, n):
    first = f"{area}19870612{n:03d}"
    assert is_person(first + identity_check(first))


@given(region=st.sampled_from(["110000", "320500", "510100", "310119", "659001"]), serial=st.integers(0, 10**8 - 1))
def test_no_agency_or_firm_is_taken_for_a_person(region, serial):
    for kind in ("11", "12", "51", "91"):
        assert not is_person(credit_code(f"{kind}{region}MA{serial:07d}"[:17]))
