"""The document that all are measured with: 30 elements, a portrait of 10,240 bytes, a P-256 chain. Nobody real."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from tongban.standards import cbor, pki, qrcode
from tongban.standards.signing import SoftwareSigner

AT = datetime.now(UTC).replace(microsecond=0)
DOCTYPE = "org.iso.18013.5.1.mDL"
NAMESPACE = "org.iso.18013.5.1"
VCT = "https://tongban.example/vct/driving-licence"
STATUS = {"status_list": {"idx": 412, "uri": "https://tongban.example/status/entitlement/0"}}
ROOT_KEY, ISSUER_KEY, DEVICE_KEY = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
ROOT = pki.build_root(
    signer=SoftwareSigner(ROOT_KEY),
    subject=pki.Subject("UT", "SPECIMEN Root"),
    contact="https://tongban.example/",
    valid_from=AT - timedelta(days=30),
    valid_until=AT + timedelta(days=3000),
)
ANCHORS = pki.TrustAnchors.of([ROOT])


@cache
def signer(profile: pki.Profile = pki.DOCUMENT_SIGNER) -> SoftwareSigner:
    """A signer of that kind with its certificate under ROOT."""
    certificate = pki.build_signer(
        profile=profile,
        public_key=ISSUER_KEY.public_key(),
        subject=pki.Subject("UT", f"SPECIMEN {profile.name}"),
        issuer=SoftwareSigner(ROOT_KEY),
        issuer_certificate=ROOT,
        valid_from=AT - timedelta(days=20),
        valid_until=AT + timedelta(days=380),
        crl_uri="https://tongban.example/trust/iaca-1.crl",
    )
    return SoftwareSigner(ISSUER_KEY, (certificate,))


def elements() -> dict[str, Any]:
    """30 elements of an mDL, the portrait among them; dates tagged as any CBOR library writes them."""
    day = cbor.Tag(1004, "2031-06-17")
    texts = {
        "family_name": "YANGBEN",
        "given_name": "JIASHIREN",
        "issuing_country": "UT",
        "issuing_authority": "Example City Traffic Authority",
        "document_number": "510104199003070015",
        "un_distinguishing_sign": "UTO",
        "nationality": "UT",
        "resident_address": "示例市样本路 1 号",
        "resident_city": "示例市",
        "resident_state": "示例省",
        "resident_postal_code": "610000",
        "resident_country": "UT",
        "birth_place": "示例市",
        "eye_colour": "brown",
        "hair_colour": "black",
        "issuing_jurisdiction": "UT-EX",
        "family_name_national_character": "样本",
        "given_name_national_character": "驾驶人",
        "administrative_number": "510000000000",
    }
    privileges = [{"vehicle_category_code": code, "issue_date": day, "expiry_date": day} for code in ("B", "C1")]
    return texts | {
        "birth_date": day,
        "issue_date": day,
        "expiry_date": day,
        "portrait": PORTRAIT,
        "driving_privileges": privileges,
        "sex": 1,
        "height": 175,
        "weight": 70,
        "age_in_years": 36,
        "age_birth_year": 1990,
        "age_over_18": True,
    }


PORTRAIT = os.urandom(10_240)

CLAIMS: dict[str, Any] = {
    "name": "样本·驾驶人",
    "family_name": "YANGBEN",
    "given_name": "JIASHIREN",
    "birth_date": "1990-03-07",
    "document_number": "510104199003070015",
    "licence_classes": ["C1", "D"],
    "valid_from": "2021-06-17",
    "valid_until": "2031-06-17",
    "first_issue_date": "2015-06-17",
    "points": 3,
    "age_over_18": True,
    "issuing_office_name": "示例市交通管理支队",
}
"""12 claims, each of which the holder may withhold."""


def code_tokens(count: int, *, code_signer: Any) -> list[tuple[bytes, SoftwareSigner]]:
    """Rental tokens of `count` different phones, each with its phone."""
    claims = {
        "name": "样本·驾驶人",
        "may_drive": "C1C2",
        "valid_from": AT.date(),
        "valid_until": AT.date() + timedelta(days=2000),
        "first_issued": AT.date(),
        "number_last4": "001X",
        "portrait_hash": PORTRAIT[:16],
    }
    made = []
    for index in range(count):
        device = SoftwareSigner(ec.generate_private_key(ec.SECP256R1()))
        token = qrcode.issue_token(
            purpose="rental",
            claims=claims,
            device_key=device.public_key,
            signer=code_signer,
            list_number=0,
            index=index,
            issued_at=AT,
            expires_at=AT + timedelta(days=6),
        )
        made.append((token, device))
    return made
