"""Roots and proofs: RFC 6962 2.1 to make them, RFC 9162 2.1.3.2 and 2.1.4.2 to judge them.

Making needs the tree, given as `node(height, index)`: the root of the perfect subtree of 2**height leaves that
begins at leaf index * 2**height. Judging needs nothing, and answers False to whatever is not right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tongban.standards.tlog.hashing import EMPTY_ROOT, HASH_BYTES, node_hash

Node = Callable[[int, int], bytes]


def root(size: int, *, node: Node) -> bytes:
    """MTH of the first `size` leaves (RFC 6962 2.1)."""
    return EMPTY_ROOT if size == 0 else _span(0, size, node)


def inclusion(index: int, size: int, *, node: Node) -> list[bytes]:
    """PATH(index, D[size]) (RFC 6962 2.1.1), the leaf's sibling first; ValueError unless index < size."""
    if not 0 <= index < size:
        raise ValueError(f"expected an index below {size}, came {index}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _left(end - start)
        if index < middle:
            path.append(_span(middle, end, node))
            end = middle
        else:
            path.append(_span(start, middle, node))
            start = middle
    return path[::-1]


def consistency(old: int, new: int, *, node: Node) -> list[bytes]:
    """PROOF(old, D[new]) (RFC 6962 2.1.2); empty for equal sizes; ValueError unless 0 < old <= new."""
    if not 0 < old <= new:
        raise ValueError(f"expected an old size from 1 to {new}, came {old}")
    path: list[bytes] = []
    start, end = 0, new
    while end != old:
        middle = start + _left(end - start)
        if old <= middle:
            path.append(_span(middle, end, node))
            end = middle
        else:
            path.append(_span(start, middle, node))
            start = middle
    if start:
        path.append(_span(start, end, node))  # the old tree is not a whole subtree, so it is named
    return path[::-1]


def is_included(*, leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """True if `path` proves that the leaf hash `leaf` stands at `index` in the tree of `size` with this root."""
    if not 0 <= index < size or not _are_hashes(leaf, root, *path):
        return False
    # RFC 9162 2.1.3.2, with its numbers
    place, last, found = index, size - 1, leaf  # 2, 3
    for hash_ in path:  # 4
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(hash_, found)
            while place & 1 == 0 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, hash_)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root  # 5


def is_consistent(*, old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """True if `path` proves that the tree of `new` leaves only appends to the tree of `old` leaves, old > 0."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    if not _are_hashes(old_root, new_root, *path):
        return False
    # RFC 9162 2.1.4.2, with its numbers
    if not path:  # 1
        return False
    hashes = list(path) if old & (old - 1) else [old_root, *path]  # 2
    place, last = old - 1, new - 1  # 3
    while place & 1:  # 4
        place, last = place >> 1, last >> 1
    first = second = hashes[0]  # 5
    for hash_ in hashes[1:]:  # 6
        if last == 0:
            return False
        if place & 1 or place == last:
            first, second = node_hash(hash_, first), node_hash(hash_, second)
            while place & 1 == 0 and place:
                place, last = place >> 1, last >> 1
        else:
            second = node_hash(second, hash_)
        place, last = place >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root  # 7


def _left(count: int) -> int:
    """k of RFC 6962 2.1: the largest power of two below `count` (> 1)."""
    return 1 << (count - 1).bit_length() - 1


def _span(start: int, end: int, node: Node) -> bytes:
    """MTH(D[start:end]) where start is a multiple of the largest power of two within: perfect parts, folded."""
    parts: list[bytes] = []
    while start < end:
        height = (end - start).bit_length() - 1
        parts.append(node(height, start >> height))
        start += 1 << height
    found = parts.pop()
    while parts:
        found = node_hash(parts.pop(), found)
    return found


def _are_hashes(*hashes: bytes) -> bool:
    return all(len(hash_) == HASH_BYTES for hash_ in hashes)
