"""COSE_Sign1 and COSE_Mac0 (RFC 9052 4.2, 6.2), made and checked over the bytes as they stand."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from tongban.errors import Malformed
from tongban.standards import cbor
from tongban.standards.signing import PublicKey, Signer, algorithm_of, is_signed_by

ALG, KID, TYP, X5CHAIN, X5T = 1, 4, 16, 33, 34
SIGN1_TAG, MAC0_TAG = 18, 17
HMAC_256 = 5


@dataclass(frozen=True)
class Sign1:
    """A parsed COSE_Sign1. `protected_bytes` are the bytes received: they are what was signed."""

    protected_bytes: bytes
    protected: Mapping[Any, Any]
    unprotected: Mapping[Any, Any]
    payload: bytes | None
    signature: bytes


@dataclass(frozen=True)
class Mac0:
    """A parsed COSE_Mac0."""

    protected_bytes: bytes
    protected: Mapping[Any, Any]
    unprotected: Mapping[Any, Any]
    payload: bytes | None
    tag: bytes


def sign1(
    payload: bytes,
    *,
    signer: Signer,
    protected: Mapping[Any, Any] | None = None,
    unprotected: Mapping[Any, Any] | None = None,
    external_aad: bytes = b"",
    detached: bool = False,
    tag: bool = False,
) -> bytes:
    """The encoding of a COSE_Sign1 by `signer`, whose algorithm is added to the protected header.

    `detached` leaves the payload out (null); `tag` writes CBOR tag 18 before it. To place it in a larger
    structure, join bytes, or decode() it.
    """
    header = cbor.encode({ALG: signer.algorithm.cose, **(protected or {})})
    message = sign1_with(
        payload,
        signer=signer,
        protected=header,
        unprotected=cbor.encode(dict(unprotected or {})),
        external_aad=external_aad,
        detached=detached,
    )
    return b"\xd2" + message if tag else message


def sign1_with(
    payload: bytes,
    *,
    signer: Signer,
    protected: bytes,
    unprotected: bytes,
    external_aad: bytes = b"",
    detached: bool = False,
) -> bytes:
    """sign1() with headers encoded already, for whoever signs many with the same; `protected` names the algorithm."""
    signature = signer.sign(_authenticated("Signature1", protected, external_aad, payload))
    first, carried, last = cbor.encode_each((protected, None if detached else payload, signature))
    return b"".join((b"\x84", first, unprotected, carried, last))


def signature_holds(
    message: Sign1, *, public_key: PublicKey, detached_payload: bytes | None = None, external_aad: bytes = b""
) -> bool:
    """True if `message` was signed with `public_key` by the algorithm that its protected header names.

    False also when the payload is missing, or is given both inside and detached.
    """
    payload = _one_of(message.payload, detached_payload)
    if payload is None or message.protected.get(ALG) != algorithm_of(public_key).cose:
        return False
    signed = _authenticated("Signature1", message.protected_bytes, external_aad, payload)
    return is_signed_by(public_key, signed, message.signature)


def parse_sign1(source: bytes | list[Any] | tuple[Any, ...]) -> Sign1:
    """A COSE_Sign1 from its bytes (tagged 18 or not) or from its decoded array; Malformed("cose.sign1") if not one."""
    return Sign1(*_parts(source, SIGN1_TAG, "cose.sign1"))


def mac0(payload: bytes, *, key: bytes, external_aad: bytes = b"", detached: bool = False) -> bytes:
    """The encoding of an untagged COSE_Mac0 with HMAC 256/256 under the 32-byte `key`."""
    header = cbor.encode({ALG: HMAC_256})
    tag = hmac.digest(key, _authenticated("MAC0", header, external_aad, payload), "sha256")
    return b"".join(
        (b"\x84", cbor.encode(header), b"\xa0", b"\xf6" if detached else cbor.encode(payload), cbor.encode(tag))
    )


def mac_holds(message: Mac0, *, key: bytes, detached_payload: bytes | None = None, external_aad: bytes = b"") -> bool:
    """True if `message` was made with `key` by HMAC 256/256."""
    payload = _one_of(message.payload, detached_payload)
    if payload is None or message.protected.get(ALG) != HMAC_256:
        return False
    authenticated = _authenticated("MAC0", message.protected_bytes, external_aad, payload)
    return hmac.compare_digest(hmac.digest(key, authenticated, "sha256"), message.tag)


def parse_mac0(source: bytes | list[Any] | tuple[Any, ...]) -> Mac0:
    """A COSE_Mac0 from its bytes (tagged 17 or not) or from its decoded array; Malformed("cose.mac0") if not one."""
    return Mac0(*_parts(source, MAC0_TAG, "cose.mac0"))


def x5chain(message: Sign1) -> tuple[bytes, ...]:
    """The certificates in DER that the message carries (RFC 9360), the signer's own first; () if none.

    Read from the unprotected header, where ISO/IEC 18013-5 puts it, else from the protected one.
    Malformed("cose.x5chain") if it is neither a byte string nor an array of them.
    """
    chain = message.unprotected.get(X5CHAIN, message.protected.get(X5CHAIN))
    if chain is None:
        return ()
    certificates = chain if isinstance(chain, list | tuple) else (chain,)
    if not certificates or not all(isinstance(certificate, bytes) for certificate in certificates):
        raise Malformed("cose.x5chain", "expected a byte string or an array of byte strings")
    return tuple(certificates)


def thumbprint(certificate: bytes) -> list[Any]:
    """The x5t value of a certificate: [SHA-256, digest] (RFC 9360 2)."""
    return [-16, sha256(certificate).digest()]


def _authenticated(context: str, protected: bytes, external_aad: bytes, payload: bytes) -> bytes:
    """Sig_structure or MAC_structure (RFC 9052 4.4, 6.3)."""
    return b"\x84" + b"".join(cbor.encode_each((context, protected, external_aad, payload)))


def _one_of(inside: bytes | None, detached: bytes | None) -> bytes | None:
    return None if inside is not None and detached is not None else inside if detached is None else detached


def _parts(source: Any, tag: int, code: str) -> tuple[bytes, Mapping[Any, Any], Mapping[Any, Any], bytes | None, bytes]:
    value = cbor.decode(source) if isinstance(source, bytes) else source
    if isinstance(value, cbor.Tag) and value.tag == tag:
        value = value.value
    match value:
        case [bytes(protected_bytes), Mapping() as unprotected, bytes() | None as payload, bytes(last)]:
            is_short = len(protected_bytes) <= MAX_KNOWN_HEADER
            protected = known_header(protected_bytes) if is_short else parse_header(protected_bytes)
            if protected is not None:
                return protected_bytes, protected, unprotected, payload, last
    raise Malformed(code, "expected [protected, unprotected, payload, signature or tag]")


def parse_header(encoded: bytes) -> Mapping[Any, Any] | None:
    """A protected header; None if it is no map."""
    header = cbor.decode(encoded) if encoded else {}
    return MappingProxyType(header) if isinstance(header, dict) else None


# Everything that one signer signs has the same.
known_header = lru_cache(maxsize=128)(parse_header)
MAX_KNOWN_HEADER = 1024
