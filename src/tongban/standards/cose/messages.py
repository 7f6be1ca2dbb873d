"""COSE_Sign1 and COSE_Mac0 (RFC 9052 4.2, 6.2), made and checked over the bytes as they stand."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from tongban.errors import Malformed
from tongban.standards import cbor
from tongban.standards.signing import COSE_NUMBERS, KNOWN_NUMBERS, PublicKey, Signer, curve_of, is_signed_by
from tongban.verdicts import Outcome

ALG, CRIT, CONTENT_TYPE, KID, IV, PARTIAL_IV, TYP, X5CHAIN, X5T = 1, 2, 3, 4, 5, 6, 16, 33, 34
UNDERSTOOD = frozenset({ALG, X5CHAIN, X5T})  # what may stand in crit: each is looked at and obeyed
SIGN1_TAG, MAC0_TAG = 18, 17
HMAC_256 = 5
SHA_256 = -16
MACS = frozenset({HMAC_256})


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
    """True if judge_signature() says that it holds."""
    found = judge_signature(
        message, public_key=public_key, detached_payload=detached_payload, external_aad=external_aad
    )
    return found is HELD


Told = tuple[Outcome, str]
HELD: Told = (Outcome.HOLDS, "")


def judge_signature(
    message: Sign1,
    *,
    public_key: PublicKey,
    detached_payload: bytes | None = None,
    external_aad: bytes = b"",
    understood: frozenset[int] = UNDERSTOOD,
) -> Told:
    """Whether `message` was signed with `public_key` by the algorithm that its protected header names, and why not.

    It cannot be told for an algorithm that is not read here. It does not hold also when the payload is missing, or is
    given both inside and detached, and when crit names what is not in `understood` (RFC 9052 3.1).
    """
    payload = _one_of(message.payload, detached_payload)
    if payload is None:
        return Outcome.DOES_NOT_HOLD, "there is no payload, or one inside and one beside"
    problem = _named(message.protected, COSE_NUMBERS.get(curve_of(public_key), frozenset()), understood)
    if problem is not None:
        return problem
    signed = _authenticated("Signature1", message.protected_bytes, external_aad, payload)
    if is_signed_by(public_key, signed, message.signature):
        return HELD
    return Outcome.DOES_NOT_HOLD, "the signature is not one of this by that key"


def _named(protected: Mapping[Any, Any], expected: frozenset[int], understood: frozenset[int]) -> Told | None:
    """What the protected header says against it before any signature or tag is looked at."""
    if CRIT in protected and not understood.issuperset(protected[CRIT]):
        return Outcome.DOES_NOT_HOLD, "critical header parameter not understood"
    algorithm = protected.get(ALG)
    if algorithm in expected:
        return None
    if algorithm is None:
        return Outcome.DOES_NOT_HOLD, "the protected header names no algorithm"
    if algorithm in KNOWN_NUMBERS or algorithm == HMAC_256:
        return Outcome.DOES_NOT_HOLD, "the protected header names another algorithm than the key's"
    return Outcome.CANNOT_BE_TOLD, f"algorithm {algorithm} is not read here"


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
    """True if judge_mac() says that it holds."""
    return judge_mac(message, key=key, detached_payload=detached_payload, external_aad=external_aad) is HELD


def judge_mac(message: Mac0, *, key: bytes, detached_payload: bytes | None = None, external_aad: bytes = b"") -> Told:
    """Whether `message` was made with `key` by HMAC 256/256, and why not; likewise."""
    payload = _one_of(message.payload, detached_payload)
    if payload is None:
        return Outcome.DOES_NOT_HOLD, "there is no payload, or one inside and one beside"
    problem = _named(message.protected, MACS, UNDERSTOOD)
    if problem is not None:
        return problem
    authenticated = _authenticated("MAC0", message.protected_bytes, external_aad, payload)
    if hmac.compare_digest(hmac.digest(key, authenticated, "sha256"), message.tag):
        return HELD
    return Outcome.DOES_NOT_HOLD, "the tag is not one of this by that key"


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


def is_thumbprint_right(message: Sign1, certificate: bytes) -> bool:
    """False if the message names its signer's certificate by a SHA-256 thumbprint (x5t) that is not this one's.

    Thumbprints by other digests are not looked at: x5chain carries the certificate itself.
    """
    named = message.protected.get(X5T, message.unprotected.get(X5T))
    return named is None or named[0] != SHA_256 or named[1] == sha256(certificate).digest()


def thumbprint(certificate: bytes) -> list[Any]:
    """The x5t value of a certificate: [SHA-256, digest] (RFC 9360 2)."""
    return [SHA_256, sha256(certificate).digest()]


def _authenticated(context: str, protected: bytes, external_aad: bytes, payload: bytes) -> bytes:
    """Sig_structure or MAC_structure (RFC 9052 4.4, 6.3). A protected header that is empty stands there as no bytes,
    also where it was sent as an empty map."""
    if protected == EMPTY_MAP:
        protected = b""
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
            if unprotected:
                _judge_unprotected(protected, unprotected)
            return protected_bytes, protected, unprotected, payload, last
    raise Malformed(code, "expected [protected, unprotected, payload, signature or tag]")


def parse_header(encoded: bytes) -> Mapping[Any, Any]:
    """A protected header; Malformed("cose.header") unless it obeys RFC 9052 3 and 3.1."""
    header = cbor.decode(encoded) if encoded else {}
    if not isinstance(header, dict):
        raise Malformed("cose.header", "expected a map of header parameters")
    _judge_values(header)
    if CRIT in header:
        critical = header[CRIT]
        if not isinstance(critical, list) or not critical or not {*map(type, critical)} <= {int, str}:
            raise Malformed("cose.header", "expected crit to be an array of at least one label")
        if not header.keys() >= {*critical}:
            raise Malformed("cose.header", "expected what crit names in the protected header")
    if IV in header and PARTIAL_IV in header:
        raise Malformed("cose.header", "expected IV or Partial IV, got both")
    return MappingProxyType(header)


# Everything that one signer signs has the same.
known_header = lru_cache(maxsize=128)(parse_header)
MAX_KNOWN_HEADER = 1024
EMPTY_MAP = b"\xa0"


def _judge_unprotected(protected: Mapping[Any, Any], unprotected: Mapping[Any, Any]) -> None:
    """No parameter stands in both headers, and crit in the protected one alone."""
    _judge_values(unprotected)
    if CRIT in unprotected:
        raise Malformed("cose.header", "expected crit in the protected header")
    if not protected.keys().isdisjoint(unprotected):
        raise Malformed("cose.header", "expected each header parameter in one of the two headers")
    if (IV in protected or IV in unprotected) and (PARTIAL_IV in protected or PARTIAL_IV in unprotected):
        raise Malformed("cose.header", "expected IV or Partial IV, got both")


def _judge_values(header: Mapping[Any, Any]) -> None:
    """Labels are numbers or text as their bytes say: True and 1.0 are neither, though Python finds 1 under them."""
    if not {*map(type, header)} <= {int, str}:
        raise Malformed("cose.header", "expected labels that are numbers or text")
    for label in FORMS.keys() & header.keys():
        if not FORMS[label](header[label]):
            raise Malformed("cose.header", f"expected another type of value for header parameter {label}")


def _is_label(value: Any) -> bool:
    return type(value) in (int, str)


def _is_type(value: Any) -> bool:
    return type(value) is str or (type(value) is int and value >= 0)


def _is_bytes(value: Any) -> bool:
    return type(value) is bytes


def _is_key_id(value: Any) -> bool:
    """Issuers in the field write `undefined` where they have no key id (npm @auth0/mdl 3.0.1): it names nothing."""
    return _is_bytes(value) or value is cbor.undefined


def _is_thumbprint(value: Any) -> bool:
    return isinstance(value, list | tuple) and len(value) == 2 and _is_label(value[0]) and _is_bytes(value[1])


# RFC 9052 Table 3, RFC 9596 2, RFC 9360 2. x5chain is judged where it is read, so that a bad one is a bad certificate.
FORMS: Mapping[int, Callable[[Any], bool]] = {
    ALG: _is_label,
    CONTENT_TYPE: _is_type,
    KID: _is_key_id,
    IV: _is_bytes,
    PARTIAL_IV: _is_bytes,
    TYP: _is_type,
    X5T: _is_thumbprint,
}
