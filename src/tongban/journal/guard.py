"""The last signed checkpoint, kept in a file outside the database, and what it forbids.

A database restored from yesterday's backup would sign a second, different history under the same key without
noticing. This file notices: no tree is signed that does not contain the tree of the last checkpoint
(c2sp.org/tlog-checkpoint, Signatures: "MUST not sign any checkpoint which is inconsistent").
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tongban.errors import Unavailable, Untrusted
from tongban.standards.tlog import checkpoints, proofs
from tongban.standards.tlog.checkpoints import Checkpoint
from tongban.standards.tlog.notes import VerifierKey
from tongban.standards.tlog.tiles import TiledTree


@dataclass(frozen=True)
class LastCheckpoint:
    """The file with the last signed checkpoint. It must not be restored together with the database."""

    path: Path

    def read(self) -> bytes | None:
        """The signed checkpoint, or None if none was ever kept here."""
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Unavailable("journal.checkpoint-file", f"cannot be read: {error.strerror}") from error

    def keep(self, signed: bytes) -> None:
        """Replace the checkpoint, whole or not at all, and on the disk before this returns.

        Raises Unavailable when the disk is full or cannot be written; the file then holds what it held.
        """
        fresh = self.path.with_suffix(".new")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with fresh.open("wb") as file:
                file.write(signed)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self.path)
            folder = os.open(self.path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as error:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
            raise Unavailable("journal.checkpoint-file", f"cannot be written: {error.strerror}") from error


def check(tree: TiledTree, *, last: bytes | None, published: str, key: VerifierKey) -> Checkpoint | None:
    """The last checkpoint, once it is certain that `tree` continues it; None for a log that never signed.

    published: the checkpoint that the database shows. Raises Untrusted with a code of its own for each way in
    which the database and the file can contradict each other; nothing is signed then.
    """
    if last is None:
        if published:
            raise Untrusted("journal.checkpoint-file-missing", "the database has a checkpoint, the file is not there")
        return None
    head = checkpoints.opened(last, key=key)
    if head.size > tree.size:
        raise Untrusted(
            "journal.behind", f"{head.size} entries were signed, the database has {tree.size}: an old backup?"
        )
    if proofs.root(head.size, node=tree.node) != head.root:
        raise Untrusted("journal.forked", f"the first {head.size} entries are not those that were signed")
    return head
