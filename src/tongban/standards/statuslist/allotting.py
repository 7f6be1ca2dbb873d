"""Which place in a list the n-th credential gets: unpredictable, and never one twice.

The place is a keyed permutation of the sequence number, so there is nothing to search, to lock or to collide
with, and a place tells nobody how many were given out before it (HAIP: unique and unpredictable indexes).
"""

from __future__ import annotations

from hashlib import blake2b

KEY_BYTES = 32
ROUNDS = 10  # as FF1 of NIST SP 800-38G, which also permutes small domains


def permuted_index(sequence: int, *, size: int, key: bytes) -> int:
    """The place, 0 to size - 1, of the credential number `sequence`, 0 to size - 1, in the list of `key`.

    Different sequences have different places. key: 32 secret bytes, one key for each list. ValueError for a
    sequence outside of the list or a key of another length.
    """
    if not 0 <= sequence < size:
        raise ValueError(f"expected a sequence of 0 to {size - 1}")
    if len(key) != KEY_BYTES:
        raise ValueError(f"expected a key of {KEY_BYTES} bytes, got {len(key)}")
    half = ((size - 1).bit_length() + 1) // 2
    place = sequence
    while True:  # cycle walking: the square of the Feistel network is at most 4 times the list
        place = permuted(place, half_bits=half, key=key)
        if place < size:
            return place


def permuted(value: int, *, half_bits: int, key: bytes) -> int:
    """A balanced Feistel network over numbers of 2 * half_bits bits."""
    mask = (1 << half_bits) - 1
    left, right = value >> half_bits, value & mask
    for number in range(ROUNDS):
        mixed = blake2b(right.to_bytes(8, "big"), digest_size=8, key=key, salt=bytes([number])).digest()
        left, right = right, left ^ (int.from_bytes(mixed, "big") & mask)
    return left << half_bits | right
