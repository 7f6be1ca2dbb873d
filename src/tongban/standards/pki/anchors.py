"""Whom a verifier trusts: authorities, and single signers pinned by whoever runs it."""

from __future__ import annotations

import base64
import binascii
import hashlib
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
    """roots: certificates of authorities, whose signatures of other certificates are believed; an anchor need not be
    signed by itself (RFC 5280 6.1.1(d)), so an authority below a root or a link certificate may stand here too.
    pinned: any other certificate, believed as a signer for itself and for nothing else. links: authorities that are
    believed only where a root vouches for them, such as link certificates after a change of roots (Table B.2).
    passed_over: what stood among them and could not be read, in words, for whoever loads them to log: one bad
    certificate takes no other with it."""

    roots: tuple[Certificate, ...] = ()
    pinned: tuple[Certificate, ...] = ()
    links: tuple[Certificate, ...] = ()
    passed_over: tuple[str, ...] = ()

    @classmethod
    def of(cls, certificates: Iterable[bytes]) -> TrustAnchors:
        """Anchors from certificates in DER, sorted into roots and pinned; repeated ones count once. Malformed if there
        are some and none of them can be read."""
        roots: list[Certificate] = []
        pinned: list[Certificate] = []
        passed_over: list[str] = []
        first: Malformed | None = None
        for raw in dict.fromkeys(certificates):
            try:
                found = parse(raw)
            except Malformed as problem:
                first = first or problem
                passed_over.append(f"certificate {hashlib.sha256(raw).hexdigest()[:16]}: {problem.code}")
                continue
            (roots if is_authority(found) else pinned).append(found)
        if first is not None and not roots and not pinned:
            raise first
        return cls(tuple(roots), tuple(pinned), passed_over=tuple(passed_over))

    @classmethod
    def from_pem(cls, text: bytes) -> TrustAnchors:
        """Anchors from one or more PEM blocks, whatever stands between them. Malformed if there is none."""
        blocks, broken = _blocks(text)
        return cls.together([cls.of(blocks), cls(passed_over=broken)])

    @classmethod
    def from_folder(cls, folder: Path) -> TrustAnchors:
        """Anchors from every .pem, .crt, .cer and .der file directly in `folder`. Malformed if there is none."""
        found: list[TrustAnchors] = []
        first: Malformed | None = None
        for path in sorted(folder.iterdir()):
            if path.suffix.lower() not in SUFFIXES or not path.is_file():
                continue
            text = path.read_bytes()
            try:
                found.append(cls.from_pem(text) if b"-----BEGIN" in text else cls.of([text]))
            except Malformed as problem:
                first = first or problem
                found.append(cls(passed_over=(f"file {path.name}: {problem.code}",)))
        together = cls.together(found)
        if not together.is_empty:
            return together
        raise first or Malformed("pki.no-certificate", f"no {', '.join(sorted(SUFFIXES))} file in the folder")

    @classmethod
    def together(cls, several: Iterable[TrustAnchors]) -> TrustAnchors:
        """All of them as one."""
        kept = list(several)
        return cls(
            tuple({root.raw: root for one in kept for root in one.roots}.values()),
            tuple({signer.raw: signer for one in kept for signer in one.pinned}.values()),
            tuple({link.raw: link for one in kept for link in one.links}.values()),
            tuple(line for one in kept for line in one.passed_over),
        )

    @property
    def is_empty(self) -> bool:
        """True when nobody is trusted, so that nothing can be told about anyone."""
        return not (self.roots or self.pinned)


def is_root(certificate: Certificate) -> bool:
    """True for a CA certificate that is signed with its own key."""
    return (
        certificate.is_ca and certificate.issuer == certificate.subject and certificate.is_signed_with(certificate.key)
    )


def is_authority(certificate: Certificate) -> bool:
    """True for a CA certificate that may be an anchor: signed by another key, or rightly by its own."""
    is_own = certificate.issuer == certificate.subject and certificate.authority_key_identifier in (
        None,
        certificate.subject_key_identifier,
    )
    return certificate.is_ca and (not is_own or certificate.is_signed_with(certificate.key))


def certificates_in(text: bytes) -> list[bytes]:
    """The certificates of a PEM text in DER, in order. Malformed("pki.no-certificate" or "pki.pem")."""
    found, broken = _blocks(text)
    if broken:
        raise Malformed("pki.pem", "a certificate block that is not base64")
    return found


def _blocks(text: bytes) -> tuple[list[bytes], tuple[str, ...]]:
    """The certificates of a PEM text, and a word for each block that is not base64. Malformed if there is no block,
    or none that is base64."""
    found: list[bytes] = []
    broken: list[str] = []
    for number, block in enumerate(PEM.findall(text), start=1):
        try:
            found.append(base64.b64decode(b"".join(block.split()), validate=True))
        except binascii.Error:
            broken.append(f"certificate block {number}: pki.pem")
    if not found:
        code = "pki.pem" if broken else "pki.no-certificate"
        raise Malformed(code, "expected certificate blocks in base64" if broken else "no certificate block in the text")
    return found, tuple(broken)


def pem(certificates: Iterable[bytes]) -> bytes:
    """DER certificates as one PEM text, in the given order."""
    blocks: list[bytes] = []
    for raw in certificates:
        text = base64.b64encode(raw)
        lines = [text[start : start + 64] for start in range(0, len(text), 64)]
        blocks += [b"-----BEGIN CERTIFICATE-----", *lines, b"-----END CERTIFICATE-----", b""]
    return b"\n".join(blocks)
