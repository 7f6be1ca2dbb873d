"""COSE_Key of a public key (RFC 9053 7.1, 7.2): EC2 on the curves of NIST and brainpool, Ed25519 and Ed448."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tongban.errors import Malformed
from tongban.standards.signing import PublicKey

KTY, ALGORITHM, OPERATIONS, CRV, X, Y = 1, 3, 4, -1, -2, -3
OKP, EC2 = 1, 2
VERIFY, DERIVE_KEY, DERIVE_BITS = 2, 7, 8  # key_ops (RFC 9052 7.1, Table 5)
# Key agreement whose secret goes through HKDF with SHA-256 (RFC 9053 6.3), as for the MAC of an mdoc.
ECDH_HKDF_256 = frozenset({-25, -27})
CURVES: dict[int, ec.EllipticCurve] = {
    1: ec.SECP256R1(),
    2: ec.SECP384R1(),
    3: ec.SECP521R1(),
    256: ec.BrainpoolP256R1(),
    258: ec.BrainpoolP384R1(),
    259: ec.BrainpoolP512R1(),
}
CURVE_NUMBERS = {curve.name: number for number, curve in CURVES.items()}
EDWARDS: Mapping[int, type[ed25519.Ed25519PublicKey] | type[ed448.Ed448PublicKey]] = {
    6: ed25519.Ed25519PublicKey,
    7: ed448.Ed448PublicKey,
}


def key_map(key: PublicKey, *, compressed: bool = False) -> dict[int, Any]:
    """The COSE_Key of `key`; `compressed` writes y as its sign bit, which a licence code needs and mdoc forbids."""
    if not isinstance(key, ec.EllipticCurvePublicKey):
        number = 6 if isinstance(key, ed25519.Ed25519PublicKey) else 7
        return {KTY: OKP, CRV: number, X: key.public_bytes(Encoding.Raw, PublicFormat.Raw)}
    width = (key.key_size + 7) // 8
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    x, y = point[1 : 1 + width], point[1 + width :]
    return {KTY: EC2, CRV: CURVE_NUMBERS[key.curve.name], X: x, Y: bool(y[-1] & 1) if compressed else y}


def public_key(keys: Any) -> PublicKey:
    """The key that a COSE_Key map holds; Malformed("cose.key") for what is none, Malformed("cose.key-unknown") for a
    key of a kind that nothing here can verify with. What the key may be used for is `restriction`'s to tell."""
    try:
        # True and 1.0 equal 1 in Python, not in CBOR.
        if not {*map(type, keys)} <= {int, str} or type(keys[KTY]) not in (int, str):
            raise ValueError("labels are numbers or text (RFC 9052 1.5)")
        kty, crv, x = keys[KTY], keys.get(CRV), keys.get(X)
        if kty not in (OKP, EC2):
            raise Malformed("cose.key-unknown", f"expected kty {OKP} or {EC2}, got {kty}")
        if type(crv) not in (int, str) or not isinstance(x, bytes):
            raise ValueError("no curve, or no x")
        known: Collection[Any] = CURVES if kty == EC2 else EDWARDS
        if crv not in known:
            if crv in CURVES or crv in EDWARDS:
                raise ValueError("a curve that does not go with kty (RFC 9053 7.1)")
            raise Malformed("cose.key-unknown", f"expected a curve of {sorted(known)}, got {crv}")
        if kty == OKP:
            return EDWARDS[crv].from_public_bytes(x)
        curve, y = CURVES[crv], keys[Y]
        width = (curve.key_size + 7) // 8
        if len(x) != width:
            raise ValueError("x of the wrong width")
        if isinstance(y, bool):
            return ec.EllipticCurvePublicKey.from_encoded_point(curve, (b"\x03" if y else b"\x02") + x)
        if not isinstance(y, bytes) or len(y) != width:
            raise ValueError("y of the wrong width")
        return ec.EllipticCurvePublicKey.from_encoded_point(curve, b"\x04" + x + y)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise Malformed("cose.key", "expected a COSE_Key with a point on its curve") from error


def restriction(keys: Mapping[Any, Any], *, algorithms: Collection[int], operations: Collection[int]) -> str:
    """Why this COSE_Key may not be used so, "" if it may (RFC 9052 7.1): alg, if it is there, has to be one of
    `algorithms`, and key_ops one of `operations`."""
    if ALGORITHM in keys and keys[ALGORITHM] not in algorithms:
        return "the key is for another algorithm (alg)"
    if OPERATIONS in keys:
        named = keys[OPERATIONS]
        if not isinstance(named, list | tuple) or not {*map(type, named)} <= {int, str}:
            return "key_ops is no array of operations"
        # The public half of a key to agree with names no operation (RFC 9053 6.3.1).
        is_free = not named and DERIVE_KEY in operations
        if not is_free and not any(operation in operations for operation in named):
            return "the key is for other operations (key_ops)"
    return ""
