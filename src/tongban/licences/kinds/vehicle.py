"""The electronic vehicle licence as a kind: what it says in an mdoc and one small token of the licence code, and its row.

The mdoc's document type is that of ISO/IEC 7367; its elements stand in our own namespace, and why is said in
docs/standards/vehicle-licence.md.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from tongban.clock import day_of
from tongban.credentials.kinds import Kind
from tongban.credentials.queries import list_reference
from tongban.credentials.records import Contents, Entitlement, Holding, Lives
from tongban.errors import NotFound, Refused
from tongban.licences.entries import VehicleCredentialsCollected, VehiclePhoneWithdrawn
from tongban.licences.models import VehicleLicence
from tongban.licences.profile import profile
from tongban.licences.queries.vehicles import office_name, shown_owner, vehicle_standing
from tongban.licences.rules.vehicle.standing import VehicleStanding
from tongban.registers import queries as registers
from tongban.registers.records import VehicleRecord
from tongban.standards.qrcode import Purpose
from tongban.verdicts import Reason, Text, Verdict

MVRC = "org.iso.7367.1.mVRC"
CN_NAMESPACE = "org.iso.7367.1.CN"
LONGEST_FACT_BYTES = 60


def contents(holding: Holding, at: datetime) -> Contents:
    """What a phone shows of a vehicle licence, as the register has it now."""
    vehicle = registers.vehicle_by_id(holding.subject_id)
    standing = vehicle_standing(vehicle, on=day_of(at))
    return Contents(
        elements={CN_NAMESPACE: elements(holding, vehicle, standing, at=at.replace(second=0, microsecond=0))},
        facts={Purpose.VEHICLE: facts(holding.id, vehicle, standing)},
    )


def elements(holding: Holding, vehicle: VehicleRecord, standing: VehicleStanding, *, at: datetime) -> dict[str, Any]:
    """The fields of the 行驶证, where the live standing is, and who issued it."""
    return {
        "issuing_country": settings.AUTHORITY["country"],
        "issuing_office": str(vehicle.office),
        "issuing_office_name": office_name(vehicle.office).zh,
        "issue_date": day_of(holding.issued_at),
        "plate": str(vehicle.plate),
        "plate_kind": vehicle.plate_kind,
        "vehicle_type": vehicle.type,
        "owner_name": vehicle.owner_name,
        "owner_address": vehicle.owner_address,
        "use": vehicle.use,
        "model": vehicle.model,
        "vin": str(vehicle.vin),
        "engine_number": vehicle.engine_number,
        "registered_on": vehicle.registered_on,
        "seats": vehicle.seats,
        "total_mass_kg": vehicle.total_mass_kg,
        "length_mm": vehicle.length_mm,
        "colour": vehicle.colour,
        "fuel": vehicle.fuel,
        "emission": vehicle.emission,
        "inspected_until": vehicle.inspected_until,
        "insured_until": vehicle.insured_until,
        "certificate_number": vehicle.certificate_number,
        "status_letters": "".join(sorted(standing.letters)),
        "may_be_driven": standing.may_be_driven.is_allowed,
        "generation_time": at,
        "entitlement_status": list_reference("entitlement", holding.place),
    }


def facts(licence_id: UUID, vehicle: VehicleRecord, standing: VehicleStanding) -> dict[str, Any]:
    """The facts of the code's purpose "vehicle" (docs/standards/licence-code.md section 4)."""
    return {
        "plate": str(vehicle.plate),
        "plate_kind": vehicle.plate_kind,
        "vin_last6": vehicle.vin[-6:],
        "model": cut(vehicle.model) or "-",
        "owner": cut(shown_owner(vehicle)),
        "use": vehicle.use,
        "registered_on": vehicle.registered_on,
        "inspected_until": vehicle.inspected_until,
        "insured_until": vehicle.insured_until,
        "letters": standing.letters,
        "licence": licence_id,
    }


def cut(text: str) -> str:
    """The text, cut at a character so that it fits a fact of the code."""
    return text.encode()[:LONGEST_FACT_BYTES].decode(errors="ignore")


def entitlement(vehicle_id: UUID, on: date) -> Entitlement:
    """The two bits, as the register says on that day."""
    return vehicle_standing(registers.vehicle_by_id(vehicle_id), on=on).entitlement


NOT_LIVE = Reason(
    "VL-04",
    "",
    Text("电子行驶证现在不能领取。", "The electronic vehicle licence cannot be collected now."),
    Text("看车辆状态和要办的事。", "See the standing of the vehicle and what is to be done."),
)
VEHICLE = Kind(
    name=VehicleLicence.KIND,
    key="vehicle-licence",
    subject="vehicle",
    doctype=MVRC,
    purposes=(Purpose.VEHICLE,),
    lives=lambda: Lives(code=timedelta(days=profile().code_days), mdoc=timedelta(days=profile().mdoc_days)),
    contents=contents,
    entitlement=entitlement,
    collected=VehicleCredentialsCollected,
    given_up=VehiclePhoneWithdrawn,
    unknown=lambda: NotFound("vehicle-licence.unknown"),
    gone=lambda: NotFound("vehicle-licence.void", "this phone holds no live licence of the vehicle any more"),
    not_live=lambda: Refused("vehicle-licence.not-live", Verdict.of([NOT_LIVE])),
)
