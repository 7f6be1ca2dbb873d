"""号牌号码: composed by the grammar, drawn at random, kept by a former owner."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.identifiers import Plate
from tongban.registers import numbering
from tongban.registers.numbering import (
    GRAMMARS,
    kept_until,
    may_compose,
    may_keep,
    may_spouse_keep,
    random_candidates,
)
from tongban.verdicts import Reason


def chance(seed):
    """The same draw for the same seed; in service it is the machine's own chance."""
    return random.Random(seed)  # noqa: S311 - a test must repeat


POOL = "《机动车登记规定》第四十三条第一款"
RIGHT = [
    ("02", "苏E12345", ""), ("02", "苏E8K2M6", ""), ("02", "苏EAB123", ""), ("01", "苏E1234Z", ""), ("07", "苏E12345", ""),
    ("15", "苏E1234挂", ""), ("16", "苏EA123学", ""), ("52", "苏ED12345", "C"), ("52", "苏EFA1234", "O"),
    ("52", "苏ED12345", ""), ("51", "苏E12345D", "C"), ("51", "苏E12345F", "AC"),
]  # fmt: skip
WRONG = [
    ("22", "苏E12345", "", "NUM-01"),
    ("02", "苏A12345", "", "NUM-02"),
    ("02", "12345", "", "NUM-02"),
    ("02", "苏E1234", "", "NUM-03"),
    ("02", "苏E123456", "", "NUM-03"),
    ("52", "苏E", "", "NUM-03"),
    ("02", "苏EI1234", "", "NUM-04"),
    ("02", "苏E1O234", "", "NUM-04"),
    ("02", "苏E12a45", "", "NUM-05"),
    ("02", "苏E12·45", "", "NUM-05"),
    ("02", "苏EABC12", "", "NUM-06"),
    ("52", "苏E123456", "", "NUM-07"),
    ("52", "苏EZ12345", "", "NUM-07"),
    ("51", "苏E12345Z", "", "NUM-07"),
    ("52", "苏EF12345", "C", "NUM-08"),
    ("52", "苏ED12345", "O", "NUM-08"),
    ("52", "苏ED1A345", "", "NUM-09"),
    ("51", "苏E1A345D", "", "NUM-09"),
    ("15", "苏E12345", "", "NUM-10"),
]


@pytest.mark.parametrize(("kind", "plate", "fuel"), RIGHT)
def test_a_number_by_the_grammar_may_be_composed(kind, plate, fuel):
    assert may_compose(plate, kind=kind, prefix="苏E", fuel=fuel).is_allowed


@pytest.mark.parametrize(("kind", "plate", "fuel", "code"), WRONG)
def test_a_number_against_it_is_refused_with_the_exact_reason(kind, plate, fuel, code):
    reasons = may_compose(plate, kind=kind, prefix="苏E", fuel=fuel).reasons
    assert [(reason.code, reason.article) for reason in reasons] == [(code, POOL)]


def test_every_fault_comes_at_once():
    codes = [reason.code for reason in may_compose("苏EIABC1X", kind="02", prefix="苏E").reasons]
    assert codes == ["NUM-03", "NUM-04", "NUM-06"]


def test_a_prefix_that_is_none_gives_no_number():
    assert [one.code for one in may_compose("苏I12345", kind="02", prefix="苏I").reasons] == ["NUM-02"]
    with pytest.raises(ValueError, match="prefix"):
        random_candidates(prefix="苏I", kind="02", count=1, random=chance(1))


@pytest.mark.parametrize("kind", sorted(GRAMMARS))
@given(seed=st.integers(0, 10**6), fuel=st.sampled_from(["", "C", "O"]))
def test_what_is_drawn_may_be_composed_and_is_a_plate(kind, seed, fuel):
    drawn = random_candidates(prefix="苏E", kind=kind, count=10, random=chance(seed), fuel=fuel)
    assert len(set(drawn)) == 10
    for plate in drawn:
        assert may_compose(plate, kind=kind, prefix="苏E", fuel=fuel).is_allowed
        assert Plate(plate) == plate


@given(st.text(max_size=9), st.sampled_from(sorted(GRAMMARS)))
def test_whatever_may_be_composed_is_a_plate(serial, kind):
    plate = f"苏E{serial}"
    if may_compose(plate, kind=kind, prefix="苏E").is_allowed:
        assert Plate(plate) == plate


def test_numbers_that_are_not_free_are_not_offered():
    even = random_candidates(
        prefix="苏E", kind="02", count=5, random=chance(1), is_free=lambda plate: plate[-1] in "02468"
    )
    assert len(even) == 5
    assert all(plate[-1] in "02468" for plate in even)
    assert random_candidates(prefix="苏E", kind="02", count=5, random=chance(1), is_free=lambda plate: False) == ()


# --- the old number again ------------------------------------------------------------------------------------------
def keep(**changes):
    values = {
        "is_former_owner": True,
        "held_since": date(2023, 5, 1),
        "ended_on": date(2024, 5, 1),
        "has_open_matters": False,
        "is_same_kind": True,
        "on": date(2026, 5, 1),
    }
    return may_keep(**values | changes)


def test_a_former_owner_may_have_the_number_within_two_years_after_a_year_of_use():
    assert keep().is_allowed
    assert kept_until(date(2024, 5, 1)) == date(2026, 5, 1)


@pytest.mark.parametrize(
    ("changes", "code", "article"),
    [
        ({"is_former_owner": False}, "NUM-11", "《机动车登记规定》第四十四条第一款"),
        ({"on": date(2026, 5, 2)}, "NUM-12", "《机动车登记规定》第四十四条第二款第一项"),
        ({"held_since": date(2023, 5, 2)}, "NUM-13", "《机动车登记规定》第四十四条第二款第二项"),
        ({"has_open_matters": True}, "NUM-14", "《机动车登记规定》第四十四条第二款第三项"),
        ({"is_same_kind": False}, "NUM-15", ""),
    ],
)
def test_otherwise_it_is_refused_by_the_condition_that_fails(changes, code, article):
    assert [(one.code, one.article) for one in keep(**changes).reasons] == [(code, article)]


@pytest.mark.parametrize(
    ("married", "is_joint", "codes"),
    [
        (date(2025, 5, 1), True, []),
        (date(2025, 5, 2), True, ["NUM-16"]),
        (None, True, ["NUM-16"]),
        (date(2020, 1, 1), False, ["NUM-17"]),
    ],
)
def test_spouses_keep_it_together_after_a_year_of_marriage(married, is_joint, codes):
    reasons = may_spouse_keep(married_since=married, is_joint_application=is_joint, on=date(2026, 5, 1)).reasons
    assert [one.code for one in reasons] == codes
    assert all(one.article == "《机动车登记规定》第四十五条" for one in reasons)


def test_every_reason_of_the_module_is_shown_by_a_case():
    known = {one.code for one in vars(numbering).values() if isinstance(one, Reason)}
    kept = {f"NUM-{number}" for number in range(11, 18)}
    assert known == {one[3] for one in WRONG} | kept
