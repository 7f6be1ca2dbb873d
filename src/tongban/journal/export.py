"""The log as a folder of files in the layout of c2sp.org/tlog-tiles: to mirror, to archive, to hand to a court.

Any static web server can serve the folder. Exporting again into the same folder adds what is new. The folder's
old checkpoint is a witness: when the database no longer continues it, the export is refused.
"""

from __future__ import annotations

from pathlib import Path

from tongban.errors import Malformed, Untrusted
from tongban.journal import queries, storage
from tongban.standards.tlog import checkpoints, proofs, tiles
from tongban.standards.tlog.checkpoints import Checkpoint
from tongban.standards.tlog.tiles import WIDTH


def export(folder: Path) -> Checkpoint:
    """Write the published log into `folder` and return its checkpoint's content; the checkpoint is written last.

    Raises Untrusted if the folder holds a log that this one does not continue, Unavailable before the first
    checkpoint, OSError if the folder cannot be written.
    """
    signed = queries.checkpoint()
    head = checkpoints.parse(signed)
    _check_continues(folder, head)
    for path in tiles.paths(head.size):
        file = folder / str(path)
        if path.width == WIDTH and file.exists():
            continue
        _write(file, storage.read(path))
    _write(folder / "vkey", queries.vkey().encode() + b"\n")
    _write(folder / "checkpoint", signed)
    return head


def _check_continues(folder: Path, head: Checkpoint) -> None:
    try:
        known = checkpoints.parse((folder / "checkpoint").read_bytes())
    except FileNotFoundError:
        return
    except Malformed:
        raise Untrusted("journal.export", "the folder's checkpoint cannot be read") from None
    if known.origin != head.origin or known.size > head.size:
        raise Untrusted("journal.export", "the folder holds another log, or more of this one than the database")
    if proofs.root(known.size, node=storage.tree(head.size).node) != known.root:
        raise Untrusted("journal.export", "the folder holds another history of this log")


def _write(file: Path, octets: bytes) -> None:
    """Whole or not at all, so that a reader of a live mirror never sees half a tile."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(file.name + ".new")
    fresh.write_bytes(octets)
    fresh.replace(file)
