"""Certificates of driving-licence authorities: ISO/IEC 18013-5 Annex B, built, checked and judged.

`check_chain` tells whether a signer may be believed; `judge` holds any certificate beside its table;
`build_root` and `build_signer` make what obeys. docs/standards/pki.md lists the clauses.
"""

from tongban.standards.pki.anchors import TrustAnchors, certificates_in, pem
from tongban.standards.pki.building import Subject, build_crl, build_link, build_root, build_signer, crl_number
from tongban.standards.pki.certificates import Certificate, parse
from tongban.standards.pki.chain import ChainResult, check_chain
from tongban.standards.pki.judging import judge
from tongban.standards.pki.profiles import (
    CODE_SIGNER,
    DOCUMENT_SIGNER,
    IACA,
    LINK,
    LIST_SIGNER,
    PARTNER_SIGNER,
    PROFILES,
    READER,
    SEAL_SIGNER,
    VICAL_SIGNER,
    Profile,
)

__all__ = [
    "CODE_SIGNER",
    "DOCUMENT_SIGNER",
    "IACA",
    "LINK",
    "LIST_SIGNER",
    "PARTNER_SIGNER",
    "PROFILES",
    "READER",
    "SEAL_SIGNER",
    "VICAL_SIGNER",
    "Certificate",
    "ChainResult",
    "Profile",
    "Subject",
    "TrustAnchors",
    "build_crl",
    "build_link",
    "build_root",
    "build_signer",
    "certificates_in",
    "check_chain",
    "crl_number",
    "judge",
    "parse",
    "pem",
]
