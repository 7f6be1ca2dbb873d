"""A certificate, read once from its bytes into what the checks ask for (RFC 5280 4.1, 4.2)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519

from tongban.errors import Malformed
from tongban.standards.pki import der
from tongban.standards.signing import BY_CURVE, PublicKey

CertificateKey = ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | ed448.Ed448PublicKey

KEY_USAGE, BASIC_CONSTRAINTS, EXTENDED_KEY_USAGE = "2.5.29.15", "2.5.29.19", "2.5.29.37"
SUBJECT_KEY, AUTHORITY_KEY = "2.5.29.14", "2.5.29.35"
ISSUER_ALT_NAME, CRL_POINTS = "2.5.29.18", "2.5.29.31"
COUNTRY, STATE, COMMON_NAME = "2.5.4.6", "2.5.4.8", "2.5.4.3"

# Bit numbers of RFC 5280 4.2.1.3
USAGES = (
    "digitalSignature",
    "nonRepudiation",
    "keyEncipherment",
    "dataEncipherment",
    "keyAgreement",
    "keyCertSign",
    "cRLSign",
    "encipherOnly",
    "decipherOnly",
)
ECDSA_HASHES: Mapping[str, hashes.HashAlgorithm] = {
    "1.2.840.10045.4.3.2": hashes.SHA256(),
    "1.2.840.10045.4.3.3": hashes.SHA384(),
    "1.2.840.10045.4.3.4": hashes.SHA512(),
}
BRAINPOOL_320 = bytes.fromhex("2b2403030208010109")  # 1.3.36.3.3.2.8.1.1.9 (RFC 5639 A.1)
ED25519, ED448 = "1.3.101.112", "1.3.101.113"
MAX_BYTES = 16_384  # fifteen times a large signer certificate; a reader need not look at more


@dataclass(frozen=True)
class Extension:
    """One extension: whether a reader must understand it, and the bytes inside its OCTET STRING."""

    oid: str
    is_critical: bool
    value: bytes


@dataclass(frozen=True)
class NamePart:
    """One attribute of a distinguished name; tag: the ASN.1 string type that it is written in."""

    oid: str
    tag: int
    text: str


@dataclass(frozen=True, eq=False)
class Certificate:
    """What a certificate says; whether that is true is for check_chain to tell.

    serial: the INTEGER's content as received. issuer, subject: names in DER, compared as bytes (RFC 5280
    7.1 would allow more; ISO/IEC 18013-5 Annex B asks for binary equality). key: None if of a kind that no
    profile knows, such as RSA. unread_curve: the name of a curve that a profile knows and nothing here can verify
    with. Moments are aware, UTC.
    """

    raw: bytes
    version: int
    serial: bytes
    signature_algorithm: str
    issuer: bytes
    subject: bytes
    subject_parts: tuple[NamePart, ...]
    valid_from: datetime
    valid_until: datetime
    key: CertificateKey | None
    key_bytes: bytes
    is_key_uncompressed: bool
    signed_bytes: bytes
    signature: bytes
    extensions: Mapping[str, Extension] = field(default_factory=dict)
    unread_curve: str | None = None

    @cached_property
    def fingerprint(self) -> bytes:
        """SHA-256 of the whole certificate."""
        return hashlib.sha256(self.raw).digest()

    def named(self, oid: str) -> str | None:
        """The subject's first attribute of that OID, or None."""
        return next((part.text for part in self.subject_parts if part.oid == oid), None)

    @property
    def country(self) -> str | None:
        """countryName of the subject as written."""
        return self.named(COUNTRY)

    @property
    def state(self) -> str | None:
        """stateOrProvinceName of the subject as written."""
        return self.named(STATE)

    @cached_property
    def usages(self) -> frozenset[str] | None:
        """Key usages by their RFC 5280 names; None if the extension is absent."""
        extension = self.extensions.get(KEY_USAGE)
        if extension is None:
            return None
        bits = der.one(extension.value, der.BIT_STRING).content[1:]
        return frozenset(
            name
            for number, name in enumerate(USAGES)
            if number // 8 < len(bits) and bits[number // 8] & 0x80 >> number % 8
        )

    @cached_property
    def purposes(self) -> frozenset[str] | None:
        """Extended key usages as dotted OIDs; None if the extension is absent."""
        extension = self.extensions.get(EXTENDED_KEY_USAGE)
        if extension is None:
            return None
        return frozenset(
            der.oid(der.one(item.raw, der.OID).content)
            for item in der.items(der.one(extension.value, der.SEQUENCE).content)
        )

    @cached_property
    def is_ca(self) -> bool:
        """cA of BasicConstraints; False if the extension is absent."""
        return self._constraints[0]

    @cached_property
    def path_length(self) -> int | None:
        """pathLenConstraint, or None for "any"."""
        return self._constraints[1]

    @cached_property
    def _constraints(self) -> tuple[bool, int | None]:
        extension = self.extensions.get(BASIC_CONSTRAINTS)
        if extension is None:
            return False, None
        parts = der.items(der.one(extension.value, der.SEQUENCE).content)
        is_ca = bool(parts) and parts[0].tag == der.BOOLEAN and parts[0].content == b"\xff"
        lengths = [int.from_bytes(part.content, "big", signed=True) for part in parts if part.tag == der.INTEGER]
        return is_ca, lengths[0] if lengths else None

    @cached_property
    def subject_key_identifier(self) -> bytes | None:
        """SubjectKeyIdentifier, or None."""
        extension = self.extensions.get(SUBJECT_KEY)
        return der.one(extension.value, der.OCTET_STRING).content if extension else None

    @cached_property
    def authority_key_identifier(self) -> bytes | None:
        """keyIdentifier of AuthorityKeyIdentifier, or None."""
        extension = self.extensions.get(AUTHORITY_KEY)
        if extension is None:
            return None
        parts = der.items(der.one(extension.value, der.SEQUENCE).content)
        return next((part.content for part in parts if part.tag == 0x80), None)

    def is_valid_at(self, at: datetime) -> bool:
        """True within its validity, both ends included. It counts in seconds (RFC 5280 4.1.2.5), so the last one is
        whole."""
        return self.valid_from <= at.replace(microsecond=0) <= self.valid_until

    def is_signed_with(self, key: CertificateKey | None) -> bool:
        """True if the private half of `key` signed this certificate with an algorithm that Annex B knows."""
        try:
            if isinstance(key, ec.EllipticCurvePublicKey) and self.signature_algorithm in ECDSA_HASHES:
                key.verify(self.signature, self.signed_bytes, ec.ECDSA(ECDSA_HASHES[self.signature_algorithm]))
                return True
            if isinstance(key, ed25519.Ed25519PublicKey) and self.signature_algorithm == ED25519:
                key.verify(self.signature, self.signed_bytes)
                return True
            if isinstance(key, ed448.Ed448PublicKey) and self.signature_algorithm == ED448:
                key.verify(self.signature, self.signed_bytes)
                return True
        except InvalidSignature:
            return False
        return False


@lru_cache(maxsize=512)
def parse(raw: bytes) -> Certificate:
    """The certificate in `raw` (DER). Malformed("pki.certificate") or ("pki.der") for anything else.

    Extensions that decide about trust must be readable; IssuerAltName and CRLDistributionPoints may be
    broken, because a verifier does not need them.
    """
    if len(raw) > MAX_BYTES:
        raise Malformed("pki.certificate", f"{len(raw)} bytes; at most {MAX_BYTES} are read")
    try:
        certificate = _parse(raw)
        # Read now what would otherwise fail in the middle of a check.
        _ = (certificate.usages, certificate.purposes, certificate.is_ca)
        _ = (certificate.subject_key_identifier, certificate.authority_key_identifier)
    except (ValueError, TypeError, IndexError, OverflowError, UserWarning, x509.InvalidVersion) as error:
        raise Malformed("pki.certificate", f"not an X.509 certificate in DER: {type(error).__name__}") from error
    return certificate


def _parse(raw: bytes) -> Certificate:
    outer = der.items(der.one(raw, der.SEQUENCE).content)
    if len(outer) != 3:
        raise ValueError("a certificate has three parts")
    fields = list(der.items(der.one(outer[0].raw, der.SEQUENCE).content))
    version = 1
    if fields[0].tag == 0xA0:
        version = 1 + int.from_bytes(der.one(fields.pop(0).content, der.INTEGER).content, "big")
    serial, algorithm, issuer, _, subject, spki, *rest = fields
    if algorithm.raw != outer[1].raw:
        raise ValueError("the signature algorithm outside is not the one that was signed (RFC 5280 4.1.1.2)")
    key_algorithm, key_bits = der.items(der.one(spki.raw, der.SEQUENCE).content)
    point = der.bits(key_bits)
    kind, *parameters = der.items(key_algorithm.content)
    is_ec = kind.content == bytes.fromhex("2a8648ce3d0201")
    # RFC 5480 2.1.1: a curve is named. One that is spelt out may be almost a known one, with a base point of the forger's.
    curve = parameters[0].content if is_ec and [part.tag for part in parameters] == [der.OID] else None
    loaded = x509.load_der_x509_certificate(raw)
    return Certificate(
        raw=raw,
        version=version,
        serial=der.one(serial.raw, der.INTEGER).content,
        signature_algorithm=der.oid(der.items(der.one(algorithm.raw, der.SEQUENCE).content)[0].content),
        issuer=issuer.raw,
        subject=subject.raw,
        subject_parts=_name_parts(subject),
        valid_from=loaded.not_valid_before_utc,
        valid_until=loaded.not_valid_after_utc,
        key=_key(loaded) if curve or not is_ec else None,
        key_bytes=point,
        is_key_uncompressed=not is_ec or point[:1] == b"\x04",
        signed_bytes=outer[0].raw,
        signature=der.bits(outer[2]),
        extensions=_extensions(rest),
        unread_curve="brainpoolP320r1" if curve == BRAINPOOL_320 else None,
    )


def _key(loaded: x509.Certificate) -> CertificateKey | None:
    try:
        key = loaded.public_key()
    except (UnsupportedAlgorithm, ValueError):
        return None
    return key if isinstance(key, CertificateKey) else None


def _name_parts(name: der.Item) -> tuple[NamePart, ...]:
    parts: list[NamePart] = []
    for together in der.items(der.one(name.raw, der.SEQUENCE).content):
        for attribute in der.items(der.one(together.raw, der.SET).content):
            kind, value = der.items(der.one(attribute.raw, der.SEQUENCE).content)
            encoding = "utf-16-be" if value.tag == 0x1E else "utf-8" if value.tag == der.UTF8_STRING else "latin-1"
            parts.append(NamePart(der.oid(kind.content), value.tag, value.content.decode(encoding)))
    return tuple(parts)


def _extensions(rest: list[der.Item]) -> dict[str, Extension]:
    found: dict[str, Extension] = {}
    for holder in (item for item in rest if item.tag == 0xA3):
        for item in der.items(der.one(holder.content, der.SEQUENCE).content):
            kind, *critical, value = der.items(der.one(item.raw, der.SEQUENCE).content)
            oid = der.oid(der.one(kind.raw, der.OID).content)
            if oid in found:
                raise ValueError("an extension stands twice (RFC 5280 4.2)")
            is_critical = bool(critical) and der.one(critical[0].raw, der.BOOLEAN).content == b"\xff"
            found[oid] = Extension(oid, is_critical, der.one(value.raw, der.OCTET_STRING).content)
    return found


def verifying_key(key: CertificateKey | None) -> PublicKey | None:
    """The key, if tongban.standards.signing can verify with it."""
    return key if key is not None and curve_of(key) in BY_CURVE else None


def curve_of(key: CertificateKey | None) -> str | None:
    """The curve's name as in the profiles; None for a key of a kind that no profile knows."""
    if key is None:
        return None
    if isinstance(key, ec.EllipticCurvePublicKey):
        return key.curve.name
    return "Ed25519" if isinstance(key, ed25519.Ed25519PublicKey) else "Ed448"
