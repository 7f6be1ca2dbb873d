"""Token Status List (draft-ietf-oauth-status-list) as JWT and as the CWT of ISO/IEC 18013-5 ed. 2, 12.3.6.

An authority keeps a `StatusList`, gives out places in it by `permuted_index`, and publishes it with `to_jwt`
or `to_cwt`. A verifier reads and judges a list once with `verify`, keeps it, and asks it with `lookup` or
`find`. docs/standards/status-list.md says what is done, section by section.
"""

from tongban.standards.statuslist.allotting import permuted_index
from tongban.standards.statuslist.asking import Found, Status, find, lookup
from tongban.standards.statuslist.bits import StatusList, compress, decompress
from tongban.standards.statuslist.judging import Verified, verify
from tongban.standards.statuslist.tokens import (
    CWT_TYPE,
    JWT_TYPE,
    ListToken,
    read,
    status_list_cbor,
    to_cwt,
    to_jwt,
)

__all__ = [
    "CWT_TYPE",
    "JWT_TYPE",
    "Found",
    "ListToken",
    "Status",
    "StatusList",
    "Verified",
    "compress",
    "decompress",
    "find",
    "lookup",
    "permuted_index",
    "read",
    "status_list_cbor",
    "to_cwt",
    "to_jwt",
    "verify",
]
