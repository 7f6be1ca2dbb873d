"""The proof that is complete in itself (c2sp.org/tlog-proof, version 1): index, path and checkpoint in one text."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.errors import Malformed, Untrusted
from tongban.standards.tlog import checkpoints, proofs
from tongban.standards.tlog.checkpoints import Checkpoint
from tongban.standards.tlog.hashing import leaf_hash
from tongban.standards.tlog.notes import VerifierKey
from tongban.standards.tlog.spelling import from_base64, hash_from_base64, number, to_base64
from tongban.verdicts import Check, Outcome, Report

FIRST_LINE = "c2sp.org/tlog-proof@v1"
LONGEST_PATH = 64


@dataclass(frozen=True)
class Proof:
    """That an entry stands at `index` in the tree of `checkpoint` (a signed note, verbatim).

    extra: anything the issuer adds; authenticated by nothing, so never to be trusted.
    """

    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes = b""

    @property
    def text(self) -> str:
        """The proof as it is handed out, file extension .tlog-proof."""
        extra = [f"extra {to_base64(self.extra)}"] if self.extra else []
        lines = [FIRST_LINE, *extra, f"index {self.index}", *map(to_base64, self.path), ""]
        return "\n".join(lines) + "\n" + self.checkpoint.decode()


def parse(octets: bytes) -> Proof:
    """The proof in `octets`, judged by nobody yet; Malformed for anything else."""
    try:
        head, gap, checkpoint = octets.decode().partition("\n\n")
    except UnicodeDecodeError:
        raise Malformed("tlog.proof", "expected UTF-8") from None
    first, *lines = head.split("\n")
    if not gap or first != FIRST_LINE:
        raise Malformed("tlog.proof", f"expected a text that begins with {FIRST_LINE}")
    extra = b""
    if lines and lines[0].startswith("extra "):
        extra = from_base64(lines.pop(0).removeprefix("extra "), code="tlog.proof")
    if not lines or not lines[0].startswith("index "):
        raise Malformed("tlog.proof", "expected a line that begins with index")
    index = number(lines.pop(0).removeprefix("index "), code="tlog.proof")
    if len(lines) > LONGEST_PATH:
        raise Malformed("tlog.proof", f"expected at most {LONGEST_PATH} hashes")
    path = tuple(hash_from_base64(line, code="tlog.proof") for line in lines)
    checkpoints.parse(checkpoint.encode())  # the rest is a checkpoint, verbatim
    return Proof(index=index, path=path, checkpoint=checkpoint.encode(), extra=extra)


def verify(octets: bytes, *, entry: bytes, key: VerifierKey) -> Report:
    """Does this proof show that `entry` is in the log of `key`? Malformed if it is no proof at all."""
    proof = parse(octets)
    checkpoint = checkpoints.parse(proof.checkpoint)
    signature = signature_check(proof.checkpoint, key=key)
    is_included = proofs.is_included(
        leaf=leaf_hash(entry), index=proof.index, size=checkpoint.size, path=proof.path, root=checkpoint.root
    )
    inclusion = Check(
        "inclusion",
        "RFC 9162 2.1.3.2",
        Outcome.HOLDS if is_included else Outcome.DOES_NOT_HOLD,
        "" if is_included else "the entry is not in the tree of the checkpoint at this index",
    )
    return Report((signature, inclusion), {"index": proof.index, **elements(checkpoint)})


def signature_check(octets: bytes, *, key: VerifierKey) -> Check:
    """The check "checkpoint-signature" of a checkpoint; Malformed if it is none."""
    try:
        checkpoints.opened(octets, key=key)
    except Untrusted as problem:
        return Check("checkpoint-signature", "c2sp.org/signed-note", Outcome.DOES_NOT_HOLD, problem.detail)
    return Check("checkpoint-signature", "c2sp.org/signed-note", Outcome.HOLDS)


def elements(checkpoint: Checkpoint) -> dict[str, str | int]:
    """What a report shows of a checkpoint."""
    return {"origin": checkpoint.origin, "size": checkpoint.size, "root": to_base64(checkpoint.root)}
