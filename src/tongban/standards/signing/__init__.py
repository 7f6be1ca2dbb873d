"""Digital signatures in the fixed-width form of COSE and JOSE (RFC 9053 2.1, RFC 7518 3.4).

The formats above need three things of a key: sign, verify, and its certificate chain. A Signer may be
software, a file or an HSM (tongban.keys); nothing above this package sees a private key.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519

from tongban.standards.native import core
from tongban.standards.signing import p256

PublicKey = ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | ed448.Ed448PublicKey
PrivateKey = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey


class Algorithm(Enum):
    """A signature algorithm as we write it: JOSE name and COSE number (IANA). Those of brainpool have no name in JOSE."""

    ES256 = ("ES256", -7)
    ES384 = ("ES384", -35)
    ES512 = ("ES512", -36)
    EDDSA = ("EdDSA", -8)
    ESB256 = ("ESB256", -265)
    ESB384 = ("ESB384", -267)
    ESB512 = ("ESB512", -268)

    def __init__(self, jose: str, cose: int) -> None:
        self.jose = jose
        self.cose = cose


HASHES: dict[Algorithm, hashes.HashAlgorithm] = {
    Algorithm.ES256: hashes.SHA256(),
    Algorithm.ES384: hashes.SHA384(),
    Algorithm.ES512: hashes.SHA512(),
    Algorithm.ESB256: hashes.SHA256(),
    Algorithm.ESB384: hashes.SHA384(),
    Algorithm.ESB512: hashes.SHA512(),
}
BY_CURVE = {
    "secp256r1": Algorithm.ES256,
    "secp384r1": Algorithm.ES384,
    "secp521r1": Algorithm.ES512,
    "brainpoolP256r1": Algorithm.ESB256,
    "brainpoolP384r1": Algorithm.ESB384,
    "brainpoolP512r1": Algorithm.ESB512,
    "Ed25519": Algorithm.EDDSA,
    "Ed448": Algorithm.EDDSA,
}
# How each curve signs, and the bytes of r and of s.
SCHEMES = {
    curve.name: (ec.ECDSA(HASHES[BY_CURVE[curve.name]]), (curve.key_size + 7) // 8)
    for curve in (
        ec.SECP256R1(),
        ec.SECP384R1(),
        ec.SECP521R1(),
        ec.BrainpoolP256R1(),
        ec.BrainpoolP384R1(),
        ec.BrainpoolP512R1(),
    )
}

# By curve, every number and name that says the same: the fully-specified one of RFC 9864, and the older one that says
# how to hash and leaves the curve to the key (RFC 9053 2; RFC 7518 3.4; ISO/IEC 18013-5 for brainpool).
COSE_NUMBERS: Mapping[str, frozenset[int]] = {
    "secp256r1": frozenset({-7, -9}),
    "secp384r1": frozenset({-35, -51}),
    "secp521r1": frozenset({-36, -52}),
    "brainpoolP256r1": frozenset({-7, -265}),
    "brainpoolP384r1": frozenset({-35, -267}),
    "brainpoolP512r1": frozenset({-36, -268}),
    "Ed25519": frozenset({-8, -19}),
    "Ed448": frozenset({-8, -53}),
}
JOSE_NAMES: Mapping[str, frozenset[str]] = {
    "secp256r1": frozenset({"ES256"}),
    "secp384r1": frozenset({"ES384"}),
    "secp521r1": frozenset({"ES512"}),
    "Ed25519": frozenset({"EdDSA", "Ed25519"}),
    "Ed448": frozenset({"EdDSA", "Ed448"}),
}
# Whoever names another algorithm may well be right: it is one that nothing here can verify.
KNOWN_NUMBERS = frozenset[int]().union(*COSE_NUMBERS.values())
KNOWN_NAMES = frozenset[str]().union(*JOSE_NAMES.values())


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
        """The signature of `message`: r and s, fixed width and concatenated; 64 or 114 bytes for EdDSA."""
        ...


class SoftwareSigner:
    """A Signer whose key is in this process's memory."""

    def __init__(self, private_key: PrivateKey, chain: tuple[bytes, ...] = ()) -> None:
        self._private_key = private_key
        self.chain = chain
        self.public_key: PublicKey = private_key.public_key()
        self.algorithm = algorithm_of(self.public_key)
        self._p256 = p256.private(private_key)

    def sign(self, message: bytes) -> bytes:
        if self._p256 is not None:
            return _fixed_width(self._p256.sign(message), 32)
        if not isinstance(self._private_key, ec.EllipticCurvePrivateKey):
            return self._private_key.sign(message)
        scheme, width = SCHEMES[self._private_key.curve.name]
        return _fixed_width(self._private_key.sign(message, scheme), width)


def generate() -> SoftwareSigner:
    """A new P-256 key in memory, without certificate."""
    return SoftwareSigner(ec.generate_private_key(ec.SECP256R1()))


def algorithm_of(key: PublicKey) -> Algorithm:
    """The algorithm that goes with this key; KeyError for a curve that is not supported."""
    return BY_CURVE[curve_of(key)]


def curve_of(key: PublicKey) -> str:
    """The curve's name, as in the tables above."""
    if isinstance(key, ec.EllipticCurvePublicKey):
        return key.curve.name
    return "Ed25519" if isinstance(key, ed25519.Ed25519PublicKey) else "Ed448"


def is_signed_by(key: PublicKey | p256.P256, message: bytes, signature: bytes) -> bool:
    """True if `signature` (r and s, fixed width) of `message` was made with the private half of `key`."""
    if isinstance(key, p256.P256):
        return len(signature) == 64 and key.is_signed(message, _der(signature, 32))
    try:
        if not isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, message)
            return True
        scheme, width = SCHEMES[key.curve.name]
        if len(signature) != 2 * width:
            return False
        der = _der(signature, width)
        if key.curve.name == "secp256r1" and (known := p256.public(key)) is not None:
            return known.is_signed(message, der)
        key.verify(der, message, scheme)
    except InvalidSignature:
        return False
    return True


# The two forms of a signature hold the same bytes but for leading zeros, so bytes are moved and no number is made of
# them: a fifth of the time.


def _fixed_width(der: bytes, width: int) -> bytes:
    """r and s from the Ecdsa-Sig-Value (RFC 3279 2.2.3) that our own key made; its INTEGERs are of at most 127 bytes."""
    r_at = 4 if der[1] < 0x80 else 5
    s_at = r_at + der[r_at - 1] + 2
    r, s = der[r_at : s_at - 2], der[s_at:]
    return r[-width:].rjust(width, b"\0") + s[-width:].rjust(width, b"\0")


def _der(signature: bytes, width: int) -> bytes:
    """The Ecdsa-Sig-Value of r and s."""
    return _spelt_out(signature, width) if core is None else core.signature_der(signature)


def _spelt_out(signature: bytes, width: int) -> bytes:
    both = _integer(signature[:width]) + _integer(signature[width:])
    length = len(both)
    return (bytes((0x30, length)) if length < 0x80 else bytes((0x30, 0x81, length))) + both


def _integer(number: bytes) -> bytes:
    """An unsigned number as ASN.1 INTEGER: no byte too many, and a zero before a first bit that is set."""
    content = number.lstrip(b"\0") or b"\0"
    if content[0] < 0x80:
        return b"\x02%c%b" % (len(content), content)
    return b"\x02%c\x00%b" % (len(content) + 1, content)
