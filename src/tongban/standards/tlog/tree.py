"""A whole tree in memory: an array of hashes for every height.

A node never changes once both its halves are there, so appending only appends. The auditor and the benchmarks
use it; the journal keeps tiles and needs of a tree no more than its right edge.
"""

from __future__ import annotations

from collections.abc import Iterable

from tongban.standards.tlog import proofs
from tongban.standards.tlog.hashing import leaf_hashes, paired


class Tree:
    """An append-only Merkle tree (RFC 6962 2.1). Entries are hashed and forgotten."""

    def __init__(self) -> None:
        self._heights: list[list[bytes]] = [[]]

    @property
    def size(self) -> int:
        """How many entries there are."""
        return len(self._heights[0])

    def append(self, entry: bytes) -> int:
        """Add one entry and return its index; `extend` is faster for many."""
        self.extend_hashes(leaf_hashes([entry]))
        return self.size - 1

    def extend(self, entries: Iterable[bytes]) -> None:
        """Add entries in their order."""
        self.extend_hashes(leaf_hashes(entries))

    def extend_hashes(self, hashes: Iterable[bytes]) -> None:
        """Add leaf hashes in their order."""
        below = self._heights[0]
        below.extend(hashes)
        height = 1
        while len(below) > 1:
            if height == len(self._heights):
                self._heights.append([])
            row = self._heights[height]
            if len(row) == len(below) // 2:
                return
            row.extend(paired(below[2 * len(row) :]))
            below = row
            height += 1

    def node(self, height: int, index: int) -> bytes:
        """The root of the perfect subtree of 2**height leaves that begins at leaf index * 2**height."""
        return self._heights[height][index]

    def root(self, size: int | None = None) -> bytes:
        """The root of the first `size` entries, of all of them by default."""
        return proofs.root(self.size if size is None else size, node=self.node)
