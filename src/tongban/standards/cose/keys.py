"""COSE_Key of a public key (RFC 9053 7.1, 7.2): EC2 on the NIST curves and Ed25519."""

from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tongban.errors import Malformed
from tongban.standards.signing import PublicKey

KTY, CRV, X, Y = 1, -1, -2, -3
OKP, EC2 = 1, 2
ED25519 = 6
CURVES: dict[int, ec.EllipticCurve] = {1: ec.SECP256R1(), 2: ec.SECP384R1(), 3: ec.SECP521R1()}
CURVE_NUMBERS = {curve.name: number for number, curve in CURVES.items()}


def key_map(key: PublicKey, *, compressed: bool = False) -> dict[int, Any]:
    """The COSE_Key of `key`; `compressed` writes y as its sign bit, which a licence code needs and mdoc forbids."""
    if isinstance(key, ed25519.Ed25519PublicKey):
        return {KTY: OKP, CRV: ED25519, X: key.public_bytes(Encoding.Raw, PublicFormat.Raw)}
    width = (key.key_size + 7) // 8
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    x, y = point[1 : 1 + width], point[1 + width :]
    return {KTY: EC2, CRV: CURVE_NUMBERS[key.curve.name], X: x, Y: bool(y[-1] & 1) if compressed else y}


def public_key(keys: Any) -> PublicKey:
    """The key that a COSE_Key map holds; Malformed("cose.key") for anything that is not a supported key."""
    try:
        kty, crv, x = keys[KTY], keys[CRV], keys[X]
        if kty == OKP and crv == ED25519:
            return ed25519.Ed25519PublicKey.from_public_bytes(x)
        if kty != EC2 or not isinstance(crv, int):
            raise ValueError("neither EC2 nor Ed25519")
        curve, y = CURVES[crv], keys[Y]
        width = (curve.key_size + 7) // 8
        if not isinstance(x, bytes) or len(x) != width:
            raise ValueError("x of the wrong width")
        if isinstance(y, bool):
            return ec.EllipticCurvePublicKey.from_encoded_point(curve, (b"\x03" if y else b"\x02") + x)
        if not isinstance(y, bytes) or len(y) != width:
            raise ValueError("y of the wrong width")
        return ec.EllipticCurvePublicKey.from_encoded_point(curve, b"\x04" + x + y)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise Malformed("cose.key", "expected a COSE_Key on P-256, P-384, P-521 or Ed25519") from error
