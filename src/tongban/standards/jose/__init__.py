"""JSON Web Signature in the compact form, and the keys that go with it (RFC 7515, 7517, 7518, 7638).

Only what the licence formats need: one signature, ECDSA or EdDSA, no encryption, no symmetric keys, no
"none". `parse` accepts one spelling of each token (canonical base64url, JSON without duplicate members), so
that no byte of a signed token can be changed and still verify. Everything malformed is `Malformed("jose.*")`.
"""

from tongban.standards.jose.jwk import jwk, public_key, thumbprint
from tongban.standards.jose.jws import Jws, certificates, holds, judge, parse, sign
from tongban.standards.jose.spelling import (
    from_base64url,
    from_base64url_json_each,
    from_json,
    from_json_object,
    to_base64url,
    to_json,
    whole,
)

__all__ = [
    "Jws",
    "certificates",
    "from_base64url",
    "from_base64url_json_each",
    "from_json",
    "from_json_object",
    "holds",
    "judge",
    "jwk",
    "parse",
    "public_key",
    "sign",
    "thumbprint",
    "to_base64url",
    "to_json",
    "whole",
]
