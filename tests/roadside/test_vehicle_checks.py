"""An officer checks a vehicle's code or plate: every way it can come out, and that its owner learns of it."""

from __future__ import annotations

import uuid

import pytest
from licences import vehicle_town as cars

from tongban.errors import Forbidden, NotFound
from tongban.identifiers import Plate
from tongban.journal import queries as journal
from tongban.licences import actions as licences
from tongban.offices.records import Duty, Purpose
from tongban.registers import actions as registers
from tongban.registers import queries as register
from tongban.registers.records import Owner
from tongban.roadside import actions, queries
from tongban.roadside.models import Check
from tongban.roadside.rules import Word
from tongban.standards.signing import generate

DESTINATION = "510100000400"


@pytest.fixture
def patrol(town):
    return town.officer(Duty.ROADSIDE_CHECK)


@pytest.fixture
def car_with_phone(town):
    holder, car, licence = cars.received()
    phone, bundle = cars.collected(holder, licence)
    return holder, car, licence, phone, bundle


def check(code, patrol, *, at, **more):
    check_id = actions.check_licence(code, check_id=more.pop("check_id", uuid.uuid4()), by=patrol, at=at, **more)
    return queries.check(check_id, officer=patrol)


def codes(view):
    return [reason.code for reason in view.result.reasons]


def looks(holder):
    return [one for one in journal.history(holder.key) if one.tag == "vehicle-checked"]


def sold(car, *, to, at, plate="川B12345"):
    """The register's transfer, followed."""
    owner = Owner(name=to.name, number=str(to.identity_number), address="示例市样本路 2 号")
    registers.transfer_vehicle(
        vehicle_id=car.id,
        owner=owner,
        office=DESTINATION,
        plate_kind="02",
        plate=plate,
        reason="样例",
        by="officer:test",
        at=at,
    )
    licences.follow_register(at=at)


def test_a_live_code_of_a_vehicle_in_order_passes_and_its_owner_sees_who_looked(town, patrol, car_with_phone):
    holder, car, _licence, phone, bundle = car_with_phone
    view = check(cars.shown(phone, bundle), patrol, at=town.AT)
    assert view.result.word is Word.PASS
    assert (view.vehicle.id, view.driver, view.is_vehicle) == (car.id, None, True)
    assert holder.name not in view.owner
    [look] = looks(holder)
    assert (look.details["word"], look.by) == ("pass", patrol.key)


@pytest.mark.parametrize(
    ("letter", "article"),
    [("Q", "第十三条"), ("L", ""), ("E", "第八条"), ("M", "第十四条"), ("J", ""), ("C", "第七十六条")],
)
def test_a_letter_stops_the_next_check_with_its_article(town, patrol, car_with_phone, letter, article):
    _holder, car, _licence, phone, bundle = car_with_phone
    registers.set_vehicle_letter(vehicle_id=car.id, letter=letter, reason="样例", by="officer:test", at=town.AT)
    view = check(cars.shown(phone, bundle), patrol, at=town.AT)
    assert (view.result.word, view.result.is_genuine, codes(view)) == (Word.STOP, True, [f"状态 {letter}"])
    assert article in view.result.reasons[0].article


@pytest.mark.parametrize("letter", ["G", "I", "O", "H"])
def test_an_open_matter_is_a_note_and_no_ground_to_stop(town, patrol, car_with_phone, letter):
    _holder, car, _licence, phone, bundle = car_with_phone
    registers.set_vehicle_letter(vehicle_id=car.id, letter=letter, reason="样例", by="officer:test", at=town.AT)
    view = check(cars.shown(phone, bundle), patrol, at=town.AT)
    assert view.result.word is Word.PASS
    assert [note.code for note in view.result.notes] == [f"状态 {letter}"]


def test_a_car_that_is_seized_on_paper_is_asked_about_and_not_waved_on(town, patrol, car_with_phone):
    _holder, car, _licence, phone, bundle = car_with_phone
    registers.set_vehicle_letter(vehicle_id=car.id, letter="K", reason="样例", by="officer:test", at=town.AT)
    view = check(cars.shown(phone, bundle), patrol, at=town.AT)
    assert (view.result.word, codes(view), view.result.notes) == (Word.CHECK, ["状态 K"], ())


def test_without_insurance_the_vehicle_is_stopped_by_the_day_alone(town, patrol):
    holder, _car, licence = cars.received(insured_until=town.TODAY.replace(day=19))
    view = check(cars.shown(*cars.collected(holder, licence)), patrol, at=town.AT)
    assert (view.result.word, codes(view)) == (Word.STOP, ["交强险"])
    assert "第九十八条" in view.result.reasons[0].article


def test_after_a_sale_the_old_owners_code_is_void_within_one_run_and_the_new_owner_is_told(
    town, patrol, car_with_phone
):
    holder, car, licence, phone, bundle = car_with_phone
    buyer = cars.owner()
    sold(car, to=buyer, at=town.AT)
    view = check(cars.shown(phone, bundle), patrol, at=town.AT)
    assert (view.result.word, codes(view)) == (Word.NOT_GENUINE, ["VL-05"])
    assert len(looks(holder)) == len(looks(buyer)) == 1
    again = licences.receive_vehicle_licence(vehicle_id=car.id, citizen=buyer, at=town.AT)
    new_phone = cars.collected(buyer, queries.licences.vehicle_licence_by_id(again, at=town.AT))
    fresh = check(cars.shown(*new_phone), patrol, at=town.AT)
    assert (fresh.result.word, fresh.vehicle.plate) == (Word.PASS, "川B12345")
    assert again != licence.id


def test_a_screenshot_a_replay_and_another_phone_are_not_believed(town, patrol, car_with_phone):
    *_, phone, bundle = car_with_phone
    code = cars.shown(phone, bundle)
    assert codes(check(code, patrol, at=town.later(seconds=90))) == ["EL-07"]
    assert check(cars.shown(phone, bundle, at=town.later(seconds=1)), patrol, at=town.AT).result.word is Word.PASS
    again = check(cars.shown(phone, bundle, at=town.later(seconds=1)), patrol, at=town.AT)
    assert codes(again) == ["DL1-9"]
    other = cars.shown(generate(), bundle, at=town.later(seconds=2))
    assert codes(check(other, patrol, at=town.AT)) == ["DL1-5"]


def test_a_past_check_is_replayed_as_it_was_after_the_register_has_changed(town, patrol, car_with_phone):
    _holder, car, _licence, phone, bundle = car_with_phone
    registers.set_vehicle_letter(vehicle_id=car.id, letter="G", reason="样例", by="officer:test", at=town.AT)
    view = check(cars.shown(phone, bundle), patrol, at=town.AT)
    registers.set_vehicle_letter(vehicle_id=car.id, letter="L", reason="样例", by="officer:test", at=town.AT)
    again = queries.check(view.id, officer=patrol)
    assert again.result.word is Word.PASS
    assert [note.code for note in again.result.notes] == ["状态 G"]


def test_checks_of_a_vehicle_made_off_line_arrive_later(town, patrol, car_with_phone):
    holder, _car, _licence, phone, bundle = car_with_phone
    record = {
        "id": str(uuid.uuid4()),
        "code": cars.shown(phone, bundle),
        "challenge": None,
        "officer": "m",
        "scanned_at": "2026-11-20T02:00:10Z",
        "outcome": "green",
    }
    assert actions.take_queue([record], by=patrol, mark="m", at=town.later(hours=5)) == ([record["id"]], [])
    row = Check.objects.get()
    assert (row.word, row.how, row.driver_id) == ("pass", "offline", None)
    assert looks(holder)[0].details["how"] == "offline"


def test_a_typed_plate_needs_the_duty_and_a_reason_that_the_owner_reads(town, patrol):
    holder = cars.owner()
    car = cars.vehicle(holder)
    purpose = Purpose(duty=Duty.ROADSIDE_CHECK, reason="手机没电，路检核查")

    def typed(plate, by):
        return actions.check_plate(
            plate_kind="02",
            plate=Plate(plate),
            check_id=uuid.uuid4(),
            purpose=purpose,
            said="patrol",
            by=by,
            at=town.AT,
        )

    view = queries.check(typed(car.plate, patrol), officer=patrol)
    assert (view.result.word, view.how, view.vehicle.id) == (Word.PASS, "plate", car.id)
    assert looks(holder)[0].details["reason"] == "patrol"
    [explained] = journal.history(f"check:{view.id}")
    assert (explained.tag, explained.by, explained.details["reason"]) == (
        "check-explained",
        patrol.key,
        "手机没电，路检核查",
    )
    with pytest.raises(Forbidden):
        typed(car.plate, town.officer(Duty.PHOTO_REVIEW))


def by_plate(plate, patrol, *, at):
    purpose = Purpose(duty=Duty.ROADSIDE_CHECK, reason="路面巡逻核查")
    check_id = actions.check_plate(
        plate_kind="02", plate=Plate(plate), check_id=uuid.uuid4(), purpose=purpose, said="patrol", by=patrol, at=at
    )
    return queries.check(check_id, officer=patrol)


def test_a_plate_that_nobody_ever_bore_is_an_answer_with_a_record(town, patrol):
    view = by_plate("京A99999", patrol, at=town.AT)
    assert (view.result.word, codes(view), view.asked) == (Word.NO_RECORD, ["RS-02"], "京A99999")
    explained, entry = journal.history_by(patrol.key)
    assert (entry.tag, entry.details["word"], entry.details["codes"]) == ("vehicle-checked", "no-record", ["RS-02"])
    assert explained.tag == "check-explained"
    assert "京A99999" not in str(entry.details)


def test_a_plate_just_given_back_names_the_one_that_the_vehicle_bears_now_and_its_owner_learns_of_it(
    town, patrol, car_with_phone
):
    _holder, car, *_ = car_with_phone
    buyer = cars.owner()
    sold(car, to=buyer, at=town.AT)
    view = by_plate(car.plate, patrol, at=town.AT)
    assert (view.result.word, codes(view), view.asked) == (Word.FORMER, ["RS-03"], car.plate)
    assert (view.vehicle.plate, view.until) == ("川B12345", town.TODAY)
    assert [look.details["word"] for look in looks(buyer)] == ["former"]


def test_a_former_plate_of_a_vehicle_that_may_not_be_on_the_road_says_both(town, patrol, car_with_phone):
    _holder, car, *_ = car_with_phone
    sold(car, to=cars.owner(), at=town.AT)
    registers.set_vehicle_letter(vehicle_id=car.id, letter="L", reason="样例", by="officer:test", at=town.AT)
    assert codes(by_plate(car.plate, patrol, at=town.AT)) == ["RS-03", "状态 L"]


def test_a_plate_that_was_given_back_and_taken_by_another_vehicle_is_that_vehicles(town, patrol, car_with_phone):
    _holder, car, *_ = car_with_phone
    sold(car, to=cars.owner(), at=town.AT)
    heir = cars.vehicle(cars.owner())
    sold(heir, to=cars.owner(), at=town.AT, plate=str(car.plate))
    view = by_plate(car.plate, patrol, at=town.AT)
    assert (view.result.word, view.vehicle.id) == (Word.PASS, heir.id)


def test_a_vehicle_code_is_not_for_firms(town, car_with_phone):
    *_, phone, bundle = car_with_phone
    with pytest.raises(Forbidden):
        licences.check_for_business(cars.shown(phone, bundle), at=town.AT)


def test_the_owner_who_sold_keeps_nothing_to_refresh(town, car_with_phone):
    holder, car, _licence, phone, _bundle = car_with_phone
    sold(car, to=cars.owner(), at=town.AT)
    assert register.vehicle_by_id(car.id).owner_number != holder.identity_number
    with pytest.raises(NotFound):
        cars.refreshed(holder, car, town.point(phone), at=town.later(seconds=3))


def test_a_checks_id_stands_for_one_officer_and_one_driver(town):
    from tongban.errors import Refused
    from tongban.offices.records import Purpose

    officer, other = town.officer(Duty.ROADSIDE_CHECK), town.officer(Duty.ROADSIDE_CHECK)
    one, two = town.driver(), town.driver()
    known = uuid.uuid4()
    purpose = Purpose(duty=Duty.ROADSIDE_CHECK, reason="路面查验样例")
    given = {"check_id": known, "purpose": purpose, "at": town.AT}
    assert actions.check_number(one.number, by=officer, **given) == known
    assert actions.check_number(one.number, by=officer, **given) == known
    for number, by in ((two.number, officer), (one.number, other)):
        with pytest.raises(Refused, match=r"roadside\.key"):
            actions.check_number(number, by=by, **given)
