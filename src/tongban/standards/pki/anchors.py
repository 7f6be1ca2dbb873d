"""Whom a verifier trusts: roots, and single signers pinned by whoever runs it."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tongban.errors import Malformed
from tongban.standards.pki.certificates import Certificate, parse

PEM = re.compile(rb"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", re.DOTALL)
SUFFIXES = frozenset({".pem", ".crt", ".cer", ".der"})


@dataclass(frozen=True, eq=False)
class TrustAnchors:
    """roots: self-signed CA certificates, whose signatures of other certificates are believed. pinned: any
    other certificate, believed as a signer for itself and for nothing else."""

    roots: tuple[Certificate, ...] = ()
    pinned: tuple[Certificate, ...] = ()

    @classmethod
    def of(cls, certificates: Iterable[bytes]) -> TrustAnchors:
        """Anchors from certificates in DER, sorted into roots and pinned; repeated ones count once."""
        found = [parse(raw) for raw in dict.fromkeys(certificates)]
        roots = tuple(certificate for certificate in found if is_root(certificate))
        return cls(roots, tuple(certificate for certificate in found if certificate not in roots))

    @classmethod
    def from_pem(cls, text: bytes) -> TrustAnchors:
        """Anchors from one or more PEM blocks, whatever stands between them. Malformed if there is none."""
        return cls.of(certificates_in(text))

    @classmethod
    def from_folder(cls, folder: Path) -> TrustAnchors:
        """Anchors from every .pem, .crt, .cer and .der file directly in `folder`. Malformed if there is none."""
        found: list[bytes] = []
        for path in sorted(folder.iterdir()):
            if path.suffix.lower() in SUFFIXES and path.is_file():
                text = path.read_bytes()
                found += certificates_in(text) if b"-----BEGIN" in text else [text]
        if not found:
            raise Malformed("pki.no-certificate", f"no {', '.join(sorted(SUFFIXES))} file in the folder")
        return cls.of(found)

    @property
    def is_empty(self) -> bool:
        """True when nobody is trusted, so that nothing can be told about anyone."""
        return not (self.roots or self.pinned)


def is_root(certificate: Certificate) -> bool:
    """True for a CA certificate that is signed with its own key."""
    return (
        certificate.is_ca and certificate.issuer == certificate.subject and certificate.is_signed_with(certificate.key)
    )


def certificates_in(text: bytes) -> list[bytes]:
    """The certificates of a PEM text in DER, in order. Malformed("pki.no-certificate" or "pki.pem")."""
    try:
        found = [base64.b64decode(b"".join(block.split()), validate=True) for block in PEM.findall(text)]
    except binascii.Error as error:
        raise Malformed("pki.pem", "a certificate block that is not base64") from error
    if not found:
        raise Malformed("pki.no-certificate", "no certificate block in the text")
    return found


def pem(certificates: Iterable[bytes]) -> bytes:
    """DER certificates as one PEM text, in the given order."""
    blocks: list[bytes] = []
    for raw in certificates:
        text = base64.b64encode(raw)
        lines = [text[start : start + 64] for start in range(0, len(text), 64)]
        blocks += [b"-----BEGIN CERTIFICATE-----", *lines, b"-----END CERTIFICATE-----", b""]
    return b"\n".join(blocks)
