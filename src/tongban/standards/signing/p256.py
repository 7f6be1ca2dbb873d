"""ES256 by AWS-LC, where it is installed (package awscrt): it signs and verifies on P-256 in three quarters of the
time of the OpenSSL in `cryptography`. Keys are made, read and kept by `cryptography` all the same.
"""

from __future__ import annotations

from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tongban.standards.native import aws, core

MOST_KEYS = 1024


class P256:
    """A key in the form of AWS-LC. Signatures are Ecdsa-Sig-Value (RFC 3279 2.2.3)."""

    def __init__(self, der: bytes) -> None:
        self._key = aws.EC.new_key_from_der_data(der)

    def sign(self, message: bytes) -> bytes:
        """The signature of `message` in DER."""
        signature: bytes = self._key.sign(sha256(message).digest())
        return signature

    @property
    def point(self) -> tuple[bytes, bytes]:
        """x and y of a public key."""
        found = self._key.get_public_coords()
        return found.x, found.y

    def is_signed(self, message: bytes, signature: bytes) -> bool:
        """True if `signature`, in DER, is one of `message` by this key."""
        return bool(self._key.verify(sha256(message).digest(), signature))


def private(key: object) -> P256 | None:
    """The private key as AWS-LC takes it; None for other curves, and where AWS-LC is not installed."""
    if aws is None or not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != "secp256r1":
        return None
    return P256(key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption()))


def public(key: ec.EllipticCurvePublicKey) -> P256 | None:
    """Likewise a public key. Remembered by the object, which is kept so that its number stays its own."""
    if aws is None:
        return None
    found = _known.get(id(key))
    if found is None:
        if len(_known) >= MOST_KEYS:
            _known.clear()
        point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        found = _known[id(key)] = key, P256(BEFORE_POINT + point)
    return found[1]


def of_point(x: bytes, is_odd: bool) -> ec.EllipticCurvePublicKey | P256:
    """The public key with this x of 32 bytes and a y that is odd or not, to verify with. ValueError if there is none."""
    point = core.p256_point(x, is_odd) if core is not None and aws is not None else None
    if point is not None:
        return P256(BEFORE_POINT + point)
    return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, (b"\x03" if is_odd else b"\x02") + x)


CURVE = ec.SECP256R1()
# What stands before a point in its SubjectPublicKeyInfo (RFC 5480 2).
BEFORE_POINT = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200")
_known: dict[int, tuple[ec.EllipticCurvePublicKey, P256]] = {}
