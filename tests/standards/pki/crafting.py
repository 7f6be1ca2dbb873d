"""An authority with its signers, and certificates that no decent authority would make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tongban.standards import pki
from tongban.standards.signing import SoftwareSigner, generate

START = datetime(2026, 11, 1, tzinfo=UTC)
NOW = START + timedelta(days=30)
START_KEY = ec.derive_private_key(0x5EED, ec.SECP256R1())
DOCUMENT = x509.ObjectIdentifier("1.0.18013.5.1.2")


def key_usage(*, sign=True, certify=False):
    return x509.KeyUsage(sign, False, False, False, False, certify, certify, False, False)


def certificate(
    *,
    start,
    issuer=None,
    subject_key=None,
    issuer_key=START_KEY,
    name="crafted",
    country="UT",
    country_type=None,
    days=300,
    extensions=None,
    serial=None,
    digest=None,
):
    """A certificate with exactly these extensions: [(value, is_critical)…]; by default a document signer's."""
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, country, _type=country_type, _validate=False)] if country else []
    subject = x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, name)] if name else parts)
    usual = [(key_usage(), True), (x509.ExtendedKeyUsage([DOCUMENT]), True)]
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer if issuer is not None else subject)
        .public_key((subject_key or ec.generate_private_key(ec.SECP256R1())).public_key())
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=days))
    )
    for value, is_critical in usual if extensions is None else extensions:
        builder = builder.add_extension(value, critical=is_critical)
    return builder.sign(issuer_key, digest or hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def root(*, start, key=START_KEY, country="UT", path_length=0, name="crafted root", extra=()):
    return certificate(
        start=start,
        subject_key=key,
        issuer_key=key,
        country=country,
        name=name,
        days=3000,
        extensions=[
            (key_usage(sign=False, certify=True), True),
            (x509.BasicConstraints(True, path_length), True),
            *extra,
        ],
    )


def name_of(raw):
    return x509.load_der_x509_certificate(raw).subject


@dataclass
class Authority:
    """A root and what it vouches for."""

    key: SoftwareSigner
    certificate: bytes
    state: str | None

    @classmethod
    def founded(cls, *, country="UT", state="UT-EX", name="样证 SPECIMEN IACA"):
        key = generate()
        certificate = pki.build_root(
            signer=key,
            subject=pki.Subject(country, name, state=state),
            contact="https://authority.example/",
            valid_from=START,
            valid_until=START + timedelta(days=3287),
        )
        return cls(key, certificate, state)

    def signer(self, profile, *, key=None, days=400, country="UT", state="same", issuer_certificate=None, crl=True):
        return pki.build_signer(
            profile=profile,
            public_key=(key or generate()).public_key,
            subject=pki.Subject(country, "样证 SPECIMEN", state=self.state if state == "same" else state),
            issuer=self.key,
            issuer_certificate=issuer_certificate or self.certificate,
            valid_from=START,
            valid_until=START + timedelta(days=days),
            crl_uri="https://authority.example/iaca.crl" if crl else None,
        )

    @property
    def anchors(self):
        return pki.TrustAnchors.of([self.certificate])
