"""Proof that a browser holds the private half of the key to which credentials shall be bound.

The signed text begins with a word of its own, so that it can never be taken for a holder proof (which is CBOR
and begins with 0x83 or 0x84) nor a holder proof for it.
"""

from __future__ import annotations

import base64
import binascii

from cryptography.hazmat.primitives.asymmetric import ec

from tongban.errors import Malformed, Untrusted
from tongban.standards.signing import Signer, is_signed_by

PREFIX = b"tongban-collect:"


def device_key(*, public_key: str, nonce: str, proof: str) -> ec.EllipticCurvePublicKey:
    """The P-256 key of a wallet, once it has signed the server's `nonce`.

    public_key: base64url of the uncompressed point; proof: base64url of r and s. That the nonce was ours and is
    unused is the caller's to check. Malformed("device-key.*") for another form, Untrusted for a wrong signature.
    """
    point, signature = _bytes(public_key, 65), _bytes(proof, 64)
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError as error:
        raise Malformed("device-key.point", "expected an uncompressed point of P-256") from error
    if not is_signed_by(key, PREFIX + nonce.encode("utf-8", "surrogatepass"), signature):
        raise Untrusted("device-key.proof", "the nonce is not signed by this key")
    return key


def prove_possession(*, nonce: str, device: Signer) -> dict[str, str]:
    """What a wallet sends: public_key, nonce and proof (for simulators and tests)."""
    key = device.public_key
    assert isinstance(key, ec.EllipticCurvePublicKey)
    numbers = key.public_numbers()
    point = b"\x04" + numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")
    return {
        "public_key": _text(point),
        "nonce": nonce,
        "proof": _text(device.sign(PREFIX + nonce.encode())),
    }


def _bytes(text: str, size: int) -> bytes:
    try:
        value = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (ValueError, binascii.Error) as error:
        raise Malformed("device-key.base64", "expected base64url without padding") from error
    if len(value) != size or _text(value) != text:
        raise Malformed("device-key.size", f"expected {size} bytes in base64url without padding")
    return value


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode("ascii")
