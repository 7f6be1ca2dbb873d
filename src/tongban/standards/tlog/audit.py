"""Read a whole log and recompute it: does every entry stand in the tree, and the tree in the checkpoint?

Works through the log once, tile by tile, in constant memory but for one hash per 256 entries. Goes on after the
first fault, so that the report can say how many there are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from tongban.errors import Malformed, Problem
from tongban.standards.tlog import proofs, tiles
from tongban.standards.tlog.checkpoints import Checkpoint
from tongban.standards.tlog.hashing import leaf_hashes, perfect_root
from tongban.standards.tlog.tiles import WIDTH, TiledTree, TilePath
from tongban.verdicts import Check, Outcome

Read = Callable[[TilePath], bytes]
T = TypeVar("T")
MISSING_AT_MOST = 100
Seen = Callable[[int, bytes], None]


def judge_log(checkpoint: Checkpoint, *, read: Read, seen: Seen | None = None) -> tuple[Check, Check]:
    """The checks "tree" and "entries" of the log that ends at `checkpoint`.

    read: gives a tile's or bundle's bytes; NotFound or Unavailable from it makes the check "cannot be told".
    seen: is called with every index and entry that could be read, in order.
    """
    tree, entries = Faults("tree", "RFC 6962 2.1"), Faults("entries", "c2sp.org/tlog-tiles, Log entries")
    below: list[bytes | None] = []  # what the level beneath says that this level's hashes must be
    for level in range(8):
        above: list[bytes | None] = []
        for path in tiles.paths_of(level, checkpoint.size):
            if len(tree.missing) > MISSING_AT_MOST:
                break  # a checkpoint may claim any size; what is not there need not be asked for one by one
            hashes = tree.tried(partial(_hashes, read, path))
            if level == 0:
                _judge_bundle(path, hashes, entries, read, seen)
            elif hashes is not None:
                start = path.index * WIDTH
                expected = below[start : start + WIDTH]
                if any(known not in (None, hash_) for known, hash_ in zip(expected, hashes, strict=False)):
                    tree.add(f"{path} does not match the tiles below it")
            if path.width == WIDTH:
                above.append(None if hashes is None else perfect_root(hashes))
        below = above
    root = tree.tried(lambda: proofs.root(checkpoint.size, node=TiledTree(checkpoint.size, read=read).node))
    if root is not None and root != checkpoint.root:
        tree.add("the root is not the checkpoint's")
    return tree.check, entries.check


@dataclass
class Faults:
    """What was found wrong or could not be read while one check was made."""

    name: str
    clause: str
    wrong: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def add(self, sentence: str) -> None:
        """Something does not hold."""
        self.wrong.append(sentence)

    def tried(self, read: Callable[[], T]) -> T | None:
        """What `read` gives, or None after noting why it gave nothing."""
        try:
            return read()
        except Malformed as problem:
            self.wrong.append(problem.detail)
        except Problem as problem:
            self.missing.append(problem.detail)
        return None

    @property
    def check(self) -> Check:
        """The outcome: what is wrong weighs more than what is missing."""
        if self.wrong:
            return Check(self.name, self.clause, Outcome.DOES_NOT_HOLD, _sentence(self.wrong))
        if self.missing:
            return Check(self.name, self.clause, Outcome.CANNOT_BE_TOLD, _sentence(self.missing))
        return Check(self.name, self.clause, Outcome.HOLDS)


def _hashes(read: Read, path: TilePath) -> list[bytes]:
    try:
        return tiles.parse_tile(read(path), width=path.width)
    except Malformed as problem:
        raise Malformed(problem.code, f"{path}: {problem.detail}") from None


def _bundle(read: Read, path: TilePath) -> list[bytes]:
    try:
        return tiles.parse_bundle(read(path), width=path.width)
    except Malformed as problem:
        raise Malformed(problem.code, f"{path}: {problem.detail}") from None


def _judge_bundle(path: TilePath, hashes: list[bytes] | None, entries: Faults, read: Read, seen: Seen | None) -> None:
    found = entries.tried(partial(_bundle, read, TilePath(None, path.index, path.width)))
    if found is None:
        return
    if hashes is None:
        entries.missing.append(f"{path} is needed to judge its entries")
    else:
        for place, (expected, entry) in enumerate(zip(hashes, leaf_hashes(found), strict=True)):
            if entry != expected:
                entries.add(f"entry {path.index * WIDTH + place} does not match the tree")
    if seen:
        for place, octets in enumerate(found):
            seen(path.index * WIDTH + place, octets)


def _sentence(faults: list[str]) -> str:
    return faults[0] if len(faults) == 1 else f"{faults[0]}; and {len(faults) - 1} more"
