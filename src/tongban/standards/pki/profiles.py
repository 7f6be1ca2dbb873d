"""What a certificate of each kind must look like: the tables of ISO/IEC 18013-5 Annexes B and C as data.

Section and table numbers are those of the second-edition draft (docs/standards/pki.md says where they differ).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

ISO_DOCUMENT, GENERAL_DOCUMENT = "1.0.18013.5.1.2", "1.0.23220.4.1.2"
ISO_READER, GENERAL_READER = "1.0.18013.5.1.6", "1.0.23220.4.1.6"
ISO_VICAL = "1.0.18013.5.1.8"
# The status-list drafts leave the number of oauthStatusSigning open; this one is what implementations use meanwhile.
STATUS_SIGNING = "1.3.6.1.5.5.7.3.30"
# Our own purpose, "may sign licence codes": a number derived from a UUID (ITU-T X.667), so nobody's registry.
LICENCE_CODE = "2.25.73469000418068147889672252725292987971"
# Below the same number: "may seal vehicle files" and "may sign messages to partners".
VEHICLE_FILE = f"{LICENCE_CODE}.1"
PARTNER_MESSAGE = f"{LICENCE_CODE}.2"

NIST_CURVES = frozenset({"secp256r1", "secp384r1", "secp521r1"})
BRAINPOOL_CURVES = frozenset({"brainpoolP256r1", "brainpoolP320r1", "brainpoolP384r1", "brainpoolP512r1"})
EDWARDS = frozenset({"Ed25519", "Ed448"})

# Extensions that restrict what a path may be used for and that we do not follow: Annex B forbids them, and
# ignoring one would be to believe more than the issuer said.
FORBIDDEN = {
    "2.5.29.33": "PolicyMappings",
    "2.5.29.30": "NameConstraints",
    "2.5.29.36": "PolicyConstraints",
    "2.5.29.54": "InhibitAnyPolicy",
    "2.5.29.46": "FreshestCRL",
}


class Presence(StrEnum):
    """Whether a field must be there."""

    MANDATORY = "mandatory"
    OPTIONAL = "optional"
    ABSENT = "absent"


@dataclass(frozen=True)
class Profile:
    """One kind of certificate.

    name: for people. table: where the requirements stand. max_days: longest life. key_use_days: how long the
    private key signs, shorter than the life so that what it signed last can still be verified. usages: the
    key usages, all and no other. purposes: extended key usages, of which a verifier wants one; written: those
    that we write, the required one first; is_purpose_required: False where the table leaves it optional.
    """

    name: str
    table: str
    max_days: int
    key_use_days: int
    usages: frozenset[str]
    is_ca: bool = False
    is_self_signed: bool = False
    purposes: frozenset[str] = frozenset()
    written: tuple[str, ...] = ()
    is_purpose_required: bool = True
    curves: frozenset[str] = NIST_CURVES | BRAINPOOL_CURVES
    country: Presence = Presence.MANDATORY
    issuer_alt_name: Presence = Presence.MANDATORY
    crl_points: Presence = Presence.MANDATORY


SIGNATURE = frozenset({"digitalSignature"})

IACA = Profile(
    name="issuing authority (IACA)",
    table="ISO/IEC 18013-5 Table B.1",
    max_days=7305,  # twenty years
    key_use_days=1826,  # five years
    usages=frozenset({"keyCertSign", "cRLSign"}),
    is_ca=True,
    is_self_signed=True,
    crl_points=Presence.OPTIONAL,
)
# A root's key vouched for by the root before it.
LINK = replace(IACA, name="link certificate", table="ISO/IEC 18013-5 Table B.2", is_self_signed=False)
DOCUMENT_SIGNER = Profile(
    name="document signer",
    table="ISO/IEC 18013-5 Table B.3",
    max_days=457,
    key_use_days=92,  # so that a credential of 365 days signed on the last day ends before the certificate
    usages=SIGNATURE,
    purposes=frozenset({ISO_DOCUMENT, GENERAL_DOCUMENT}),
    written=(ISO_DOCUMENT, GENERAL_DOCUMENT),
    curves=NIST_CURVES | BRAINPOOL_CURVES | EDWARDS,
)
READER = Profile(
    name="reader",
    table="ISO/IEC 18013-5 Table B.6",
    max_days=1187,
    key_use_days=1187,
    usages=SIGNATURE,
    purposes=frozenset({ISO_READER, GENERAL_READER}),
    written=(ISO_READER, GENERAL_READER),
    curves=NIST_CURVES | BRAINPOOL_CURVES | EDWARDS,
    country=Presence.OPTIONAL,
    issuer_alt_name=Presence.OPTIONAL,
)
LIST_SIGNER = Profile(
    name="status list signer",
    table="ISO/IEC 18013-5 Table B.9",
    max_days=1187,
    key_use_days=1096,
    usages=SIGNATURE,
    purposes=frozenset({STATUS_SIGNING}),
    written=(STATUS_SIGNING,),
    is_purpose_required=False,
    crl_points=Presence.OPTIONAL,
)
VICAL_SIGNER = Profile(
    name="VICAL signer",
    table="ISO/IEC 18013-5 Table C.1",
    max_days=1187,
    key_use_days=1187,
    usages=frozenset({"nonRepudiation"}),
    purposes=frozenset({ISO_VICAL}),
    written=(ISO_VICAL,),
    country=Presence.OPTIONAL,
    issuer_alt_name=Presence.OPTIONAL,
)
# Ours: as a document signer, but for the licence code of docs/standards/licence-code.md.
CODE_SIGNER = Profile(
    name="licence code signer",
    table="Tongban licence code, signer certificate",
    max_days=457,
    key_use_days=365,
    usages=SIGNATURE,
    purposes=frozenset({LICENCE_CODE}),
    written=(LICENCE_CODE,),
    curves=NIST_CURVES,
)
# Ours too, for docs/standards/vehicle-file.md: a file sealed on the key's last day can be judged for a year more.
SEAL_SIGNER = replace(
    CODE_SIGNER,
    name="vehicle file seal",
    table="Tongban vehicle file, seal certificate",
    max_days=1187,
    key_use_days=730,
    purposes=frozenset({VEHICLE_FILE}),
    written=(VEHICLE_FILE,),
)
PARTNER_SIGNER = replace(
    CODE_SIGNER,
    name="partner message signer",
    table="Tongban partner messages, signer certificate",
    purposes=frozenset({PARTNER_MESSAGE}),
    written=(PARTNER_MESSAGE,),
)
PROFILES = {
    "iaca": IACA,
    "link": LINK,
    "document-signer": DOCUMENT_SIGNER,
    "reader": READER,
    "list-signer": LIST_SIGNER,
    "vical-signer": VICAL_SIGNER,
    "code-signer": CODE_SIGNER,
    "seal-signer": SEAL_SIGNER,
    "partner-signer": PARTNER_SIGNER,
}
