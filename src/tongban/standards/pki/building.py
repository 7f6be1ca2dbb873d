"""Making roots and signers that obey their profile. Keys stay where they are: a Signer signs."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.x509.oid import NameOID

from tongban.errors import Malformed
from tongban.standards.pki.certificates import parse
from tongban.standards.pki.judging import departures
from tongban.standards.pki.profiles import IACA, LINK, Profile
from tongban.standards.signing import Algorithm, PublicKey, Signer

HASHES: dict[Algorithm, hashes.SHA256 | hashes.SHA384 | hashes.SHA512] = {
    Algorithm.ES256: hashes.SHA256(),
    Algorithm.ES384: hashes.SHA384(),
    Algorithm.ES512: hashes.SHA512(),
}


@dataclass(frozen=True)
class Subject:
    """Whose certificate it is. country: ISO 3166-1 alpha-2, upper case. state: ISO 3166-2 or a name, if any."""

    country: str
    common_name: str
    organisation: str | None = None
    state: str | None = None


def build_root(
    *,
    signer: Signer,
    subject: Subject,
    contact: str,
    valid_from: datetime,
    valid_until: datetime,
    crl_uri: str | None = None,
    random: Callable[[int], bytes] = os.urandom,
) -> bytes:
    """A self-signed authority certificate (Table B.1) in DER for the key of `signer`.

    contact: an e-mail address or URI, which every certificate of the authority repeats as IssuerAltName.
    Raises Malformed("pki.build") if the result would not obey its table.
    """
    name = _name(subject)
    builder = (
        _builder(signer.public_key, name, name, valid_from, valid_until, random)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(signer.public_key), critical=False)
        .add_extension(_usage(IACA), critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.IssuerAlternativeName([_contact(contact)]), critical=False)
    )
    return _signed(_with_crl(builder, crl_uri), signer, IACA)


def build_signer(
    *,
    profile: Profile,
    public_key: PublicKey,
    subject: Subject,
    issuer: Signer,
    issuer_certificate: bytes,
    valid_from: datetime,
    valid_until: datetime,
    crl_uri: str | None = None,
    random: Callable[[int], bytes] = os.urandom,
) -> bytes:
    """A certificate of `profile` in DER for `public_key`, signed by the authority `issuer` whose root is
    `issuer_certificate`. Raises Malformed("pki.build") if the result would not obey the profile's table."""
    root = x509.load_der_x509_certificate(issuer_certificate)
    ski = root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    builder = (
        _builder(public_key, _name(subject), root.subject, valid_from, valid_until, random)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(ski), critical=False)
        .add_extension(_usage(profile), critical=True)
    )
    if profile.written:
        purposes = x509.ExtendedKeyUsage([x509.ObjectIdentifier(oid) for oid in profile.written])
        builder = builder.add_extension(purposes, critical=profile.is_purpose_required)
    alternative = root.extensions.get_extension_for_class(x509.IssuerAlternativeName).value
    builder = builder.add_extension(alternative, critical=False)
    return _signed(_with_crl(builder, crl_uri), issuer, profile)


def build_link(
    *,
    certificate: bytes,
    issuer: Signer,
    issuer_certificate: bytes,
    random: Callable[[int], bytes] = os.urandom,
) -> bytes:
    """A link certificate (Table B.2) in DER: the new root `certificate` as vouched for by the old root, so that
    who trusts the old one finds the new. It ends when the first of the two ends."""
    new, root = x509.load_der_x509_certificate(certificate), x509.load_der_x509_certificate(issuer_certificate)
    key = new.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    ski = root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    ends = min(new.not_valid_after_utc, root.not_valid_after_utc)
    builder = _builder(key, new.subject, root.subject, new.not_valid_before_utc, ends, random)
    for extension in new.extensions:
        builder = builder.add_extension(extension.value, critical=extension.critical)
    builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(ski), critical=False)
    return _signed(builder, issuer, LINK)


def build_crl(
    *,
    issuer: Signer,
    issuer_certificate: bytes,
    revoked: Mapping[bytes, datetime],
    number: int,
    at: datetime,
    life: timedelta = timedelta(days=90),
) -> bytes:
    """A full revocation list (Table B.10) in DER: AuthorityKeyIdentifier and CRLNumber, nothing else.

    revoked: certificates in DER and since when. number: higher than that of the list before. life: at most 90 days.
    """
    root = x509.load_der_x509_certificate(issuer_certificate)
    ski = root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(root.subject)
        .last_update(at.replace(microsecond=0))
        .next_update(at.replace(microsecond=0) + life)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(ski), critical=False)
        .add_extension(x509.CRLNumber(number), critical=False)
    )
    for raw, since in sorted(revoked.items(), key=lambda item: item[1]):
        serial = int.from_bytes(parse(raw).serial, "big")
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(since.replace(microsecond=0))
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(_Elsewhere(issuer), _digest(issuer)).public_bytes(serialization.Encoding.DER)


def crl_number(raw: bytes) -> int:
    """CRLNumber of a revocation list of ours in DER."""
    found = x509.load_der_x509_crl(raw)
    return found.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number


def _builder(  # noqa: PLR0917 - the fields of TBSCertificate in their order
    key: PublicKey,
    subject: x509.Name,
    issuer: x509.Name,
    valid_from: datetime,
    valid_until: datetime,
    random: Callable[[int], bytes],
) -> x509.CertificateBuilder:
    # 159 random bits in 20 octets: at least 63 are asked for, and the number has to stay positive.
    serial = int.from_bytes(random(20), "big") >> 1
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(serial)
        .not_valid_before(valid_from.replace(microsecond=0))
        .not_valid_after(valid_until.replace(microsecond=0))
    )


def _name(subject: Subject) -> x509.Name:
    parts = (
        (NameOID.COUNTRY_NAME, subject.country),
        (NameOID.STATE_OR_PROVINCE_NAME, subject.state),
        (NameOID.ORGANIZATION_NAME, subject.organisation),
        (NameOID.COMMON_NAME, subject.common_name),
    )
    try:
        return x509.Name([x509.NameAttribute(oid, text) for oid, text in parts if text is not None])
    except ValueError as error:
        raise Malformed("pki.build", f"a name that X.509 does not allow: {error}") from error


def _usage(profile: Profile) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature="digitalSignature" in profile.usages,
        content_commitment="nonRepudiation" in profile.usages,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign="keyCertSign" in profile.usages,
        crl_sign="cRLSign" in profile.usages,
        encipher_only=False,
        decipher_only=False,
    )


def _contact(text: str) -> x509.GeneralName:
    return x509.UniformResourceIdentifier(text) if "://" in text else x509.RFC822Name(text)


def _with_crl(builder: x509.CertificateBuilder, uri: str | None) -> x509.CertificateBuilder:
    if uri is None:
        return builder
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(uri)], None, None, None)
    return builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)


def _signed(builder: x509.CertificateBuilder, signer: Signer, profile: Profile) -> bytes:
    raw = builder.sign(_Elsewhere(signer), _digest(signer)).public_bytes(serialization.Encoding.DER)
    wrong = departures(parse(raw), profile=profile)
    if wrong:
        raise Malformed("pki.build", "; ".join(f"{check.check}: {check.reason}" for check in wrong))
    return raw


def _digest(signer: Signer) -> hashes.SHA256 | hashes.SHA384 | hashes.SHA512:
    if signer.algorithm not in HASHES:
        raise Malformed("pki.build", f"authorities sign with ECDSA, not {signer.algorithm.jose} (Table B.1)")
    return HASHES[signer.algorithm]


class _Elsewhere(ec.EllipticCurvePrivateKey):
    """A Signer in the shape that the certificate builder asks for: it can sign, and nothing else."""

    def __init__(self, signer: Signer) -> None:
        key = signer.public_key
        assert isinstance(key, ec.EllipticCurvePublicKey)
        self._signer = signer
        self._public_key = key

    def sign(
        self,
        data: Any,
        signature_algorithm: ec.EllipticCurveSignatureAlgorithm,  # noqa: ARG002 - the Signer's own is the same
    ) -> bytes:
        signature = self._signer.sign(bytes(data))
        half = len(signature) // 2
        return encode_dss_signature(int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big"))

    def public_key(self) -> ec.EllipticCurvePublicKey:
        return self._public_key

    @property
    def curve(self) -> ec.EllipticCurve:
        return self._public_key.curve

    @property
    def key_size(self) -> int:
        return self._public_key.key_size

    def exchange(self, algorithm: ec.ECDH, peer_public_key: ec.EllipticCurvePublicKey) -> bytes:
        raise NotImplementedError

    def private_numbers(self) -> ec.EllipticCurvePrivateNumbers:
        raise NotImplementedError

    def private_bytes(
        self,
        encoding: serialization.Encoding,
        format: serialization.PrivateFormat,  # noqa: A002 - the name is the interface's
        encryption_algorithm: serialization.KeySerializationEncryption,
    ) -> bytes:
        raise NotImplementedError

    def __copy__(self) -> _Elsewhere:
        return self

    def __deepcopy__(self, memo: dict[Any, Any]) -> _Elsewhere:
        return self
