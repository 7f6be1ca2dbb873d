"""Reading electronic vehicle licences: by vehicle, by id, and the vehicles of a person with what they may do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from tongban.clock import CHINA, day_of
from tongban.errors import NotFound
from tongban.licences.models import VehicleLicence
from tongban.licences.rules.vehicle import facts as vehicle_rules
from tongban.licences.rules.vehicle import standing as standing_rules
from tongban.licences.rules.vehicle.facts import VehicleFacts
from tongban.licences.rules.vehicle.may_receive import may_receive
from tongban.licences.rules.vehicle.standing import VehicleStanding
from tongban.licences.stages import LIVE_LICENCE, LicenceStage
from tongban.offices import queries as offices
from tongban.people import queries as people
from tongban.people.records import CitizenRecord
from tongban.registers import queries as registers
from tongban.registers.codes import Table, name
from tongban.registers.records import VehicleRecord
from tongban.verdicts import Text, Verdict

SERVICE = "licences"  # the vehicle's licence opens in a region together with the driver's


@dataclass(frozen=True)
class VehicleLicenceView:
    """An electronic vehicle licence with the register behind it, at one moment.

    plate_kind, plate: as certified, which after a transfer are not the vehicle's any more.
    """

    id: UUID
    citizen_id: UUID
    stage: LicenceStage
    vehicle: VehicleRecord
    standing: VehicleStanding
    plate_kind: str
    plate: str
    issued_at: datetime
    changed_at: datetime
    has_phone: bool

    @property
    def is_live(self) -> bool:
        """True unless it was revoked or superseded."""
        return self.stage in LIVE_LICENCE


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
    rows = VehicleLicence.objects.filter(vehicle_id=vehicle_id)
    row = _live(rows).first() or rows.order_by("-issued_at").first()
    return None if row is None else _view(row, at=at)


def vehicle_licence_by_id(licence_id: UUID, *, at: datetime) -> VehicleLicenceView:
    """The electronic vehicle licence with that id; NotFound("vehicle-licence.unknown")."""
    row = VehicleLicence.objects.filter(pk=licence_id).first()
    if row is None:
        raise NotFound("vehicle-licence.unknown")
    return _view(row, at=at)


def own_vehicles(citizen: CitizenRecord, *, at: datetime) -> list[OwnVehicle]:
    """The vehicles that the register keeps under this person's identity number, by plate."""
    if not citizen.is_bound:
        return []
    found = registers.vehicles_of(citizen.identity_number)
    rows = _live(VehicleLicence.objects.filter(vehicle_id__in=[one.id for one in found], citizen_id=citizen.id))
    licences = {row.vehicle_id: row for row in rows}
    return [_own(one, licences.get(one.id), citizen, at=at) for one in found]


def own_vehicle(vehicle_id: UUID, citizen: CitizenRecord, *, at: datetime) -> OwnVehicle:
    """One of this person's vehicles; NotFound("vehicle.unknown") for anybody else's, whether or not it exists."""
    vehicle = registers.vehicle_by_id(vehicle_id)
    if not citizen.is_bound or vehicle.owner_number != citizen.identity_number:
        raise NotFound("vehicle.unknown")
    row = _live(VehicleLicence.objects.filter(vehicle_id=vehicle_id, citizen_id=citizen.id)).first()
    return _own(vehicle, row, citizen, at=at)


def void_vehicle_licences(citizen_id: UUID, *, at: datetime, limit: int = 20) -> list[VehicleLicenceView]:
    """The licences of this person that are void and were not followed by a live one, the newest first."""
    rows = VehicleLicence.objects.filter(citizen_id=citizen_id)
    live = set(_live(rows).values_list("vehicle_id", flat=True))
    over = rows.exclude(stage__in=LIVE_LICENCE).exclude(vehicle_id__in=live).order_by("-changed_at")
    newest = {row.vehicle_id: row for row in reversed(over[:limit])}
    return sorted((_view(row, at=at) for row in newest.values()), key=lambda view: view.changed_at, reverse=True)


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


def _live(rows: QuerySet[VehicleLicence]) -> QuerySet[VehicleLicence]:
    return rows.filter(stage__in=[stage.value for stage in LIVE_LICENCE])


def _own(vehicle: VehicleRecord, row: VehicleLicence | None, citizen: CitizenRecord, *, at: datetime) -> OwnVehicle:
    on = day_of(at)
    verdict = may_receive(
        vehicle_facts(vehicle),
        asker_number=citizen.identity_number,
        is_open_in_region=offices.is_open(SERVICE, region=vehicle.office.region, on=on),
        on=on,
    )
    return OwnVehicle(
        vehicle=vehicle,
        standing=vehicle_standing(vehicle, on=on).for_holder,
        licence=None if row is None else _view(row, at=at),
        may_receive=verdict,
    )


def _view(row: VehicleLicence, *, at: datetime) -> VehicleLicenceView:
    vehicle = registers.vehicle_by_id(row.vehicle_id)
    return VehicleLicenceView(
        id=row.id,
        citizen_id=row.citizen_id,
        stage=LicenceStage(row.stage),
        vehicle=vehicle,
        standing=vehicle_standing(vehicle, on=day_of(at)),
        plate_kind=row.certified["plate_kind"],
        plate=row.certified["plate"],
        issued_at=row.issued_at,
        changed_at=row.changed_at,
        has_phone=row.devices.filter(withdrawn_at=None).exists(),
    )
