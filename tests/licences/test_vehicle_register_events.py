"""Every act of the register on a vehicle, followed: what it does to the electronic licence and whom it tells."""

from __future__ import annotations

from datetime import date

import pytest
from licences import vehicle_town as cars

from tongban.credentials.models import Device, Holding
from tongban.errors import Refused
from tongban.licences import actions, queries
from tongban.licences.models import VehicleLicence
from tongban.notices.models import Notice
from tongban.registers import actions as registers
from tongban.registers.records import Owner

BY = "officer:test"
COURT = "示例市人民法院"


@pytest.fixture
def followed(town):
    """Do an act of the register on this car and let the licences follow."""

    def act(what, car, **given):
        getattr(registers, what)(vehicle_id=car.id, by=BY, at=town.AT, **given)
        actions.follow_register(at=town.AT)

    return act


def row_of(licence):
    return Holding.objects.get(pk=licence.id)


def conditions_of(licence):
    return VehicleLicence.objects.get(pk=licence.id).conditions


def told(holder):
    return list(Notice.objects.filter(citizen_id=holder.id).order_by("pk").values_list("text_zh", flat=True))


def owner(citizen):
    return Owner(name=citizen.name, number=str(citizen.identity_number), address="示例市样本路 2 号")


def test_an_inspection_passed_puts_the_licence_back_in_force(town, followed):
    _holder, car, licence = cars.received(letters="Q", inspected_until=date(2026, 10, 31))
    assert row_of(licence).entitlement == 2
    followed("record_vehicle_inspection", car, key="1", until=date(2027, 11, 30), mileage_km=50_000)
    assert (row_of(licence).stage, row_of(licence).entitlement) == ("issued", 0)


def test_a_policy_cancelled_suspends_it_and_a_new_one_restores_it(town, followed):
    _holder, car, licence = cars.received()
    followed("record_insurance", car, until=date(2026, 11, 19))
    assert (conditions_of(licence), row_of(licence).entitlement) == (["uninsured"], 2)
    followed("record_insurance", car, until=date(2027, 11, 19))
    assert (conditions_of(licence), row_of(licence).entitlement) == (["A"], 0)


def test_a_seizure_is_shown_and_told_and_the_list_says_to_ask(town, followed):
    holder, car, licence = cars.received()
    followed("seize_vehicle", car, authority=COURT, reason="样例")
    assert (row_of(licence).stage, row_of(licence).entitlement) == ("suspended-view", 3)
    assert COURT not in "".join(told(holder))
    followed("release_seizure", car, authority=COURT, reason="样例")
    assert row_of(licence).stage == "issued"


def test_a_mortgage_changes_nothing_but_the_copy_on_the_phone(town, followed):
    holder, car, licence = cars.received()
    cars.collected(holder, licence)
    before = row_of(licence)
    followed("set_mortgage", car, mortgagee="示例银行", mortgagee_number="91350100M000100Y43")
    after = row_of(licence)
    assert (after.stage, after.entitlement) == (before.stage, before.entitlement)
    assert conditions_of(licence) == ["A"]
    assert Device.objects.get(holding_id=licence.id, withdrawn_at=None).wants_refresh
    assert told(holder) == []


def test_a_transfer_makes_it_void_and_tells_both_owners_what_is_theirs_to_know(town, followed):
    seller, car, licence = cars.received()
    buyer = cars.owner()
    place = {"office": str(town.OFFICE), "plate_kind": "02", "plate": "川B54321"}
    followed("transfer_vehicle", car, owner=owner(buyer), reason="样例", **place)
    assert (row_of(licence).stage, row_of(licence).entitlement) == ("superseded", 1)
    assert not row_of(licence).devices.filter(withdrawn_at=None).exists()
    [void], [offer] = told(seller), told(buyer)
    assert car.plate in void
    assert "川B54321" not in void
    assert "川B54321" in offer
    assert "点一下" in offer
    new = actions.receive_vehicle_licence(vehicle_id=car.id, citizen=buyer, at=town.AT)
    assert queries.vehicle_licence(car.id, at=town.AT).id == new != licence.id


def test_a_buyer_is_offered_one_though_the_seller_had_none(town, followed):
    car, buyer = cars.vehicle(cars.owner()), cars.owner()
    place = {"office": str(town.OFFICE), "plate_kind": "02", "plate": "川B54322"}
    followed("transfer_vehicle", car, owner=owner(buyer), reason="样例", **place)
    assert len(told(buyer)) == 1


def test_a_buyer_without_an_account_and_an_organisation_are_told_nothing_and_nothing_breaks(town, followed):
    for number, plate in (("91350100M000100Y43", "川B54323"), (str(town.number(999)), "川B54324")):
        _seller, car, licence = cars.received()
        place = {"office": str(town.OFFICE), "plate_kind": "02", "plate": plate}
        buyer = Owner(name="样本·某某", number=number, address="样本路")
        followed("transfer_vehicle", car, owner=buyer, reason="样例", **place)
        assert row_of(licence).stage == "superseded"


def test_after_a_move_the_same_owner_gets_one_message_and_the_new_licence(town, followed):
    holder, car, licence = cars.received()
    place = {"office": str(town.OFFICE), "plate_kind": "02", "plate": "川B54325"}
    followed("move_vehicle", car, address="示例市新路 3 号", reason="样例", **place)
    assert row_of(licence).stage == "superseded"
    assert len(told(holder)) == 1
    again = actions.receive_vehicle_licence(vehicle_id=car.id, citizen=holder, at=town.AT)
    assert queries.vehicle_licence_by_id(again, at=town.AT).plate == "川B54325"


def test_the_new_owner_who_is_faster_than_the_follower_is_asked_to_wait_a_moment(town):
    _seller, car, _licence = cars.received()
    buyer = cars.owner()
    place = {"office": str(town.OFFICE), "plate_kind": "02", "plate": "川B54326"}
    registers.transfer_vehicle(vehicle_id=car.id, owner=owner(buyer), reason="样例", by=BY, at=town.AT, **place)
    with pytest.raises(Refused) as caught:
        actions.receive_vehicle_licence(vehicle_id=car.id, citizen=buyer, at=town.AT)
    assert [one.code for one in caught.value.verdict.reasons] == ["VL-05"]
    actions.follow_register(at=town.AT)
    assert actions.receive_vehicle_licence(vehicle_id=car.id, citizen=buyer, at=town.AT)


def test_following_twice_is_following_once(town, followed):
    seller, car, licence = cars.received()
    place = {"office": str(town.OFFICE), "plate_kind": "02", "plate": "川B54327"}
    followed("transfer_vehicle", car, owner=owner(cars.owner()), reason="样例", **place)
    changed_at = row_of(licence).changed_at
    assert actions.follow_register(at=town.later(seconds=5)) == 0
    assert row_of(licence).changed_at == changed_at
    assert len(told(seller)) == 1
