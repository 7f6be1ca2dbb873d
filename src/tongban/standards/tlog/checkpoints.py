"""Checkpoints (c2sp.org/tlog-checkpoint): a tree's size and root in a signed note."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.errors import Malformed, Untrusted
from tongban.standards.tlog import notes
from tongban.standards.tlog.notes import NoteSigner, VerifierKey
from tongban.standards.tlog.spelling import hash_from_base64, number, to_base64


@dataclass(frozen=True)
class Checkpoint:
    """The head of a log's tree. extensions: lines that the log adds; not recommended, never empty."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The note text."""
        return "\n".join((self.origin, str(self.size), to_base64(self.root), *self.extensions)) + "\n"


def sign(checkpoint: Checkpoint, *, key: NoteSigner) -> bytes:
    """The checkpoint as a note signed by `key`."""
    return notes.sign(checkpoint.text, key=key).octets


def parse(octets: bytes) -> Checkpoint:
    """The checkpoint in a note whose signatures are NOT judged; Malformed for anything else."""
    return from_text(notes.parse(octets).text)


def opened(octets: bytes, *, key: VerifierKey) -> Checkpoint:
    """The checkpoint in a note, signed by `key` for the log of the key's name.

    Malformed when it is no checkpoint, Untrusted when the signature does not hold or the origin is another log's.
    """
    checkpoint = from_text(notes.opened(notes.parse(octets), key=key))
    if checkpoint.origin != key.name:
        raise Untrusted("tlog.origin", f"expected the origin {key.name}")
    return checkpoint


def from_text(text: str) -> Checkpoint:
    """The checkpoint in a note text; Malformed("tlog.checkpoint") for anything else."""
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() or not all(lines):
        raise Malformed("tlog.checkpoint", "expected at least three lines, none of them empty")
    origin, size, root, *extensions = lines
    return Checkpoint(
        origin=origin,
        size=number(size, code="tlog.checkpoint"),
        root=hash_from_base64(root, code="tlog.checkpoint"),
        extensions=tuple(extensions),
    )
