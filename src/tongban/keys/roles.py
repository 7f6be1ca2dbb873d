"""Which keys an authority has, and what certificate each of them gets."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from tongban.standards import pki


class Role(StrEnum):
    """What a key is for; the value names its folder. JOURNAL and INDEX have no certificate."""

    IACA = "iaca"  # vouches for the signers below, signs nothing else
    DOCUMENT = "document"  # signs mdoc and SD-JWT credentials
    LIST = "list"  # signs status lists and the trust list
    CODE = "code"  # signs licence code tokens
    SEAL = "seal"  # seals vehicle files that go from one office to another
    PARTNER = "partner"  # signs messages to tax, commerce, insurers and banks
    JOURNAL = "journal"  # signs checkpoints of the journal, Ed25519
    INDEX = "index"  # secret from which index permutations and field keys are derived


PROFILES: Mapping[Role, pki.Profile] = {
    Role.IACA: pki.IACA,
    Role.DOCUMENT: pki.DOCUMENT_SIGNER,
    Role.LIST: pki.LIST_SIGNER,
    Role.CODE: pki.CODE_SIGNER,
    Role.SEAL: pki.SEAL_SIGNER,
    Role.PARTNER: pki.PARTNER_SIGNER,
}
SIGNERS = (Role.DOCUMENT, Role.LIST, Role.CODE, Role.SEAL, Role.PARTNER)
# Nine years outlast the five in which the root's key signs and the longest signer's certificate after them;
# twenty would be allowed.
LIFE_DAYS: Mapping[Role, int] = {
    Role.IACA: 3287,
    Role.DOCUMENT: 457,
    Role.LIST: 1187,
    Role.CODE: 457,
    Role.SEAL: 1187,
    Role.PARTNER: 457,
}
COMMON_NAMES: Mapping[Role, str] = {
    Role.IACA: "IACA",
    Role.DOCUMENT: "document signer",
    Role.LIST: "status list signer",
    Role.CODE: "licence code signer",
    Role.SEAL: "vehicle file seal",
    Role.PARTNER: "partner message signer",
}
