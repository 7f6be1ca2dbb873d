"""The rulebook of the electronic vehicle licence: every rule allowed and refused, every sentence in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.credentials.records import Entitlement
from tongban.licences.rules.letters import Display
from tongban.licences.rules.vehicle.conditions import CONDITIONS, UNINSURED
from tongban.licences.rules.vehicle.facts import VehicleFacts, shown_owner
from tongban.licences.rules.vehicle.may_receive import may_receive
from tongban.licences.rules.vehicle.standing import conditions_on, vehicle_standing
from tongban.licences.rules.vehicle.stays_valid import vehicle_stays_valid
from tongban.registers import codes

ON = date(2026, 11, 22)
OWNER = "11010519491231002X"
FACTS = VehicleFacts(
    letters=frozenset("A"),
    owner_number=OWNER,
    plate_kind="02",
    plate="川A8K2M6",
    office="510100000000",
    inspected_until=date(2027, 5, 31),
    insured_until=date(2027, 5, 19),
)
RECEIVABLE = frozenset("AGHIKOQ")


PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules" / "vehicle-licence.md"


def condition_rows():
    """The table of conditions as docs/rules/vehicle-licence.md must have it."""
    for code, line in CONDITIONS.items():
        answers = ("yes" if line.may_drive else "no", "yes" if line.may_apply else "no")
        cells = (f"`{code}`", f"{line.name.zh} {line.name.en}", *answers, line.display, str(int(line.entitlement)))
        yield f"| {' | '.join(cells)} | {line.article} |".replace("|  |", "| |")


def test_the_page_of_the_rules_has_the_table_of_conditions():
    page = PAGE.read_text("utf-8").splitlines()
    assert [row for row in page if row.startswith("| `")] == list(condition_rows())


def lettered(letters):
    return replace(FACTS, letters=frozenset(letters))


def asked(facts, *, by=OWNER, is_open=True):
    return may_receive(facts, asker_number=by, is_open_in_region=is_open, on=ON)


def test_the_table_has_every_letter_of_the_register_and_the_insurance():
    assert set(CONDITIONS) == set(codes.names(codes.Table.VEHICLE_STATUS)) | {UNINSURED}


@pytest.mark.parametrize("letter", sorted(RECEIVABLE))
def test_vl_01_these_letters_allow_the_licence(letter):
    assert asked(lettered(letter)).is_allowed


@pytest.mark.parametrize("letter", sorted(set("BCDEJLMNP")))
def test_vl_01_any_other_letter_refuses_and_says_what_would_change_it(letter):
    reasons = asked(lettered(letter)).reasons
    assert [one.code for one in reasons] == ["VL-01"]
    assert reasons[0].what.zh
    assert reasons[0].remedy.zh
    assert reasons[0].remedy.en


@pytest.mark.parametrize(("letter", "article"), [("E", "第八条"), ("M", "第十四条"), ("P", "第十四条")])
def test_vl_01_cites_the_article_where_there_is_one(letter, article):
    assert asked(lettered(letter)).reasons[0].article.startswith(f"《道路交通安全法》{article}")


@pytest.mark.parametrize("letter", ["B", "C", "J", "N"])
def test_vl_01_a_silent_letter_names_no_article_for_the_article_would_tell_which_it_is(letter):
    assert asked(lettered(letter)).reasons[0].article == ""
    assert "第七十六条" in CONDITIONS["C"].article, "the office reads it"


@pytest.mark.parametrize("by", ["440524188001010014", ""])
def test_vl_02_only_the_owner_receives_it(by):
    assert [one.code for one in asked(FACTS, by=by).reasons] == ["VL-02"]


def test_vl_03_a_region_that_is_not_open_refuses():
    assert [one.code for one in asked(FACTS, is_open=False).reasons] == ["VL-03"]


def test_all_reasons_are_told_at_once():
    reasons = asked(lettered("CL"), by="440524188001010014", is_open=False).reasons
    assert [one.code for one in reasons] == ["VL-01", "VL-01", "VL-02", "VL-03"]


# --- VL-04 -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("letter", sorted(set(CONDITIONS) - {UNINSURED}))
def test_vl_04_a_letter_shows_what_its_line_says(letter):
    found = vehicle_standing(lettered(letter), on=ON)
    line = CONDITIONS[letter]
    assert (found.display, found.entitlement) == (line.display, line.entitlement)
    assert found.may_be_driven.is_allowed is line.may_drive


@pytest.mark.parametrize(
    ("change", "condition", "article"),
    [
        ({"inspected_until": ON - timedelta(days=1)}, "Q", "第十三条"),
        ({"insured_until": ON - timedelta(days=1)}, UNINSURED, "第十七条"),
    ],
)
def test_vl_04_the_day_counts_before_the_register_has_set_a_letter(change, condition, article):
    found = vehicle_standing(replace(FACTS, **change), on=ON)
    assert found.conditions == (condition,)
    assert not found.may_be_driven.is_allowed
    assert found.may_be_driven.reasons[0].article.startswith(f"《道路交通安全法》{article}")
    assert found.entitlement is Entitlement.SUSPENDED


@pytest.mark.parametrize("name", ["inspected_until", "insured_until"])
def test_vl_04_the_last_day_still_counts(name):
    assert vehicle_standing(replace(FACTS, **{name: ON}), on=ON).may_be_driven.is_allowed


def test_vl_04_of_a_deregistered_vehicle_no_day_matters():
    old = replace(lettered("E"), inspected_until=date(2020, 1, 1), insured_until=date(2020, 1, 1))
    assert conditions_on(old, on=ON) == {"E"}


@given(st.frozensets(st.sampled_from(sorted(set(CONDITIONS) - {UNINSURED, "A"}))), st.dates(), st.dates())
def test_vl_04_the_worst_letter_decides_and_the_code_gets_letters_only(letters, inspected, insured):
    facts = replace(FACTS, letters=letters or frozenset("A"), inspected_until=inspected, insured_until=insured)
    found = vehicle_standing(facts, on=ON)
    worst = [Display.HIDDEN, Display.MESSAGE, Display.ABNORMAL, Display.SHOWN]
    assert found.display is next(one for one in worst if one in {CONDITIONS[code].display for code in found.conditions})
    assert found.may_be_driven.is_allowed is all(CONDITIONS[code].may_drive for code in found.conditions)
    assert all(len(letter) == 1 for letter in found.letters)
    assert found.letters == {"A"} or "A" not in found.letters


# --- VL-05 -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"owner_number": "440524188001010014"}, "VL-05-owner"),
        ({"plate": "苏E58Q37"}, "VL-05-plate"),
        ({"plate_kind": "52"}, "VL-05-plate"),
        ({"office": "320500000000"}, "VL-05-office"),
    ],
)
def test_vl_05_a_new_owner_plate_or_office_supersedes(change, code):
    assert [one.code for one in vehicle_stays_valid(FACTS, replace(FACTS, **change)).reasons] == [code]


@pytest.mark.parametrize("change", [{}, {"letters": frozenset("GQ")}, {"inspected_until": ON}, {"insured_until": ON}])
def test_vl_05_letters_and_days_do_not(change):
    assert vehicle_stays_valid(FACTS, replace(FACTS, **change)).is_allowed


def test_every_sentence_stands_in_both_languages():
    for line in CONDITIONS.values():
        assert bool(line.what.zh) == bool(line.what.en) == (line.code != "A")
        assert bool(line.remedy.zh) == bool(line.remedy.en) == (line.code != "A")


@pytest.mark.parametrize(
    ("name", "number", "shown"),
    [
        ("张伟", OWNER, "张*"),
        ("样本·吴桐", OWNER, "样*·吴*"),
        ("苏州示例运输有限公司", "91350100M000100Y43", "苏州示例运输有限公司"),
    ],
)
def test_a_persons_name_is_masked_and_an_organisations_is_not(name, number, shown):
    assert shown_owner(name, number) == shown
