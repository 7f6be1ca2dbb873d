"""Public keys as JSON Web Keys: elliptic curves (RFC 7518 6.2) and Ed25519 (RFC 8037)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from tongban.errors import Malformed
from tongban.standards.jose.spelling import from_base64url, to_base64url, to_json
from tongban.standards.signing import PublicKey

CURVES: dict[str, ec.EllipticCurve] = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1()}
NAMES = {curve.name: name for name, curve in CURVES.items()}


def jwk(public_key: PublicKey) -> dict[str, str]:
    """The members that make the key: exactly those which the thumbprint covers."""
    if isinstance(public_key, ed25519.Ed25519PublicKey):
        raw = public_key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return {"crv": "Ed25519", "kty": "OKP", "x": to_base64url(raw)}
    point = public_key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    middle = len(point) // 2 + 1  # after the byte 4 and x
    return {
        "crv": NAMES[public_key.curve.name],
        "kty": "EC",
        "x": to_base64url(point[1:middle]),
        "y": to_base64url(point[middle:]),
    }


def public_key(members: Mapping[str, Any]) -> PublicKey:
    """The key that a JWK describes; Malformed("jose.jwk") unless it is a supported key on its curve.

    Members that are not part of the key (kid, use, alg) are ignored (RFC 7517 section 4).
    """
    match members.get("kty"), members.get("crv"):
        case "OKP", "Ed25519":
            raw = coordinate(members, "x", width=32)
            return ed25519.Ed25519PublicKey.from_public_bytes(raw)
        case "EC", str(name) if name in CURVES:
            curve = CURVES[name]
            width = (curve.key_size + 7) // 8
            point = b"\x04" + coordinate(members, "x", width=width) + coordinate(members, "y", width=width)
            try:
                return ec.EllipticCurvePublicKey.from_encoded_point(curve, point)
            except ValueError as error:
                raise Malformed("jose.jwk", "expected a point on the curve") from error
    raise Malformed("jose.jwk", "expected an EC key on P-256, P-384 or P-521, or an Ed25519 key")


def coordinate(members: Mapping[str, Any], name: str, *, width: int) -> bytes:
    """The bytes of a coordinate, which has the full width of the field (RFC 7518 6.2.1.2)."""
    text = members.get(name)
    octets = from_base64url(text) if isinstance(text, str) else b""
    if len(octets) != width:
        raise Malformed("jose.jwk", f"expected {width} bytes of {name} in base64url")
    return octets


def thumbprint(public_key: PublicKey) -> bytes:
    """The SHA-256 thumbprint of the key, 32 bytes (RFC 7638)."""
    return hashlib.sha256(to_json(dict(sorted(jwk(public_key).items())))).digest()
