"""`auditor journal`: recompute a whole log from a folder or an address, with nothing but its public key.

The log says nothing about people; its leaves are commitments. What this proves is that nothing was removed,
changed or slipped in since any checkpoint that somebody kept, and with --proof that a given receipt belongs to it.
"""

from __future__ import annotations

import argparse
import http.client
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tongban.auditor import sources
from tongban.errors import Malformed, NotFound, Unavailable
from tongban.standards.tlog import checkpoints, proofs, prooftext, tiles
from tongban.standards.tlog.audit import Read, judge_log
from tongban.standards.tlog.checkpoints import Checkpoint
from tongban.standards.tlog.hashing import HASH_BYTES
from tongban.standards.tlog.notes import VerifierKey
from tongban.standards.tlog.tiles import TiledTree, TilePath
from tongban.verdicts import Check, Outcome, Report, Text

SUMMARY = "judge a journal: recompute its tree from an exported folder or from its address"
LABELS = {
    "checkpoint-signature": Text("检查点签名", "The checkpoint is signed by the key"),
    "tree": Text("哈希树", "The tree adds up to the checkpoint"),
    "entries": Text("日志条目", "Every entry stands in the tree"),
    "proof-signature": Text("收据上的检查点签名", "The receipt's checkpoint is signed by the key"),
    "proof-inclusion": Text("收据所证条目", "The receipt proves its entry"),
    "proof-consistency": Text("收据与日志一致", "The log still holds what the receipt's checkpoint held"),
}
LARGEST_FILE = tiles.WIDTH * (tiles.ENTRY_BYTES + 2)
TIMEOUT_SECONDS = 30
GZIP = 31  # zlib's name for a gzip header and the largest window

Fetch = Callable[[str], bytes]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own options."""
    parser.add_argument("source", metavar="FOLDER_OR_URL", help="an exported journal, or an address such as .../log/")
    parser.add_argument("--key", required=True, metavar="VKEY", help="the log's public key, name+id+key; or a file")
    parser.add_argument("--proof", type=Path, metavar="FILE", help="a receipt (.tlog-proof) to judge as well")
    parser.add_argument("--entry", type=Path, metavar="FILE", help="the receipt's entry; else the log's own is taken")


def judge(options: argparse.Namespace) -> Report:
    """Judge the journal that the options name; Malformed if key, checkpoint or receipt are none."""
    key = sources.verifier_key(options.key)
    fetch = _over_http(options.source) if "://" in options.source else _from_folder(Path(options.source))
    try:
        signed = fetch("checkpoint")
    except (NotFound, Unavailable) as problem:
        return Report((_cannot_be_told("checkpoint-signature", "c2sp.org/signed-note", problem.detail),))
    head = checkpoints.parse(signed)
    read = _tiles(fetch)
    checks = [prooftext.signature_check(signed, key=key), *judge_log(head, read=read)]
    elements = prooftext.elements(head)
    if options.proof:
        octets = sources.contents(options.proof)
        entry = sources.contents(options.entry) if options.entry else None
        checks += judge_receipt(octets, entry=entry, head=head, read=read, key=key)
        elements["proof-index"] = prooftext.parse(octets).index
    return Report(tuple(checks), elements)


def judge_receipt(
    octets: bytes, *, entry: bytes | None, head: Checkpoint, read: Read, key: VerifierKey
) -> tuple[Check, ...]:
    """The three checks of a tlog-proof against a log; Malformed if it is none."""
    proof = prooftext.parse(octets)
    known = checkpoints.parse(proof.checkpoint)
    consistency = _consistency(known, head, read)
    if entry is None:
        try:
            entry = _entry(proof.index, head, read)
        except (NotFound, Unavailable, Malformed) as problem:
            signature = replace(prooftext.signature_check(proof.checkpoint, key=key), check="proof-signature")
            return signature, _cannot_be_told("proof-inclusion", "RFC 9162 2.1.3.2", problem.detail), consistency
    signature, inclusion = prooftext.verify(octets, entry=entry, key=key).checks
    return replace(signature, check="proof-signature"), replace(inclusion, check="proof-inclusion"), consistency


def _entry(index: int, head: Checkpoint, read: Read) -> bytes:
    if index >= head.size:
        raise NotFound("auditor.entry", f"the log has no entry {index} yet")
    bundle, place = divmod(index, tiles.WIDTH)
    path = TilePath(None, bundle, min(tiles.WIDTH, head.size - bundle * tiles.WIDTH))
    return tiles.parse_bundle(read(path), width=path.width)[place]


def _consistency(known: Checkpoint, head: Checkpoint, read: Read) -> Check:
    name, clause = "proof-consistency", "RFC 9162 2.1.4.2"
    if known.origin != head.origin:
        return Check(name, clause, Outcome.DOES_NOT_HOLD, "the receipt is of another log")
    if known.size > head.size:
        return Check(
            name, clause, Outcome.DOES_NOT_HOLD, f"the receipt saw {known.size} entries, the log has {head.size}"
        )
    try:
        root = proofs.root(known.size, node=TiledTree(head.size, read=read).node)
    except (NotFound, Unavailable, Malformed) as problem:
        return _cannot_be_told(name, clause, problem.detail)
    if root != known.root:
        return Check(name, clause, Outcome.DOES_NOT_HOLD, "the log's first entries are not those the receipt saw")
    return Check(name, clause, Outcome.HOLDS)


def _cannot_be_told(name: str, clause: str, reason: str) -> Check:
    return Check(name, clause, Outcome.CANNOT_BE_TOLD, reason)


def _tiles(fetch: Fetch) -> Read:
    """Reads a partial tile, or where it was tidied away the full one, of which it is the beginning."""

    def read(path: TilePath) -> bytes:
        try:
            return fetch(str(path))
        except NotFound:
            if path.width == tiles.WIDTH:
                raise
        whole = fetch(str(replace(path, width=tiles.WIDTH)))
        if path.level is None:
            return tiles.bundle_prefix(whole, width=path.width)
        return whole[: path.width * HASH_BYTES]

    return read


def _from_folder(folder: Path) -> Fetch:
    if not folder.is_dir():
        raise FileNotFoundError(2, "no such folder", str(folder))

    def fetch(name: str) -> bytes:
        try:
            with (folder / name).open("rb") as file:
                return _limited(file.read(LARGEST_FILE + 1), name)
        except (FileNotFoundError, NotADirectoryError):
            raise NotFound("auditor.file", f"{name} is missing") from None
        except OSError as error:
            raise Unavailable("auditor.file", f"{name} cannot be read: {error.strerror}") from None

    return fetch


def _over_http(address: str) -> Fetch:
    if not address.startswith(("http://", "https://")):
        raise Malformed("auditor.address", "expected an address that begins with https:// or http://")
    start = address.rstrip("/") + "/"

    def fetch(name: str) -> bytes:
        request = urllib.request.Request(start + name, headers={"Accept-Encoding": "gzip"})  # noqa: S310 - checked above
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - checked above
                octets = answer.read(LARGEST_FILE + 1)
                if answer.headers.get("Content-Encoding") == "gzip":
                    octets = _unpacked(octets, name)
        except urllib.error.HTTPError as error:
            with error:
                if error.code in (404, 410):
                    raise NotFound("auditor.file", f"{name} is missing") from None
                raise Unavailable("auditor.network", f"{name}: the server answers {error.code}") from None
        except (OSError, http.client.HTTPException) as error:
            raise Unavailable("auditor.network", f"{name} cannot be fetched: {type(error).__name__}") from None
        return _limited(octets, name)

    return fetch


def _unpacked(octets: bytes, name: str) -> bytes:
    """Out of gzip, but never more than a tile can have, however small it arrived."""
    try:
        return zlib.decompressobj(wbits=GZIP).decompress(octets, LARGEST_FILE + 1)
    except zlib.error:
        raise Unavailable("auditor.network", f"{name} arrived damaged") from None


def _limited(octets: bytes, name: str) -> bytes:
    if len(octets) > LARGEST_FILE:
        raise Malformed("auditor.too-long", f"{name}: expected at most {LARGEST_FILE} bytes")
    return octets
