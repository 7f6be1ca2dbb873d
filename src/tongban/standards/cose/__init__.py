"""Signatures, MACs and keys in CBOR: COSE_Sign1, COSE_Mac0 and COSE_Key (RFC 9052, 9053, 9360)."""

from __future__ import annotations

from tongban.standards.cose.keys import DERIVE_BITS, DERIVE_KEY, ECDH_HKDF_256, VERIFY, key_map, public_key, restriction
from tongban.standards.cose.messages import (
    ALG,
    KID,
    TYP,
    UNDERSTOOD,
    X5CHAIN,
    X5T,
    Mac0,
    Sign1,
    Told,
    is_thumbprint_right,
    judge_mac,
    judge_signature,
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
    "DERIVE_BITS",
    "DERIVE_KEY",
    "ECDH_HKDF_256",
    "KID",
    "TYP",
    "UNDERSTOOD",
    "VERIFY",
    "X5CHAIN",
    "X5T",
    "Mac0",
    "Sign1",
    "Told",
    "holds",
    "is_thumbprint_right",
    "judge_mac",
    "judge_signature",
    "key_map",
    "mac0",
    "mac_holds",
    "parse_mac0",
    "parse_sign1",
    "public_key",
    "restriction",
    "sign1",
    "sign1_with",
    "signature_holds",
    "thumbprint",
    "x5chain",
]
