"""Sealing one field of a record: AES-256-GCM for keeping, a keyed digest for finding (GB/T 22239 8.1.4.8).

Pure: the 32-byte secret comes in as an argument and two keys are derived from it, one for each use. A sealed
field is bound to its `place` ("people.citizen.identity/<row>"), so that it can be moved to no other column or row.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tongban.errors import Untrusted

FORM = b"\x02"  # the first byte of a sealed field: which form follows; 1 was not bound to a row
NONCE_BYTES = 12


def seal(text: str, *, secret: bytes, place: str, random: Callable[[int], bytes] = os.urandom) -> bytes:
    """`text` sealed with AES-256-GCM under a key derived from the 32-byte `secret`: form, nonce, ciphertext, tag."""
    nonce = random(NONCE_BYTES)
    sealed = AESGCM(_derived(secret, "seal")).encrypt(nonce, text.encode(), place.encode())
    return FORM + nonce + sealed


def open_sealed(sealed: bytes, *, secret: bytes, place: str, form: bytes = FORM) -> str:
    """The text again; Untrusted("field.unreadable") if it was changed, moved, or sealed under another secret."""
    if sealed[:1] != form:
        raise Untrusted("field.unreadable", f"expected form {form.hex()}, found {sealed[:1].hex()}")
    nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(_derived(secret, "seal")).decrypt(nonce, body, place.encode()).decode()
    except (InvalidTag, ValueError):
        raise Untrusted("field.unreadable", "the seal of a stored field does not hold") from None


def digest(text: str, *, secret: bytes, place: str) -> str:
    """HMAC-SHA256 of `text` in 64 hex digits: equal texts have equal digests, and without the secret nobody can
    try all identity numbers."""
    return hmac.new(_derived(secret, "find"), f"{place}\0{text}".encode(), hashlib.sha256).hexdigest()


def _derived(secret: bytes, use: str) -> bytes:
    """HKDF's expansion to one block (RFC 5869 2.3); `secret` is already uniformly random."""
    return hmac.new(secret, f"tongban field {use}".encode() + b"\x01", hashlib.sha256).digest()
