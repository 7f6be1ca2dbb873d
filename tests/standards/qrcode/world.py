"""A small country with one root, two code signers, one list signer and two phones, the same on every run.

Keys are fixed and signatures deterministic (RFC 6979), so that the vectors can be made again byte for byte.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from tongban.standards import cbor, cose, jose, pki, qrcode
from tongban.standards.qrcode import base45
from tongban.standards.qrcode.presentation import signed_bytes
from tongban.standards.signing import SoftwareSigner

AT = datetime(2026, 11, 22, 8, 30, 15, tzinfo=UTC)
BEGAN, ENDS = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EC256 = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)


class FixedSigner(SoftwareSigner):
    """A software signer whose key comes from a word and whose signatures never vary."""

    def __init__(self, word: str, chain: tuple[bytes, ...] = ()) -> None:
        secret = int.from_bytes(hashlib.sha256(f"tongban vectors {word}".encode()).digest(), "big")
        super().__init__(ec.derive_private_key(secret, ec.SECP256R1()), chain)
        self.secret = secret

    def sign(self, message: bytes) -> bytes:
        r, s = decode_dss_signature(self._private_key.sign(message, EC256))  # type: ignore[arg-type,call-arg]
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def _random(word: str) -> Any:
    return lambda size: hashlib.shake_128(f"serial {word}".encode()).digest(size)


def _certified(
    word: str, profile: pki.Profile, *, valid_from: datetime = BEGAN, valid_until: datetime = ENDS
) -> FixedSigner:
    bare = FixedSigner(word)
    der = pki.build_signer(
        profile=profile,
        public_key=bare.public_key,
        subject=pki.Subject(country="UT", common_name=f"SPECIMEN {word}"),
        issuer=ROOT,
        issuer_certificate=ROOT_DER,
        valid_from=valid_from,
        valid_until=valid_until,
        crl_uri="https://tongban.example/crl",
        random=_random(word),
    )
    return FixedSigner(word, (der,))


ROOT = FixedSigner("root")
ROOT_DER = pki.build_root(
    signer=ROOT,
    subject=pki.Subject(country="UT", common_name="SPECIMEN Utopia licence authority"),
    contact="https://tongban.example",
    valid_from=BEGAN,
    valid_until=datetime(2036, 1, 1, tzinfo=UTC),
    random=_random("root"),
)
ANCHORS = pki.TrustAnchors.of([ROOT_DER])
SIGNER = _certified("code signer", pki.CODE_SIGNER)
RETIRED = _certified("retired code signer", pki.CODE_SIGNER, valid_until=AT - 2 * DAY)
LIST_SIGNER = _certified("list signer", pki.LIST_SIGNER)
STRANGER = _certified("stranger", pki.CODE_SIGNER)
SIGNERS = {qrcode.kid_of(one.chain[0]): one.chain[0] for one in (SIGNER, RETIRED)}
PHONE, OTHER_PHONE = FixedSigner("phone"), FixedSigner("other phone")

CLAIMS: dict[str, dict[str, Any]] = {
    "roadside": {
        "name": "样本·张伟",
        "classes": "A2D",
        "valid_from": date(2021, 3, 1),
        "valid_until": date(2031, 3, 1),
        "points": 3,
        "letters": frozenset("A"),
        "number_last4": "001X",
        "portrait_hash": qrcode.portrait_hash(b"portrait"),
        "licence": UUID("0b9e3a52-5f4c-4d0e-9a2b-7c1d2e3f4a5b"),
    },
    "rental": {
        "name": "样本·张伟",
        "may_drive": "C1C2C3C4",
        "valid_from": date(2021, 3, 1),
        "valid_until": None,
        "first_issued": date(2005, 3, 1),
        "number_last4": "001X",
        "portrait_hash": qrcode.portrait_hash(b"portrait"),
    },
    "freight": {
        "name": "样本·张伟",
        "classes": "A2D",
        "valid_from": date(2021, 3, 1),
        "valid_until": date(2031, 3, 1),
        "review": "in-order",
        "points_band": "1-5",
    },
    "age": {"age_over_18": True},
    "vehicle": {
        "plate": "苏E58Q37",
        "plate_kind": "02",
        "vin_last6": "116280",
        "model": "样本牌 YB7151",
        "owner": "样*·吴*",
        "use": "A",
        "registered_on": date(2019, 5, 20),
        "inspected_until": date(2027, 5, 31),
        "insured_until": date(2027, 5, 19),
        "letters": frozenset("A"),
        "licence": UUID("5d1c7a90-6e2f-4b3d-8c4a-1f2e3d4c5b6a"),
    },
}


def token(purpose: str = "roadside", **changes: Any) -> bytes:
    """A good token, but for `changes` of issue_token's arguments."""
    return qrcode.issue_token(
        **{
            "purpose": purpose,
            "claims": CLAIMS.get(purpose, {}),
            "device_key": PHONE.public_key,
            "signer": SIGNER,
            "list_number": 1,
            "index": 123_456,
            "issued_at": AT - DAY,
            "expires_at": AT + 5 * DAY,
            **changes,
        }
    )


def raw_claims(purpose: str = "roadside") -> dict[int, Any]:
    """The claims of a good token as they are on the wire, to be spoilt."""
    found: dict[int, Any] = cbor.decode(cose.parse_sign1(token(purpose)).payload or b"")
    return found


def raw_token(
    claims: Any, *, protected: Any = None, unprotected: Any = None, signer: FixedSigner = SIGNER, tagged: bool = False
) -> bytes:
    """A token over any claims, rightly signed, which issue_token would refuse to make."""
    payload = claims if isinstance(claims, bytes) else cbor.encode(claims)
    header = {4: qrcode.kid_of(signer.chain[0])} if protected is None else protected
    return cose.sign1(payload, signer=signer, protected=header, unprotected=unprotected or {}, tag=tagged)


def raw_code(token_bytes: bytes, proof: Any = None, *, device: FixedSigner = PHONE, at: datetime = AT) -> str:
    """A code over any token, with a right proof unless one is given."""
    moment = int(at.timestamp())
    right = [moment, device.sign(signed_bytes(hashlib.sha256(token_bytes).digest(), moment, None))]
    return text_of([token_bytes, right if proof is None else proof])


def text_of(value: Any) -> str:
    """Any value, or bytes as they are, behind the prefix."""
    return "DL1:" + base45.encode(value if isinstance(value, bytes) else cbor.encode(value))


def code(purpose: str = "roadside", *, at: datetime = AT, challenge: str | None = None, **changes: Any) -> str:
    """A good code, but for `changes` of issue_token's arguments."""
    return qrcode.present(token(purpose, **changes), device=PHONE, at=at, challenge=challenge)


def trust_list(*, signer: FixedSigner | None = None) -> str:
    """The trust list of the country, or a false one that another of its signers made."""
    return qrcode.trust_list(
        issuer="https://tongban.example",
        code_signers=[SIGNER.chain[0], RETIRED.chain[0]],
        list_signers=[LIST_SIGNER.chain[0]],
        lists={1: "/lists/entitlement/1"},
        signer=signer or LIST_SIGNER,
        root=ROOT_DER,
        issued_at=AT - HOUR,
        expires_at=AT + 7 * DAY,
    )


def entitlement_list(values: dict[int, int], *, size: int = 200_000, issued_at: datetime = AT - HOUR / 2) -> str:
    """A Status List Token (JWT) with 2 bits a licence."""
    bits = bytearray(size // 4)
    for index, value in values.items():
        bits[index // 4] |= value << 2 * (index % 4)
    payload = {
        "sub": "/lists/entitlement/1",
        "iat": int(issued_at.timestamp()),
        "exp": int((AT + DAY).timestamp()),
        "ttl": 60,
        "status_list": {"bits": 2, "lst": jose.to_base64url(zlib.compress(bytes(bits), 9))},
    }
    header = {"typ": "statuslist+jwt", "x5c": [base64.b64encode(LIST_SIGNER.chain[0]).decode()]}
    return jose.sign(payload=json.dumps(payload).encode(), signer=LIST_SIGNER, header=header)
