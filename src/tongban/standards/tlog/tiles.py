"""Tiles (c2sp.org/tlog-tiles): the tree cut into files of 256 hashes that never change once full.

A tile of level L holds hashes of perfect subtrees of 256**L leaves; what lies between two levels is hashed again
when it is needed. The last tile of a level is partial: a prefix of what it will become.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from tongban.errors import Malformed
from tongban.standards.tlog.hashing import HASH_BYTES, paired, perfect_root
from tongban.standards.tlog.spelling import LARGEST

WIDTH = 256
ENTRY_BYTES = 65_535
PATH = re.compile(
    r"tile/(?P<level>entries|0|[1-9]|[1-5][0-9]|6[0-3])/(?P<index>(?:x[0-9]{3}/){0,6}[0-9]{3})"
    r"(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)
CACHED_TILES = 64


@dataclass(frozen=True)
class TilePath:
    """The address of a tile of hashes, or with level None of a bundle of entries. width: 1 to 256."""

    level: int | None
    index: int
    width: int = WIDTH

    @classmethod
    def parse(cls, text: str) -> Self:
        """From "tile/0/x001/234.p/5"; Malformed("tlog.tile-path") for any other spelling."""
        found = PATH.fullmatch(text)
        if not found or not text.isascii():
            raise Malformed("tlog.tile-path", "expected tile/<level or entries>/<index>[.p/<width>]")
        groups = found["index"].replace("x", "").split("/")
        width = int(found["width"] or WIDTH)
        index = int("".join(groups))
        if (len(groups) > 1 and groups[0] == "000") or (found["width"] and width >= WIDTH) or index > LARGEST:
            raise Malformed("tlog.tile-path", "expected no leading zero group and a partial width below 256")
        return cls(None if found["level"] == "entries" else int(found["level"]), index, width)

    def __str__(self) -> str:
        groups = [f"{self.index % 1000:03d}"]
        rest = self.index // 1000
        while rest:
            groups.append(f"x{rest % 1000:03d}")
            rest //= 1000
        level = "entries" if self.level is None else self.level
        partial = f".p/{self.width}" if self.width < WIDTH else ""
        return f"tile/{level}/{'/'.join(reversed(groups))}{partial}"


def paths(size: int) -> Iterator[TilePath]:
    """Every tile and bundle of a tree of `size`, partial ones at the widths that this size needs."""
    for level in (None, *range(8)):
        yield from paths_of(level, size)


def paths_of(level: int | None, size: int) -> Iterator[TilePath]:
    """The tiles of one level of a tree of `size`, or its bundles with level None."""
    count = size >> 8 * (level or 0)
    for index in range((count + WIDTH - 1) // WIDTH):
        yield TilePath(level, index, min(WIDTH, count - index * WIDTH))


def parse_tile(octets: bytes, *, width: int) -> list[bytes]:
    """The hashes of a tile; Malformed("tlog.tile") unless there are exactly `width`."""
    if len(octets) != width * HASH_BYTES:
        raise Malformed("tlog.tile", f"expected {width} hashes, came {len(octets)} bytes")
    return [octets[start : start + HASH_BYTES] for start in range(0, len(octets), HASH_BYTES)]


def bundle(entries: Iterable[bytes]) -> bytes:
    """Entries as a bundle, each behind its length as a big-endian uint16; ValueError for one over 65,535 bytes."""
    parts: list[bytes] = []
    for entry in entries:
        if len(entry) > ENTRY_BYTES:
            raise ValueError(f"expected an entry of at most {ENTRY_BYTES} bytes, came {len(entry)}")
        parts += (len(entry).to_bytes(2, "big"), entry)
    return b"".join(parts)


def parse_bundle(octets: bytes, *, width: int) -> list[bytes]:
    """The entries of a bundle; Malformed("tlog.bundle") unless there are exactly `width` and nothing is left."""
    entries, at = _entries(octets, width)
    if at != len(octets):
        raise Malformed("tlog.bundle", f"expected {width} entries and nothing behind them")
    return entries


def bundle_prefix(octets: bytes, *, width: int) -> bytes:
    """The first `width` entries of a bundle, still a bundle; Malformed("tlog.bundle") if there are fewer."""
    return octets[: _entries(octets, width)[1]]


def _entries(octets: bytes, width: int) -> tuple[list[bytes], int]:
    entries: list[bytes] = []
    at = 0
    for _ in range(width):
        end = at + 2 + int.from_bytes(octets[at : at + 2], "big")
        if at + 2 > len(octets) or end > len(octets):
            raise Malformed("tlog.bundle", f"expected {width} entries, came {len(entries)}")
        entries.append(octets[at + 2 : end])
        at = end
    return entries, at


def edge(size: int) -> list[tuple[int, int]]:
    """Level and index of the partial tiles that a tree of `size` has: what must be read in order to grow it."""
    return [(level, size >> 8 * level + 8) for level in range(8) if (size >> 8 * level) % WIDTH]


def grow(size: int, *, partial: Mapping[tuple[int, int], bytes], hashes: list[bytes]) -> dict[tuple[int, int], bytes]:
    """The tiles that are new or wider once leaf `hashes` follow the first `size`, by level and index.

    partial: the tiles that `edge(size)` names. Malformed("tlog.tile") if one of them is not as wide as it must be.
    """
    changed: dict[tuple[int, int], bytes] = {}
    level, count = 0, size
    while hashes:
        first, width = divmod(count, WIDTH)
        if width:
            hashes = parse_tile(partial.get((level, first), b""), width=width) + hashes
        above: list[bytes] = []
        for start in range(0, len(hashes), WIDTH):
            tile = hashes[start : start + WIDTH]
            changed[level, first + start // WIDTH] = b"".join(tile)
            if len(tile) == WIDTH:
                above.append(perfect_root(tile))
        hashes, level, count = above, level + 1, count // WIDTH
    return changed


class TiledTree:
    """A tree of `size` that reads the tiles it needs: `node` for tongban.standards.tlog.proofs.

    read: gives a tile's bytes for its path; whatever it raises passes through. Malformed for a tile of wrong width.
    """

    def __init__(self, size: int, *, read: Callable[[TilePath], bytes]) -> None:
        self.size = size
        self._read = read
        self._pyramid = lru_cache(CACHED_TILES)(self._read_pyramid)

    def node(self, height: int, index: int) -> bytes:
        """The root of the perfect subtree of 2**height leaves that begins at leaf index * 2**height."""
        level, inner = divmod(height, 8)
        tile, place = divmod(index << inner, WIDTH)
        return self._pyramid(level, tile)[inner][place >> inner]

    def _read_pyramid(self, level: int, index: int) -> list[list[bytes]]:
        """The tile's hashes and all complete nodes above them inside the tile, lowest first."""
        width = min(WIDTH, (self.size >> 8 * level) - index * WIDTH)
        rows = [parse_tile(self._read(TilePath(level, index, width)), width=width)]
        while len(rows[-1]) > 1:
            rows.append(paired(rows[-1]))
        return rows
