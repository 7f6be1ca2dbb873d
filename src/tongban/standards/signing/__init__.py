"""Digital signatures in the fixed-width form of COSE and JOSE (RFC 9053 2.1, RFC 7518 3.4).

The formats above need three things of a key: sign, verify, and its certificate chain. A Signer may be
software, a file or an HSM (tongban.keys); nothing above this package sees a private key.
"""

from __future__ import annotations

from enum import Enum
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

PublicKey = ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey
PrivateKey = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


class Algorithm(Enum):
    """A signature algorithm: JOSE name and COSE number (IANA)."""

    ES256 = ("ES256", -7)
    ES384 = ("ES384", -35)
    ES512 = ("ES512", -36)
    EDDSA = ("EdDSA", -8)

    def __init__(self, jose: str, cose: int) -> None:
        self.jose = jose
        self.cose = cose


HASHES: dict[Algorithm, hashes.HashAlgorithm] = {
    Algorithm.ES256: hashes.SHA256(),
    Algorithm.ES384: hashes.SHA384(),
    Algorithm.ES512: hashes.SHA512(),
}
ECDSA = {algorithm: ec.ECDSA(digest) for algorithm, digest in HASHES.items()}
BY_CURVE = {"secp256r1": Algorithm.ES256, "secp384r1": Algorithm.ES384, "secp521r1": Algorithm.ES512}


class Signer(Protocol):
    """A private key that signs, wherever it lies.

    chain: X.509 certificates in DER, the signer's own first, the root never; empty for a bare device key.
    """

    @property
    def algorithm(self) -> Algorithm: ...

    @property
    def chain(self) -> tuple[bytes, ...]: ...

    @property
    def public_key(self) -> PublicKey: ...

    def sign(self, message: bytes) -> bytes:
        """The signature of `message`: r and s, fixed width and concatenated; 64 bytes for EdDSA."""
        ...


class SoftwareSigner:
    """A Signer whose key is in this process's memory."""

    def __init__(self, private_key: PrivateKey, chain: tuple[bytes, ...] = ()) -> None:
        self._private_key = private_key
        self.chain = chain
        self.public_key: PublicKey = private_key.public_key()
        self.algorithm = algorithm_of(self.public_key)

    def sign(self, message: bytes) -> bytes:
        if isinstance(self._private_key, ed25519.Ed25519PrivateKey):
            return self._private_key.sign(message)
        r, s = decode_dss_signature(self._private_key.sign(message, ECDSA[self.algorithm]))
        width = (self._private_key.key_size + 7) // 8
        return r.to_bytes(width, "big") + s.to_bytes(width, "big")


def generate() -> SoftwareSigner:
    """A new P-256 key in memory, without certificate."""
    return SoftwareSigner(ec.generate_private_key(ec.SECP256R1()))


def algorithm_of(key: PublicKey) -> Algorithm:
    """The algorithm that goes with this key; KeyError for a curve that is not supported."""
    if isinstance(key, ed25519.Ed25519PublicKey):
        return Algorithm.EDDSA
    return BY_CURVE[key.curve.name]


def is_signed_by(key: PublicKey, message: bytes, signature: bytes) -> bool:
    """True if `signature` (r and s, fixed width) of `message` was made with the private half of `key`."""
    try:
        if isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(signature, message)
            return True
        width = (key.key_size + 7) // 8
        if len(signature) != 2 * width:
            return False
        der = encode_dss_signature(int.from_bytes(signature[:width], "big"), int.from_bytes(signature[width:], "big"))
        key.verify(der, message, ECDSA[BY_CURVE[key.curve.name]])
    except InvalidSignature:
        return False
    return True
