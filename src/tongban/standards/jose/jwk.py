"""Public keys as JSON Web Keys: elliptic curves (RFC 7518 6.2), Ed25519 and Ed448 (RFC 8037)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519

from tongban.errors import Malformed
from tongban.standards.jose.spelling import from_base64url, to_base64url, to_json
from tongban.standards.signing import JOSE_NAMES, PublicKey, curve_of

CURVES: dict[str, ec.EllipticCurve] = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1()}
NAMES = {curve.name: name for name, curve in CURVES.items()}
EDWARDS: dict[str, tuple[int, type[ed25519.Ed25519PublicKey] | type[ed448.Ed448PublicKey]]] = {
    "Ed25519": (32, ed25519.Ed25519PublicKey),
    "Ed448": (57, ed448.Ed448PublicKey),
}


def jwk(public_key: PublicKey) -> dict[str, str]:
    """The members that make the key: exactly those which the thumbprint covers."""
    if not isinstance(public_key, ec.EllipticCurvePublicKey):
        raw = public_key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return {"crv": curve_of(public_key), "kty": "OKP", "x": to_base64url(raw)}
    point = public_key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    middle = len(point) // 2 + 1  # after the byte 4 and x
    return {
        "crv": NAMES[public_key.curve.name],
        "kty": "EC",
        "x": to_base64url(point[1:middle]),
        "y": to_base64url(point[middle:]),
    }


def public_key(members: Mapping[str, Any]) -> PublicKey:
    """The key that a JWK describes, to verify signatures with. Malformed("jose.jwk") unless it is a key on its curve,
    Malformed("jose.jwk-unknown") for a key of a kind that nothing here can verify with, and Malformed("jose.jwk-use")
    for one that its own use, key_ops or alg keep from it (RFC 7517 4.2 to 4.4).
    """
    key = _key(members)
    _allowed(members, JOSE_NAMES.get(curve_of(key), frozenset()))
    return key


def _key(members: Mapping[str, Any]) -> PublicKey:
    match members.get("kty"), members.get("crv"):
        case "OKP", str(name) if name in EDWARDS:
            width, kind = EDWARDS[name]
            return kind.from_public_bytes(coordinate(members, "x", width=width))
        case "EC", str(name) if name in CURVES:
            curve = CURVES[name]
            width = (curve.key_size + 7) // 8
            point = b"\x04" + coordinate(members, "x", width=width) + coordinate(members, "y", width=width)
            try:
                return ec.EllipticCurvePublicKey.from_encoded_point(curve, point)
            except ValueError as error:
                raise Malformed("jose.jwk", "expected a point on the curve") from error
        case ("EC", str(name)) | ("OKP", str(name)) if name not in CURVES and name not in EDWARDS:
            raise Malformed("jose.jwk-unknown", f"expected a curve of {', '.join([*CURVES, *EDWARDS])}")
        case str(kind), _ if kind not in ("EC", "OKP"):
            raise Malformed("jose.jwk-unknown", "expected kty EC or OKP")
    raise Malformed("jose.jwk", "expected kty, and the crv that goes with it")


def _allowed(members: Mapping[str, Any], names: frozenset[str]) -> None:
    """What the key says of itself: everything that is there has to allow a signature to be verified with it."""
    if members.get("use", "sig") != "sig":
        raise Malformed("jose.jwk-use", "expected a key for signatures (use)")
    operations = members.get("key_ops", ["verify"])
    is_set = isinstance(operations, list) and all(isinstance(operation, str) for operation in operations)
    if not is_set or len({*operations}) != len(operations):
        raise Malformed("jose.jwk", "expected key_ops to be an array of different names")
    if "verify" not in operations:
        raise Malformed("jose.jwk-use", "expected a key to verify with (key_ops)")
    if "alg" in members and members["alg"] not in names:
        raise Malformed("jose.jwk-use", "expected a key for an algorithm of its curve (alg)")


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
