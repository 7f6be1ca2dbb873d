"""Signatures, MACs and keys in CBOR: COSE_Sign1, COSE_Mac0 and COSE_Key (RFC 9052, 9053, 9360)."""

from __future__ import annotations

from tongban.standards.cose.keys import key_map, public_key
from tongban.standards.cose.messages import (
    ALG,
    KID,
    TYP,
    X5CHAIN,
    X5T,
    Mac0,
    Sign1,
    mac0,
    mac_holds,
    parse_mac0,
    parse_sign1,
    sign1,
    sign1_with,
    signature_holds,
    thumbprint,
    x5chain,
)

holds = signature_holds

__all__ = [
    "ALG",
    "KID",
    "TYP",
    "X5CHAIN",
    "X5T",
    "Mac0",
    "Sign1",
    "holds",
    "key_map",
    "mac0",
    "mac_holds",
    "parse_mac0",
    "parse_sign1",
    "public_key",
    "sign1",
    "sign1_with",
    "signature_holds",
    "thumbprint",
    "x5chain",
]
