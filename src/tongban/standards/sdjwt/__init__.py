"""SD-JWT with key binding (RFC 9901) and SD-JWT VC (draft-ietf-oauth-sd-jwt-vc), the domestic licence format.

`issue` makes a credential, `select` and `present` show part of it, `verify` judges what is shown. Only the
compact serialization; docs/standards/sd-jwt.md says what is done, section by section, and what is not.
"""

from tongban.standards.sdjwt.concealing import Path
from tongban.standards.sdjwt.issuing import issue
from tongban.standards.sdjwt.opening import NEVER_DISCLOSABLE, Opened, open_claims
from tongban.standards.sdjwt.presenting import disclosable_paths, present, select
from tongban.standards.sdjwt.token import TYPE, SdJwt, parse
from tongban.standards.sdjwt.verifying import ISSUER, verify

__all__ = [
    "ISSUER",
    "NEVER_DISCLOSABLE",
    "TYPE",
    "Opened",
    "Path",
    "SdJwt",
    "disclosable_paths",
    "issue",
    "open_claims",
    "parse",
    "present",
    "select",
    "verify",
]
