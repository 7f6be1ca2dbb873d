"""The licence code "DL1:": a driving licence in a QR code that anyone can check without a network.

Our own open specification, docs/standards/licence-code.md, with vectors beside it. A token of the authority for
one purpose, bound to the key of a phone; a proof by that key, new every 15 seconds; Base45. Pure: issue and
present here, verify here, or in the browser with frontend/src/roadside.
"""

from tongban.standards.qrcode.facts import FACTS, POINTS_BANDS, REVIEWS, SETS, Purpose
from tongban.standards.qrcode.foreign import KINDS, Kind, kind_of
from tongban.standards.qrcode.possession import device_key, prove_possession
from tongban.standards.qrcode.presentation import MAX_BYTES, MAX_LETTERS, PREFIX, Presentation, parse, present
from tongban.standards.qrcode.token import LONGEST_LIFE, Token, issue_token, kid_of, parse_token, portrait_hash
from tongban.standards.qrcode.trust import TrustList, passed_over, read_entitlement_list, read_trust_list, trust_list
from tongban.standards.qrcode.verification import Entitlement, verify

__all__ = [
    "FACTS",
    "KINDS",
    "LONGEST_LIFE",
    "MAX_BYTES",
    "MAX_LETTERS",
    "POINTS_BANDS",
    "PREFIX",
    "REVIEWS",
    "SETS",
    "Entitlement",
    "Kind",
    "Presentation",
    "Purpose",
    "Token",
    "TrustList",
    "device_key",
    "issue_token",
    "kid_of",
    "kind_of",
    "parse",
    "parse_token",
    "passed_over",
    "portrait_hash",
    "present",
    "prove_possession",
    "read_entitlement_list",
    "read_trust_list",
    "trust_list",
    "verify",
]
