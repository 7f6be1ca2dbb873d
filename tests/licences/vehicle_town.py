"""Vehicles of the small town: in the register, with their electronic licence, on a phone. See tests/town.py."""

from __future__ import annotations

import itertools
from datetime import date

import town as small_town

from tongban.credentials import actions as credentials
from tongban.licences import actions as licences
from tongban.licences import queries
from tongban.registers import queries as registers
from tongban.registers.models import Vehicle
from tongban.standards import qrcode
from tongban.standards.signing import generate

_counter = itertools.count(1)


def vehicle(owner, **changes):
    """A small private car of this driver or citizen, normal, inspected and insured; returns the record."""
    n = next(_counter)
    values = {
        "plate_kind": "02",
        "plate": f"川B{n:05d}",
        "vin": f"LSVFF66R8C2{n:06d}",
        "engine_number": f"YB{n:06d}",
        "model": "样本牌 YB7151",
        "owner_name": owner.name,
        "owner_number": str(getattr(owner, "identity_number", None) or owner.number),
        "owner_address": "示例市样本路 1 号",
        "use": "A",
        "type": "K33",
        "colour": "B",
        "fuel": "A",
        "emission": "5",
        "seats": 5,
        "total_mass_kg": 1750,
        "length_mm": 4650,
        "registered_on": date(2019, 5, 20),
        "inspected_until": date(2027, 5, 31),
        "insured_until": date(2027, 5, 19),
        "certificate_number": f"{n:012d}",
        "office": str(small_town.OFFICE),
        "letters": "A",
    } | changes
    return registers.vehicle_by_id(Vehicle.objects.create(**values).id)


def owner():
    """A citizen with no more than a name and a number."""
    return small_town.citizen(small_town.driver())


def received(holder=None, *, at=small_town.AT, **changes):
    """(owner, vehicle, its electronic licence)."""
    holder = holder or owner()
    car = vehicle(holder, **changes)
    licences.receive_vehicle_licence(vehicle_id=car.id, citizen=holder, at=at)
    return holder, car, queries.vehicle_licence(car.id, at=at)


def collected(holder, licence, *, phone=None, at=small_town.AT):
    """(phone, what it collected)."""
    phone = phone or generate()
    key = small_town.point(phone)
    return phone, credentials.collect("vehicle-licence", licence.id, citizen_id=holder.id, public_key=key, at=at)


def refreshed(holder, car, key, *, at=small_town.AT):
    """What the phone with that key gets of this vehicle when it comes back, or None."""
    return credentials.refresh("vehicle-licence", citizen_id=holder.id, public_key=key, subject_id=car.id, at=at)


def shown(phone, bundle, *, at=small_town.AT, challenge=None):
    """The text of the vehicle's code as the phone shows it."""
    return qrcode.present(bundle.credentials.tokens["vehicle"], device=phone, at=at, challenge=challenge)
