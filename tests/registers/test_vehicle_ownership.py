"""A vehicle changes hands or moves with its owner: owner, office and number in one row, or refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from register_rows import AT, BY, VEHICLE
from vehicle_acts import BANK, BUYER, SPOUSE, SUZHOU, codes_of, mortgage, move, seize, set_letter, transfer

from tongban.errors import Malformed, Refused
from tongban.identifiers import Plate, Vin
from tongban.registers import actions, queries
from tongban.registers.records import LineKind, Owner, VehicleLine


def test_a_transfer_puts_owner_office_and_number_in_one_row_and_ends_the_lock(vehicle):
    set_letter(vehicle, "O")
    after = transfer(vehicle, co_owners=[SPOUSE], certificate_number="320520000009")
    assert after.owner == BUYER
    assert after.co_owners == (SPOUSE,)
    assert (after.office, after.plate_kind, after.plate) == (SUZHOU, "02", "苏E7K3P9")
    assert (after.letters, after.owner_since) == ({"A"}, date(2026, 11, 20))
    assert (after.certificate_number, after.vin, after.registered_on) == (
        "320520000009",
        vehicle.vin,
        vehicle.registered_on,
    )
    assert queries.vehicles_of(BUYER.number) == [after]
    assert queries.vehicles_of(vehicle.owner_number) == []
    assert queries.vehicle_by_vin(vehicle.vin) == queries.vehicle(plate_kind="02", plate=Plate("苏E7K3P9")) == after


def test_the_line_tells_where_the_vehicle_is_afterwards_and_why(vehicle):
    transfer(vehicle)
    assert queries.vehicle_lines(vehicle.id)[-1] == VehicleLine(
        kind=LineKind.TRANSFERRED, on=date(2026, 11, 20), office=SUZHOU, plate="苏E7K3P9", detail="二手车交易"
    )


def test_a_mortgage_stays_when_the_vehicle_changes_hands(vehicle):
    mortgage(vehicle)
    after = transfer(vehicle)
    assert (after.is_mortgaged, after.mortgagee, after.mortgagee_number) == (True, BANK.name, BANK.number)


@pytest.mark.parametrize(
    ("letter", "code"), [("E", "VR-01"), ("C", "VR-02"), ("K", "VR-03"), ("M", "VR-04"), ("P", "VR-04"), ("H", "VR-05")]
)
def test_a_vehicle_that_the_law_holds_back_does_not_change_hands(letter, code, vehicle):
    before = set_letter(vehicle, letter)
    with pytest.raises(Refused, match=r"vehicle\.not-transferable") as refused:
        transfer(vehicle)
    assert codes_of(refused) == [code]
    assert queries.vehicle_by_id(vehicle.id) == before


def test_every_reason_is_told_at_once(vehicle):
    seize(vehicle)
    set_letter(vehicle, "H")
    with pytest.raises(Refused) as refused:
        transfer(vehicle)
    assert codes_of(refused) == ["VR-03", "VR-05"]


@pytest.mark.parametrize("letter", ["B", "D", "G", "I", "J", "L", "N", "O", "Q"])
def test_other_letters_are_for_the_service_to_judge(letter, vehicle):
    set_letter(vehicle, letter)
    assert transfer(vehicle).owner == BUYER


def test_the_same_call_again_changes_nothing_when_it_names_the_version_it_saw(vehicle, tags):
    first = transfer(vehicle, expected_version=1)
    assert transfer(vehicle, expected_version=1) == first
    assert tags(vehicle) == ["vehicle-transferred"]


def test_a_change_in_between_refuses_the_transfer(vehicle):
    set_letter(vehicle, "O")
    with pytest.raises(Refused, match=r"vehicle\.changed") as refused:
        transfer(vehicle, expected_version=1)
    assert codes_of(refused) == ["VR-15"]
    assert queries.vehicle_by_id(vehicle.id).owner == vehicle.owner


def test_of_two_buyers_who_saw_the_same_version_one_gets_the_vehicle(vehicle):
    transfer(vehicle, expected_version=1)
    with pytest.raises(Refused, match=r"vehicle\.changed"):
        transfer(vehicle, owner=SPOUSE, plate="苏E00001", expected_version=1)
    assert queries.vehicle_by_id(vehicle.id).owner == BUYER


@pytest.mark.parametrize("act", [transfer, move], ids=lambda act: act.__name__)
def test_a_number_that_another_vehicle_has_is_refused(act, vehicle):
    other = replace(VEHICLE, id=uuid4(), plate=Plate("苏E7K3P9"), vin=Vin("1M8GDM9AXKP042788"))
    actions.load_register(drivers=(), vehicles=[other], by=BY, at=AT)
    with pytest.raises(Refused, match=r"vehicle\.plate-taken") as refused:
        act(vehicle)
    assert codes_of(refused) == ["VR-14"]
    assert queries.vehicle_by_id(vehicle.id) == vehicle
    assert act(vehicle, plate_kind="52").plate_kind == "52"


def test_the_constraint_decides_between_two_who_ask_in_the_same_moment(vehicle, monkeypatch):
    other = replace(VEHICLE, id=uuid4(), plate=Plate("苏E7K3P9"), vin=Vin("1M8GDM9AXKP042788"))
    actions.load_register(drivers=(), vehicles=[other], by=BY, at=AT)
    answers = iter([False, True])
    monkeypatch.setattr("tongban.registers.actions.ownership._is_taken", lambda row: next(answers))
    with pytest.raises(Refused, match=r"vehicle\.plate-taken"):
        transfer(vehicle)
    assert queries.vehicle_by_id(vehicle.id) == vehicle


def test_a_number_that_was_given_up_is_free_for_another_vehicle(vehicle):
    transfer(vehicle)
    other = replace(VEHICLE, id=uuid4(), vin=Vin("1M8GDM9AXKP042788"))
    actions.load_register(drivers=(), vehicles=[other], by=BY, at=AT)
    assert queries.vehicle(plate_kind="02", plate=VEHICLE.plate).id == other.id


def test_keeping_ones_number_is_no_clash_with_oneself(vehicle):
    assert transfer(vehicle, office=vehicle.office, plate=vehicle.plate).owner == BUYER


@pytest.mark.parametrize(
    "more",
    [
        {"plate": "苏E"},
        {"plate_kind": "77"},
        {"office": "3205"},
        {"co_owners": [BUYER]},
        {"co_owners": [SPOUSE, SPOUSE]},
        {"reason": "长" * 201},
    ],
)
def test_a_value_that_is_none_changes_nothing(more, vehicle):
    with pytest.raises(Malformed):
        transfer(vehicle, **more)
    assert queries.vehicle_by_id(vehicle.id) == vehicle
    assert queries.events_after(0) == []


@pytest.mark.parametrize(("name", "number"), [("样本·甲", "12345"), ("", BUYER.number), ("长" * 201, BUYER.number)])
def test_an_owner_is_a_name_with_a_number_that_passes_its_check(name, number):
    with pytest.raises(Malformed, match=r"owner\."):
        Owner(name=name, number=number)


def test_moving_keeps_the_owner_and_the_day_since_when(vehicle):
    set_letter(vehicle, "O")
    after = move(vehicle)
    assert (after.owner_name, after.owner_number, after.owner_since) == (
        vehicle.owner_name,
        vehicle.owner_number,
        vehicle.owner_since,
    )
    assert (after.owner_address, after.office, after.plate, after.letters) == (
        "湖滨路9号",
        SUZHOU,
        "苏E7K3P9",
        {"A"},
    )


def test_moving_again_with_the_version_seen_changes_nothing(vehicle):
    first = move(vehicle, expected_version=1)
    assert move(vehicle, expected_version=1) == first
    with pytest.raises(Refused, match=r"vehicle\.changed"):
        move(vehicle, address="别处1号", expected_version=1)


@pytest.mark.parametrize(
    ("letter", "code"), [("E", "VR-01"), ("C", "VR-02"), ("K", "VR-06"), ("M", "VR-07"), ("P", "VR-07")]
)
def test_a_vehicle_that_the_law_holds_back_does_not_move(letter, code, vehicle):
    set_letter(vehicle, letter)
    with pytest.raises(Refused, match=r"vehicle\.not-movable") as refused:
        move(vehicle)
    assert codes_of(refused) == [code]


def test_an_address_that_no_row_can_hold_is_malformed(vehicle):
    with pytest.raises(Malformed, match=r"owner\.malformed"):
        move(vehicle, address="长" * 301)
