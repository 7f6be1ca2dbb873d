"""The electronic driving licence as a kind: what it says in mdoc, SD-JWT VC and licence code, and its row.

ISO elements follow ISO/IEC 18013-5 Table 20; domestic ones stand in the namespace org.iso.18013.5.1.CN (13.4.9).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from tongban.clock import day_of
from tongban.credentials.kinds import Kind
from tongban.credentials.queries import list_reference
from tongban.credentials.records import Contents, Entitlement, Holding, Lives, Place
from tongban.errors import NotFound, Refused
from tongban.identifiers.names import split_name
from tongban.licences.entries import CredentialsCollected
from tongban.licences.models import Licence
from tongban.licences.profile import profile
from tongban.licences.queries import SDJWT_DISCLOSABLE, standing_of
from tongban.licences.rules.categories import iso_categories
from tongban.licences.rules.standing import FULL_POINTS, Standing
from tongban.registers import queries as registers
from tongban.registers.records import DriverRecord
from tongban.standards import qrcode
from tongban.standards.qrcode import Purpose
from tongban.verdicts import Reason, Text, Verdict

MDL = "org.iso.18013.5.1.mDL"
ISO_NAMESPACE = "org.iso.18013.5.1"
CN_NAMESPACE = "org.iso.18013.5.1.CN"
NO_END = date(9999, 12, 31)  # expiry_date is mandatory in the mDL; 长期 has none
ADULT_YEARS = 18


def contents(holding: Holding, at: datetime) -> Contents:
    """What a phone shows of a driving licence, as the register has it now."""
    driver, on = registers.driver_by_id(holding.subject_id), day_of(at)
    portrait = bytes(Licence.objects.select_related("photo").get(pk=holding.id).photo.jpeg)
    standing = standing_of(driver, on=on)
    return Contents(
        elements={
            ISO_NAMESPACE: iso_elements(driver, standing, portrait, on=on),
            CN_NAMESPACE: cn_elements(driver, standing, holding.place, at=at.replace(second=0, microsecond=0)),
        },
        claims=sdjwt_claims(driver, standing, on=on),
        facts=code_claims(holding.id, driver, standing, portrait, on=on),
    )


def iso_elements(driver: DriverRecord, standing: Standing, portrait: bytes, *, on: date) -> dict[str, Any]:
    """Table 20 of ISO/IEC 18013-5 ed. 2. driving_privileges is empty while the holder may not drive: a reader
    that knows no domestic element must not read more than the register says."""
    family, given = split_latin(driver.name_latin)
    family_zh, given_zh = split_name(driver.name)
    return {
        "family_name": family,
        "given_name": given,
        "birth_date": driver.born,
        "issue_date": driver.valid_from,
        "expiry_date": driver.valid_until or NO_END,
        "issuing_country": settings.AUTHORITY["country"],
        "issuing_authority": settings.AUTHORITY["en"],
        "document_number": str(driver.number),
        "portrait": portrait,
        "driving_privileges": privileges(driver, standing) if standing.may_drive.is_allowed else [],
        "un_distinguishing_sign": settings.AUTHORITY["distinguishing_sign"],
        "sex": int(driver.sex),
        "nationality": driver.nationality,
        "resident_address": driver.address,
        "family_name_national_character": family_zh,
        "given_name_national_character": given_zh,
        "age_over_18": age(driver.born, on=on) >= ADULT_YEARS,
        "age_in_years": age(driver.born, on=on),
    }


def cn_elements(driver: DriverRecord, standing: Standing, place: Place, *, at: datetime) -> dict[str, Any]:
    """The domestic elements: what the paper card shows beyond Table 20, and where the live standing is."""
    return {
        "name": driver.name,
        "licence_classes": list(standing.classes),
        "first_issue_date": driver.first_issued,
        "is_long_term": driver.valid_until is None,
        "file_number": str(driver.file_number),
        "card_core_number": str(driver.card_core_number),
        "issuing_office": str(driver.office),
        "issuing_office_name": driver.issuing_authority,
        "remarks": driver.remarks,
        "status_letters": "".join(standing.letters),
        "points": driver.points,
        "generation_time": at,
        "entitlement_status": list_reference("entitlement", place),
    }


def privileges(driver: DriverRecord, standing: Standing) -> list[dict[str, Any]]:
    """driving_privileges in ISO categories, by the reviewed table of rules/categories.py; without what age has ended."""
    found = []
    for category in iso_categories(standing.classes):
        privilege: dict[str, Any] = {
            "vehicle_category_code": category.code,
            "issue_date": driver.first_issued,
            "expiry_date": driver.valid_until or NO_END,
        }
        if category.restrictions:
            privilege["codes"] = [{"code": code} for code in category.restrictions]
        found.append(privilege)
    return found


def sdjwt_claims(driver: DriverRecord, standing: Standing, *, on: date) -> dict[str, Any]:
    """The SD-JWT VC's claims; every one but the issuing country is disclosed only if the holder chooses."""
    family, given = split_latin(driver.name_latin)
    return {
        "issuing_country": settings.AUTHORITY["country"],
        "name": driver.name,
        "family_name": family,
        "given_name": given,
        "birth_date": driver.born.isoformat(),
        "document_number": str(driver.number),
        "licence_classes": list(standing.classes),
        "may_drive": list(standing.drivable) if standing.may_drive.is_allowed else [],
        "valid_from": driver.valid_from.isoformat(),
        "valid_until": driver.valid_until.isoformat() if driver.valid_until else "long-term",
        "first_issue_date": driver.first_issued.isoformat(),
        "points": driver.points,
        "points_below_12": driver.points < FULL_POINTS,
        "status_letters": "".join(standing.letters),
        "age_over_18": age(driver.born, on=on) >= ADULT_YEARS,
        "issuing_office_name": driver.issuing_authority,
    }


def code_claims(
    licence_id: UUID, driver: DriverRecord, standing: Standing, portrait: bytes, *, on: date
) -> dict[Purpose, dict[str, Any]]:
    """The smallest set of facts for each purpose (facts 3.5; docs/standards/licence-code.md section 4)."""
    portrait_hash = qrcode.portrait_hash(portrait)
    return {
        Purpose.ROADSIDE: {
            "name": driver.name,
            "classes": standing.classes_text,
            "valid_from": driver.valid_from,
            "valid_until": driver.valid_until,
            "points": driver.points,
            "letters": frozenset(standing.letters),
            "number_last4": driver.number[-4:],
            "portrait_hash": portrait_hash,
            "licence": licence_id,
        },
        Purpose.RENTAL: {
            "name": driver.name,
            "may_drive": "".join(standing.drivable),
            "valid_from": driver.valid_from,
            "valid_until": driver.valid_until,
            "first_issued": driver.first_issued,
            "number_last4": driver.number[-4:],
            "portrait_hash": portrait_hash,
        },
        Purpose.FREIGHT: {
            "name": driver.name,
            "classes": standing.classes_text,
            "valid_from": driver.valid_from,
            "valid_until": driver.valid_until,
            "review": "overdue" if "S" in standing.letters else "due" if "T" in standing.letters else "in-order",
            "points_band": points_band(driver.points),
        },
        Purpose.AGE: {"age_over_18": age(driver.born, on=on) >= ADULT_YEARS},
    }


def points_band(points: int) -> str:
    """The band that a freight employer sees instead of the points."""
    bands = ((0, "0"), (5, "1-5"), (8, "6-8"), (11, "9-11"))
    return next((band for most, band in bands if points <= most), "12")


def age(born: date, *, on: date) -> int:
    """Completed years of life on a day; who was born on 29 February grows older on 1 March in common years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def split_latin(name: str) -> tuple[str, str]:
    """Family and given name of a Latin name such as "ZHANG WEI" or "ZHANG, WEI"."""
    family, _, given = name.replace(",", " ").partition(" ")
    return family, given.strip() or family


def entitlement(driver_id: UUID, on: date) -> Entitlement:
    """The two bits, as the register says on that day."""
    return standing_of(registers.driver_by_id(driver_id), on=on).entitlement


LOCKED = Reason(
    "EL-locked",
    "",
    Text("电子驾驶证已挂失。", "The electronic licence is locked."),
    Text("重新做一次人脸核验就能解锁。", "Pass a new face check to unlock it."),
)
NOT_LIVE = Reason(
    "EL-02",
    "",
    Text("电子驾驶证现在不能领取。", "The electronic licence cannot be collected now."),
    Text("看驾驶证状态和要办的事。", "See the standing of the licence and what is to be done."),
)
DRIVING = Kind(
    name=Licence.KIND,
    key="licence",
    subject="driver",
    doctype=MDL,
    vct=lambda: f"{settings.BASE_URL}/vct/driving-licence",
    disclosable=SDJWT_DISCLOSABLE,
    purposes=(Purpose.ROADSIDE, Purpose.RENTAL, Purpose.FREIGHT, Purpose.AGE),
    lives=lambda: Lives(
        code=timedelta(days=profile().code_days),
        mdoc=timedelta(days=profile().mdoc_days),
        sdjwt=timedelta(days=profile().sdjwt_days),
    ),
    contents=contents,
    entitlement=entitlement,
    collected=CredentialsCollected,
    unknown=lambda: NotFound("licence.unknown"),
    gone=lambda: NotFound("licences.locked", "this phone holds no licence any more"),
    not_live=lambda: Refused("licence.not-live", Verdict.of([NOT_LIVE])),
    locked=lambda: Refused("licence.locked", Verdict.of([LOCKED])),
)
