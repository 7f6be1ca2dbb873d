"""What a vehicle licence says in each format: an mdoc and one small token of the licence code.

Both are made from the same record in one place, so that they cannot disagree. The mdoc's document type is that of
ISO/IEC 7367; its elements stand in our own namespace, and why is said in docs/standards/vehicle-licence.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from tongban.clock import day_of
from tongban.keys import queries as keys
from tongban.keys.roles import Role
from tongban.licences.profile import profile
from tongban.licences.queries import list_uri, shown_owner
from tongban.licences.queries.vehicles import office_name
from tongban.licences.rules.vehicle.standing import VehicleStanding
from tongban.registers.records import VehicleRecord
from tongban.standards import cose, mdoc, qrcode
from tongban.standards.qrcode import Purpose

MVRC = "org.iso.7367.1.mVRC"
CN_NAMESPACE = "org.iso.7367.1.CN"
LONGEST_FACT_BYTES = 60


@dataclass(frozen=True)
class VehicleCredentials:
    """One phone's credentials of one vehicle. tokens: purpose word -> code token."""

    mdoc: bytes
    tokens: dict[str, bytes]

    def bodies(self) -> dict[str, bytes]:
        """Every credential by its kind, as bytes."""
        return {"mdoc": self.mdoc, **{f"code-{purpose}": token for purpose, token in self.tokens.items()}}


def build_vehicle(
    *,
    licence_id: UUID,
    vehicle: VehicleRecord,
    standing: VehicleStanding,
    issued_at: datetime,
    device_key: bytes,
    revocation: tuple[int, int],
    entitlement: tuple[int, int],
    at: datetime,
) -> VehicleCredentials:
    """Sign everything for one device key (uncompressed P-256 point). Times are cut to the minute (linkage)."""
    signed = at.replace(second=0, microsecond=0)
    key = cose.public_key({1: 2, -1: 1, -2: device_key[1:33], -3: device_key[33:65]})
    return VehicleCredentials(
        mdoc=mdoc.issue(
            doctype=MVRC,
            namespaces={CN_NAMESPACE: elements(vehicle, standing, entitlement, issued_at=issued_at, at=signed)},
            device_key=key,
            signer=keys.signer(Role.DOCUMENT),
            signed=signed,
            valid_from=signed,
            valid_until=signed + timedelta(days=profile().mdoc_days),
            status={"status_list": {"idx": revocation[1], "uri": list_uri("revocation", revocation[0])}},
        ),
        tokens={
            Purpose.VEHICLE.word: qrcode.issue_token(
                purpose=Purpose.VEHICLE,
                claims=vehicle_claims(licence_id, vehicle, standing),
                device_key=key,
                signer=keys.signer(Role.CODE),
                list_number=entitlement[0],
                index=entitlement[1],
                issued_at=signed,
                expires_at=signed + timedelta(days=profile().code_days),
            )
        },
    )


def elements(
    vehicle: VehicleRecord,
    standing: VehicleStanding,
    entitlement: tuple[int, int],
    *,
    issued_at: datetime,
    at: datetime,
) -> dict[str, Any]:
    """The fields of the 行驶证, where the live standing is, and who issued it."""
    return {
        "issuing_country": settings.AUTHORITY["country"],
        "issuing_office": str(vehicle.office),
        "issuing_office_name": office_name(vehicle.office).zh,
        "issue_date": day_of(issued_at),
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
        "entitlement_status": {"idx": entitlement[1], "uri": list_uri("entitlement", entitlement[0])},
    }


def vehicle_claims(licence_id: UUID, vehicle: VehicleRecord, standing: VehicleStanding) -> dict[str, Any]:
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
