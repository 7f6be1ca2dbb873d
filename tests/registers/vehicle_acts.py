"""What happens to a vehicle, each act with values that fit; for the tests of the register."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from register_rows import AT, BY

from tongban.registers import actions
from tongban.registers.records import EventKind, LineKind, Owner

BUYER = Owner(name="样本·吴桐", number="990205199003070016", address="虚构街7号")
SPOUSE = Owner(name="样本·林岚", number="990205199105170026")
BANK = Owner(name="样本银行", number="91350100M000100Y43")
SUZHOU = "320500000000"
COURT = "示例区人民法院"


def transfer(vehicle, **more):
    return actions.transfer_vehicle(
        **{
            "vehicle_id": vehicle.id,
            "owner": BUYER,
            "office": SUZHOU,
            "plate_kind": "02",
            "plate": "苏E7K3P9",
            "reason": "二手车交易",
            "by": BY,
            "at": AT,
        }
        | more
    )


def move(vehicle, **more):
    return actions.move_vehicle(
        **{
            "vehicle_id": vehicle.id,
            "address": "湖滨路9号",
            "office": SUZHOU,
            "plate_kind": "02",
            "plate": "苏E7K3P9",
            "reason": "住所迁出",
            "by": BY,
            "at": AT,
        }
        | more
    )


def set_letter(vehicle, letter):
    return actions.set_vehicle_letter(vehicle_id=vehicle.id, letter=letter, reason="测试", by=BY, at=AT)


def mortgage(vehicle):
    return actions.set_mortgage(vehicle_id=vehicle.id, mortgagee=BANK.name, mortgagee_number=BANK.number, by=BY, at=AT)


def seize(vehicle, authority=COURT):
    return actions.seize_vehicle(vehicle_id=vehicle.id, authority=authority, reason="民事保全", by=BY, at=AT)


def release_seizure(vehicle, authority=COURT):
    return actions.release_seizure(vehicle_id=vehicle.id, authority=authority, reason="案件审结", by=BY, at=AT)


def inspect(vehicle, until=date(2028, 11, 20), mileage_km=61_200):
    return actions.record_vehicle_inspection(
        key=str(uuid4()), vehicle_id=vehicle.id, until=until, mileage_km=mileage_km, by=BY, at=AT
    )


def insure(vehicle, until=date(2028, 1, 1)):
    return actions.record_insurance(vehicle_id=vehicle.id, until=until, by=BY, at=AT)


def note(vehicle, **more):
    return actions.note_vehicle(
        **{"key": str(uuid4()), "vehicle_id": vehicle.id, "kind": "flood", "detail": "水位到座椅", "by": BY, "at": AT}
        | more
    )


def release_mortgage(vehicle):
    return actions.release_mortgage(vehicle_id=vehicle.id, by=BY, at=AT)


DONE = {
    transfer: ("vehicle-transferred", EventKind.VEHICLE_TRANSFERRED, LineKind.TRANSFERRED),
    move: ("vehicle-moved", EventKind.VEHICLE_MOVED, LineKind.MOVED),
    mortgage: ("mortgage-set", EventKind.MORTGAGE_SET, LineKind.MORTGAGED),
    seize: ("vehicle-seized", EventKind.SEIZED, LineKind.SEIZED),
    inspect: ("vehicle-inspected", EventKind.VEHICLE_INSPECTED, LineKind.INSPECTED),
    insure: ("insurance-changed", EventKind.INSURANCE_CHANGED, LineKind.INSURED),
    note: ("vehicle-noted", EventKind.VEHICLE_NOTED, LineKind.FLOOD),
}


def codes_of(refused):
    return [reason.code for reason in refused.value.verdict.reasons]
