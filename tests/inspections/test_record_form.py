"""机动车查验记录表: what a form must hold, what fails a vehicle, and what only warns."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.errors import Malformed
from tongban.inspections import records as inspection
from tongban.inspections.records import (
    ITEMS,
    PHOTOS,
    Form,
    Tick,
    from_json,
    judge,
    required_items,
    required_photos,
    to_json,
)
from tongban.verdicts import Reason

LAW = "《机动车登记规定》"
VIN, OTHER_VIN = "1M8GDM9AXKP042788", "1M8GDM9AXKP042789"
CAR_PHOTOS = frozenset(required_photos(type="K33"))
FORM = Form(
    type="K33",
    use="A",
    items=dict.fromkeys(range(1, 10), Tick.PASS),
    vin=VIN,
    is_recorded=True,
    is_certified=True,
    mileage_km=61_000,
)


def form(**changes):
    ticks = {int(name[1:]): Tick(changes.pop(name)) for name in list(changes) if name[0] == "_"}
    return replace(FORM, items={**FORM.items, **ticks}, **changes)


def test_a_car_with_items_1_to_9_and_its_photos_passes():
    findings = judge(FORM, vin=VIN, photos=CAR_PHOTOS)
    assert findings.is_passed
    assert findings.completeness.is_allowed
    assert (findings.failed, findings.is_suspicious, findings.verdict.notes) == ((), False, ())


# what is wrong, the form, photos, reason, article, failed items, may it be kept?
WRONG = [
    ("an uncertified inspector", form(is_certified=False), CAR_PHOTOS, "INS-01", "第七十三条第一款", (), False),
    ("no recording", form(is_recorded=False), CAR_PHOTOS, "INS-02", "第七十三条第三款", (), False),
    ("an item left out", form(_9="not-required"), CAR_PHOTOS, "INS-03", "第七十三条第二款", (), False),
    ("no warning triangle", form(_9="fail"), CAR_PHOTOS, "INS-04", "第二十九条第一项", ("9",), True),
    ("an item that was not asked fails", form(_13="fail"), CAR_PHOTOS, "INS-04", "第二十九条第一项", ("13",), True),
    ("a photo is missing", FORM, CAR_PHOTOS - {"0113"}, "INS-05", "第七十三条第三款", (), False),
    ("another VIN", form(vin=OTHER_VIN), CAR_PHOTOS, "INS-07", "第七十四条第一款第一项", ("1",), True),
]  # fmt: skip


@pytest.mark.parametrize("case", WRONG, ids=[one[0] for one in WRONG])
def test_a_fault_is_named_with_its_article(case):
    _, filled, photos, code, article, failed, may_be_kept = case
    findings = judge(filled, vin=VIN, photos=photos)
    assert [(reason.code, reason.article) for reason in findings.verdict.reasons] == [(code, LAW + article)]
    assert not findings.is_passed
    assert findings.failed == failed
    assert findings.completeness.is_allowed == may_be_kept


def test_a_failing_item_and_a_missing_photo_are_named():
    findings = judge(form(_9="fail"), vin=VIN, photos=CAR_PHOTOS - {"0113"})
    texts = [reason.what for reason in findings.verdict.reasons]
    assert [text.zh for text in texts] == ["缺少照片0113：车辆识别代号。", "第9项不合格：安全带、三角警告牌。"]
    assert texts[1].en == "Item 9 fails: Seat belts, warning triangle."


def test_another_vin_is_a_suspicion_and_a_wrong_check_digit_only_warns():
    assert judge(form(vin=OTHER_VIN), vin=VIN, photos=CAR_PHOTOS).is_suspicious
    imported = "LSVFF66R8C2116281"
    findings = judge(form(vin=imported), vin=imported, photos=CAR_PHOTOS)
    assert findings.is_passed
    assert not findings.is_suspicious
    assert [note.code for note in findings.verdict.notes] == ["INS-08"]


def test_an_odometer_that_went_back_warns():
    findings = judge(FORM, vin=VIN, photos=CAR_PHOTOS, last_mileage_km=80_000)
    assert findings.is_passed
    assert [note.code for note in findings.verdict.notes] == ["INS-09"]
    assert judge(FORM, vin=VIN, photos=CAR_PHOTOS, last_mileage_km=61_000).verdict.notes == ()
    assert judge(FORM, vin=VIN, photos=CAR_PHOTOS, last_mileage_km=None).verdict.notes == ()
    assert judge(form(mileage_km=None), vin=VIN, photos=CAR_PHOTOS, last_mileage_km=80_000).verdict.notes == ()


def test_every_reason_of_the_module_is_shown_by_a_case():
    known = {one.code for one in vars(inspection).values() if isinstance(one, Reason)}
    assert known == {one[3] for one in WRONG} | {"INS-08", "INS-09"}


@pytest.mark.parametrize(
    ("kind", "use", "items"),
    [
        ("K33", "A", set(range(1, 10))),
        ("K11", "B", {*range(1, 10), 15, 16, 17, 18}),
        ("H11", "F", set(range(1, 15))),
        ("H11", "R", {*range(1, 15), 15, 16, 18}),
        ("B11", "F", {1, 3, 4, 6, 7, 8, 10, 11, 12, 13, 14}),
        ("M21", "A", {1, 2, 3, 4, 6, 7, 8}),
        ("K33", "J", {*range(1, 10), 19}),
        ("X99", "A", set(range(1, 10))),
    ],
)
def test_which_items_a_vehicle_needs(kind, use, items):
    assert set(required_items(type=kind, use=use)) == items


def test_every_item_and_photo_that_is_demanded_has_a_name():
    for demand in inspection.DEMANDS:
        assert set(demand.items) <= set(ITEMS)
        assert set(demand.photos) <= set(PHOTOS)


def test_photo_codes_bear_the_names_of_the_register_s_code_table():
    codes = json.loads(resources.files("tongban.registers").joinpath("codes.json").read_text("utf-8"))
    named = codes.get("inspection_photo", {}).get("items", {code: name.zh for code, name in PHOTOS.items()})
    assert {code: name.zh for code, name in PHOTOS.items()}.items() <= named.items()


# --- reading -----------------------------------------------------------------------------------------------------
forms = st.builds(
    Form,
    type=st.sampled_from(["K33", "H11", ""]),
    use=st.sampled_from("AFR"),
    items=st.dictionaries(st.sampled_from(sorted(ITEMS)), st.sampled_from(Tick)),
    vin=st.text(max_size=30),
    is_recorded=st.booleans(),
    is_certified=st.booleans(),
    mileage_km=st.none() | st.integers(0, 9_999_999),
)


@given(forms)
def test_what_is_written_is_read_again(filled):
    assert from_json(json.loads(json.dumps(to_json(filled)))) == filled


@given(forms, st.sets(st.sampled_from(sorted(PHOTOS))))
def test_whatever_the_form_passed_means_no_reason(filled, photos):
    findings = judge(filled, vin=VIN, photos=photos)
    assert findings.is_passed == (
        findings.completeness.is_allowed and not findings.failed and not findings.is_suspicious
    )


def test_a_new_instrument_reads_nothing():
    assert from_json(to_json(form(mileage_km=0))).mileage_km == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"items": []}, {"items": {"21": "pass"}}, {"items": {"1": "ok"}}, {"items": {1: "pass"}}, {"items": {"1": []}},
        {"vin": 1}, {"vin": "1" * 31}, {"mileage_km": -1}, {"mileage_km": True}, {"mileage_km": 1.5},
        {"is_recorded": 1}, {"is_certified": None}, {"more": 1},
    ],
)  # fmt: skip
def test_a_form_of_another_shape_is_malformed(changes):
    with pytest.raises(Malformed, match=r"inspection\.malformed"):
        from_json(to_json(FORM) | changes)


@given(st.none() | st.integers() | st.text() | st.dictionaries(st.text(max_size=5), st.integers(), max_size=7))
def test_anything_else_is_malformed(value):
    with pytest.raises(Malformed, match=r"inspection\.malformed"):
        from_json(value)
