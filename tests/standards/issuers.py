"""A country that exists in tests only: a root, signers of each kind, holders and moments."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tongban.standards import pki
from tongban.standards.signing import SoftwareSigner, generate

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


@dataclass
class Country:
    """An authority with its root, around the moment `at`; `signer` gives a key with a certificate under it."""

    name: str = "UT"
    root: SoftwareSigner = field(default_factory=generate)
    at: datetime = AT

    def __post_init__(self) -> None:
        self.certificate = pki.build_root(
            signer=self.root,
            subject=pki.Subject(self.name, "SPECIMEN Root"),
            contact="https://example.org/",
            valid_from=self.at - timedelta(days=30),
            valid_until=self.at + timedelta(days=3000),
        )
        self.anchors = pki.TrustAnchors.of([self.certificate])

    def signer(self, profile: pki.Profile = pki.DOCUMENT_SIGNER) -> SoftwareSigner:
        """A signer of that kind, valid for 400 days around `at`."""
        key = generate()
        certificate = pki.build_signer(
            profile=profile,
            public_key=key.public_key,
            subject=pki.Subject(self.name, f"SPECIMEN {profile.name}"),
            issuer=self.root,
            issuer_certificate=self.certificate,
            valid_from=self.at - timedelta(days=20),
            valid_until=self.at + timedelta(days=380),
            crl_uri="https://example.org/crl",
        )
        return SoftwareSigner(key._private_key, (certificate,))
