"""The hashes of RFC 6962 2.1: one prefix byte keeps leaves and inner nodes apart.

These few lines are where the log spends its time. They call hashlib directly on lists, because a function call
per hash costs as much as the hash.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()  # the root of a tree without leaves


def leaf_hash(entry: bytes) -> bytes:
    """MTH of one entry: SHA-256(0x00 || entry)."""
    return sha256(b"\x00" + entry).digest()


def leaf_hashes(entries: Iterable[bytes]) -> list[bytes]:
    """The leaf hash of each entry."""
    return [sha256(b"\x00" + entry).digest() for entry in entries]


def node_hash(left: bytes, right: bytes) -> bytes:
    """MTH of two subtrees: SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


def paired(hashes: list[bytes]) -> list[bytes]:
    """The parents of consecutive pairs; a last hash without partner has no parent yet."""
    return [sha256(b"\x01" + left + right).digest() for left, right in zip(hashes[::2], hashes[1::2], strict=False)]


def perfect_root(hashes: list[bytes]) -> bytes:
    """The root over 1, 2, 4, 8 ... hashes."""
    while len(hashes) > 1:
        hashes = paired(hashes)
    return hashes[0]
