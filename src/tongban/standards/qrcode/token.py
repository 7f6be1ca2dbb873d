"""The token: a CWT (RFC 8392) of the authority about one licence, one purpose and one device key.

Byte layout and limits: docs/standards/licence-code.md section 3. Everything is inside the signature; the
unprotected header must be empty, so that no byte of a token can change unseen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from tongban.errors import Malformed
from tongban.standards import cbor, cose
from tongban.standards.qrcode.facts import Purpose, facts_from_wire, facts_to_wire
from tongban.standards.signing import Algorithm, PublicKey, Signer, p256

EXPIRES, ISSUED, CONFIRMATION = 4, 6, 8  # RFC 8392 section 4, RFC 8747 section 3.1
CODE = -65537  # a private-use claim key (RFC 8392 section 9.1): [purpose, [list number, index], facts]
CLAIMS = frozenset({EXPIRES, ISSUED, CONFIRMATION, CODE})
COSE_KEY = 1
COMPRESSED_KEY = frozenset({1, -1, -2, -3})  # kty, crv, x, y as its sign bit (RFC 9053 section 7.1.1)
KID_SIZE = 8
LONGEST_LIFE = timedelta(days=7)
MAX_BYTES = 820
MAX_DEPTH = 5
LATEST = 253402300799  # 9999-12-31T23:59:59Z: the last second that a datetime can hold
MAX_LIST, MAX_INDEX = 0xFFFF, 0xFFFFFFFF
LAST_PURPOSE = max(Purpose)
REMEMBERED = 2048  # tokens: some megabytes a process


@dataclass(frozen=True)
class Token:
    """A parsed token; nothing of it has been verified.

    device_key: to verify with. facts: by name and typed (tongban.standards.qrcode.facts).
    """

    message: cose.Sign1
    digest: bytes
    signer: bytes
    issued_at: datetime
    expires_at: datetime
    device_key: ec.EllipticCurvePublicKey | p256.P256
    purpose: Purpose
    list_number: int
    index: int
    facts: Mapping[str, Any]


def kid_of(certificate: bytes) -> bytes:
    """The key id of a code signer: the first 8 bytes of SHA-256 of its certificate in DER."""
    return hashlib.sha256(certificate).digest()[:KID_SIZE]


def portrait_hash(portrait: bytes) -> bytes:
    """What a token says of a portrait file: the first 16 bytes of its SHA-256."""
    return hashlib.sha256(portrait).digest()[:16]


def issue_token(
    *,
    purpose: Purpose | str,
    claims: Mapping[str, Any],
    device_key: PublicKey,
    signer: Signer,
    list_number: int,
    index: int,
    issued_at: datetime,
    expires_at: datetime,
) -> bytes:
    """A token about `claims`, for the holder of `device_key`; untagged COSE_Sign1.

    claims: exactly the facts of the purpose by name (facts.SETS). signer: ES256, its certificate first in its
    chain. list_number, index: where the entitlement list keeps this licence. Both moments are
    rounded down to the hour, so that nobody is recognised by the second of an issue. Malformed("qrcode.*") when a claim is
    missing, too many or out of range, when the life is over 7 days, or the token too large.
    """
    wanted = purpose if isinstance(purpose, Purpose) else Purpose.of(purpose)
    issued, expires = _hour_of(issued_at), _hour_of(expires_at)
    if not issued < expires <= issued + LONGEST_LIFE:
        raise Malformed("qrcode.life", "expected an end at least an hour after the issue and within 7 days of it")
    if not (0 <= list_number <= MAX_LIST and 0 <= index <= MAX_INDEX):
        raise Malformed("qrcode.status", "expected a list number of 16 bits and an index of 32")
    if signer.algorithm is not Algorithm.ES256 or not signer.chain:
        raise Malformed("qrcode.signer", "expected an ES256 signer with its certificate")
    payload = cbor.encode(
        {
            EXPIRES: int(expires.timestamp()),
            ISSUED: int(issued.timestamp()),
            CONFIRMATION: {COSE_KEY: cose.key_map(_p256(device_key), compressed=True)},
            CODE: [int(wanted), [list_number, index], facts_to_wire(wanted, claims)],
        }
    )
    token = cose.sign1(payload, signer=signer, protected={cose.KID: kid_of(signer.chain[0])})
    if len(token) > MAX_BYTES:
        raise Malformed("qrcode.too-long", f"expected at most {MAX_BYTES} bytes, got {len(token)}")
    return token


@lru_cache(maxsize=REMEMBERED)
def parse_token(encoded: bytes) -> Token:
    """The parts of a token, tagged 18 or not. Malformed("qrcode.*", "cose.*", "cbor.*") if it is not one.

    Remembered: a phone shows the same token for days, with a new proof every 15 seconds.
    """
    message = cose.parse_sign1(cbor.decode(encoded, max_bytes=MAX_BYTES, max_depth=MAX_DEPTH))
    signer = _signer_of(message)
    claims = _mapped(cbor.decode(message.payload or b"", max_bytes=MAX_BYTES, max_depth=MAX_DEPTH), CLAIMS)
    key = _mapped(_mapped(claims[CONFIRMATION], {COSE_KEY})[COSE_KEY], COMPRESSED_KEY)
    match claims[CODE]:
        case [purpose, [list_number, index], facts]:
            pass
        case _:
            raise Malformed("qrcode.token", "expected [purpose, [list number, index], facts]")
    match [key[1], key[-1], key[-2], key[-3]]:
        case [2, 1, bytes(x), bool(is_odd)] if len(x) == 32:
            device_key = _point(x, is_odd)
        case _:
            raise Malformed("qrcode.token", "expected a compressed COSE_Key on P-256")
    which = Purpose(_number(purpose, LAST_PURPOSE, least=1))
    return Token(
        message=message,
        digest=hashlib.sha256(encoded).digest(),
        signer=signer,
        issued_at=datetime.fromtimestamp(_number(claims[ISSUED], LATEST), UTC),
        expires_at=datetime.fromtimestamp(_number(claims[EXPIRES], LATEST), UTC),
        device_key=device_key,
        purpose=which,
        list_number=_number(list_number, MAX_LIST),
        index=_number(index, MAX_INDEX),
        facts=facts_from_wire(which, facts),
    )


def _hour_of(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _signer_of(message: cose.Sign1) -> bytes:
    signer = _mapped(message.protected, {cose.ALG, cose.KID})[cose.KID]
    if message.protected[cose.ALG] != Algorithm.ES256.cose or not isinstance(signer, bytes) or len(signer) != KID_SIZE:
        raise Malformed("qrcode.token", "expected the protected header {1: -7, 4: 8 bytes}")
    if message.unprotected or message.payload is None or len(message.signature) != 64:
        raise Malformed("qrcode.token", "expected no unprotected header, a payload and a signature of 64 bytes")
    return signer


def _mapped(value: Any, keys: Set[int]) -> Mapping[Any, Any]:
    """`value` if it is a map with exactly these integer keys. True and 1.0 equal 1 in Python, not in CBOR."""
    if isinstance(value, dict | MappingProxyType) and value.keys() == keys and set(map(type, value)) == {int}:
        return value
    raise Malformed("qrcode.token", f"expected a map with exactly the keys {sorted(keys)}")


def _number(value: Any, greatest: int, *, least: int = 0) -> int:
    if type(value) is int and least <= value <= greatest:
        return value
    raise Malformed("qrcode.token", f"expected a number of {least} to {greatest}")


def _point(x: bytes, is_odd: bool) -> ec.EllipticCurvePublicKey | p256.P256:
    try:
        return p256.of_point(x, is_odd)
    except ValueError as error:
        raise Malformed("qrcode.device-key", "expected a point of P-256") from error


def _p256(key: PublicKey) -> ec.EllipticCurvePublicKey:
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name == "secp256r1":
        return key
    raise Malformed("qrcode.device-key", "expected a key on P-256")
