"""Reading electronic vehicle licences: by vehicle, by id, and the vehicles of a person with what they may do."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tongban.clock import CHINA, day_of
from tongban.credentials import queries as held
from tongban.credentials.records import Holding
from tongban.errors import NotFound
from tongban.licences.models import VehicleLicence
from tongban.licences.rules.vehicle import facts as vehicle_rules
from tongban.licences.rules.vehicle import standing as standing_rules
from tongban.licences.rules.vehicle.facts import VehicleFacts
from tongban.licences.rules.vehicle.may_receive import may_receive
from tongban.licences.rules.vehicle.standing import VehicleStanding
from tongban.offices import queries as offices
from tongban.people import queries as people
from tongban.people.records import CitizenRecord
from tongban.registers import queries as registers
from tongban.registers.codes import Table, name
from tongban.registers.records import VehicleRecord
from tongban.verdicts import Text, Verdict

SERVICE = "licences"  # the vehicle's licence opens in a region together with the driver's


@dataclass(frozen=True)
class VehicleLicenceView(Holding):
    """An electronic vehicle licence with the register behind it, at one moment.

    plate_kind, plate: as certified, which after a transfer are not the vehicle's any more.
    """

    vehicle: VehicleRecord
    standing: VehicleStanding
    plate_kind: str
    plate: str


@dataclass(frozen=True)
class OwnVehicle:
    """A vehicle of a person. licence: the live one of this person, or None; may_receive: VL-01 to VL-03.

    standing: in the words that the holder may read."""

    vehicle: VehicleRecord
    standing: VehicleStanding
    licence: VehicleLicenceView | None
    may_receive: Verdict


def vehicle_facts(vehicle: VehicleRecord) -> VehicleFacts:
    """What the rules look at, of a vehicle's record."""
    return VehicleFacts(
        letters=vehicle.letters,
        owner_number=vehicle.owner_number,
        plate_kind=vehicle.plate_kind,
        plate=vehicle.plate,
        office=vehicle.office,
        inspected_until=vehicle.inspected_until,
        insured_until=vehicle.insured_until,
    )


def vehicle_licence(vehicle_id: UUID, *, at: datetime) -> VehicleLicenceView | None:
    """The live electronic licence of this vehicle, else the last that was issued; None if there never was one."""
    found = held.holding(VehicleLicence.KIND, vehicle_id)
    return None if found is None else _views([found], at=at)[0]


def vehicle_licence_by_id(licence_id: UUID, *, at: datetime) -> VehicleLicenceView:
    """The electronic vehicle licence with that id; NotFound("vehicle-licence.unknown")."""
    return _views([held.holding_by_id(VehicleLicence.KIND, licence_id)], at=at)[0]


def own_vehicles(citizen: CitizenRecord, *, at: datetime) -> list[OwnVehicle]:
    """The vehicles that the register keeps under this person's identity number, by plate."""
    return _own(registers.vehicles_of(citizen.identity_number), citizen, at=at) if citizen.is_bound else []


def own_vehicle(vehicle_id: UUID, citizen: CitizenRecord, *, at: datetime) -> OwnVehicle:
    """One of this person's vehicles; NotFound("vehicle.unknown") for anybody else's, whether or not it exists."""
    vehicle = registers.vehicle_by_id(vehicle_id)
    if not citizen.is_bound or vehicle.owner_number != citizen.identity_number:
        raise NotFound("vehicle.unknown")
    return _own([vehicle], citizen, at=at)[0]


def void_vehicle_licences(citizen_id: UUID, *, at: datetime, limit: int = 20) -> list[VehicleLicenceView]:
    """The licences of this person that are void and were not followed by a live one, the newest first."""
    known = held.holdings(VehicleLicence.KIND, citizen_id=citizen_id)
    live = {one.subject_id for one in known if one.is_live}
    over = {one.subject_id: one for one in reversed(known) if one.subject_id not in live}
    newest = sorted(over.values(), key=lambda one: one.changed_at, reverse=True)
    return _views(newest[:limit], at=at)


def vehicle_standing(vehicle: VehicleRecord, *, on: date) -> VehicleStanding:
    """How this vehicle stands on that day, with an electronic licence or without."""
    return standing_rules.vehicle_standing(vehicle_facts(vehicle), on=on)


def verdict_of_conditions(conditions: Iterable[str]) -> Verdict:
    """May the vehicle be on the road, as these conditions say? For replaying a past check."""
    return standing_rules.verdict_of_conditions(conditions)


def shown_owner(vehicle: VehicleRecord) -> str:
    """The owner as a code and an officer's page say it: a person masked, an organisation in full."""
    return vehicle_rules.shown_owner(vehicle.owner_name, vehicle.owner_number)


def vehicle_owner(vehicle: VehicleRecord) -> CitizenRecord | None:
    """The owner as a person known here; None for organisations and people without an account."""
    return people.citizen_by_number(vehicle.owner_number)


def vehicle_face(vehicle: VehicleRecord, standing: VehicleStanding, *, at: datetime, language: str) -> dict[str, str]:
    """The texts of the 行驶证 by field, as the card lays them out; the names of codes are the official Chinese ones."""
    return {
        "plate": vehicle.plate,
        "vehicle_type": name(Table.VEHICLE_TYPE, vehicle.type),
        "owner": vehicle.owner_name,
        "address": vehicle.owner_address,
        "use": name(Table.USE, vehicle.use),
        "model": vehicle.model or "—",
        "vin": vehicle.vin,
        "engine_number": vehicle.engine_number or "—",
        "registered_on": vehicle.registered_on.isoformat(),
        "colour": "、".join(name(Table.COLOUR, letter) for letter in vehicle.colour),
        "fuel": "、".join(name(Table.FUEL, letter) for letter in vehicle.fuel),
        "seats": str(vehicle.seats),
        "total_mass": f"{vehicle.total_mass_kg} kg",
        "length": f"{vehicle.length_mm} mm",
        "inspected_until": vehicle.inspected_until.isoformat(),
        "insured_until": vehicle.insured_until.isoformat(),
        "certificate_number": vehicle.certificate_number,
        "standing": standing.name.in_language(language),
        "issuer": office_name(vehicle.office).in_language(language),
        "generated": at.astimezone(CHINA).strftime("%m-%d %H:%M"),
    }


def office_name(code: str) -> Text:
    """The registration office in words; its code when this installation does not keep it."""
    try:
        found = offices.office(code)
    except NotFound:
        return Text(code, code)
    return Text(found.name_zh, found.name_en)


def _own(vehicles: Collection[VehicleRecord], citizen: CitizenRecord, *, at: datetime) -> list[OwnVehicle]:
    """These vehicles in their order, for three queries more however many there are."""
    on, subjects = day_of(at), {one.id: one for one in vehicles}
    found = held.holdings(VehicleLicence.KIND, citizen_id=citizen.id, subjects=subjects)
    live = _views([one for one in found if one.is_live], at=at, known=subjects)
    licences = {one.subject_id: one for one in live}
    open_in = offices.open_regions(SERVICE, {one.office.region for one in vehicles}, on=on)
    return [
        OwnVehicle(
            vehicle=one,
            standing=vehicle_standing(one, on=on).for_holder,
            licence=licences.get(one.id),
            may_receive=may_receive(
                vehicle_facts(one),
                asker_number=citizen.identity_number,
                is_open_in_region=one.office.region in open_in,
                on=on,
            ),
        )
        for one in vehicles
    ]


def _views(
    holdings: Collection[Holding], *, at: datetime, known: Mapping[UUID, VehicleRecord] | None = None
) -> list[VehicleLicenceView]:
    """The licences in their order, for two queries more; known: their vehicles, if the caller has read them."""
    certified = dict(VehicleLicence.objects.filter(pk__in=[one.id for one in holdings]).values_list("pk", "certified"))
    vehicles = registers.vehicles_by_id({one.subject_id for one in holdings}) if known is None else known
    return [_view(one, vehicles[one.subject_id], certified[one.id], at=at) for one in holdings]


def _view(
    holding: Holding, vehicle: VehicleRecord, certified: Mapping[str, str], *, at: datetime
) -> VehicleLicenceView:
    return VehicleLicenceView(
        **vars(holding),
        vehicle=vehicle,
        standing=vehicle_standing(vehicle, on=day_of(at)),
        plate_kind=certified["plate_kind"],
        plate=certified["plate"],
    )
