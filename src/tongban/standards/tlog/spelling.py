"""Numbers and base64 in exactly one spelling, so that no byte of a text can change and still mean the same."""

from __future__ import annotations

import base64
import binascii
import re

from tongban.errors import Malformed
from tongban.standards.tlog.hashing import HASH_BYTES

NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")
LARGEST = 2**63 - 1


def to_base64(octets: bytes) -> str:
    """Standard base64 with padding (RFC 4648 4)."""
    return base64.b64encode(octets).decode()


def from_base64(text: str, *, code: str) -> bytes:
    """The bytes of canonical base64; Malformed(code) for anything else, also for idle bits that are not zero."""
    try:
        octets = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed(code, "expected base64") from None
    if to_base64(octets) != text:
        raise Malformed(code, "expected canonical base64")
    return octets


def hash_from_base64(text: str, *, code: str) -> bytes:
    """A SHA-256 hash in canonical base64; Malformed(code) for another length."""
    octets = from_base64(text, code=code)
    if len(octets) != HASH_BYTES:
        raise Malformed(code, f"expected a hash of {HASH_BYTES} bytes, came {len(octets)}")
    return octets


def number(text: str, *, code: str) -> int:
    """An ASCII decimal without leading zeros, at most 2**63 - 1; Malformed(code) otherwise."""
    if not NUMBER.fullmatch(text) or int(text) > LARGEST:
        raise Malformed(code, "expected a decimal number without leading zeros, below 2**63")
    return int(text)
