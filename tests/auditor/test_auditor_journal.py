"""The auditor judges a log from a folder or an address, with nothing but its key."""

from __future__ import annotations

import gzip
import json
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tongban.auditor.__main__ import main
from tongban.standards.signing import SoftwareSigner
from tongban.standards.tlog import checkpoints, proofs, prooftext, tiles
from tongban.standards.tlog.checkpoints import Checkpoint
from tongban.standards.tlog.notes import NoteKey
from tongban.standards.tlog.tree import Tree

ORIGIN = "tongban.example/journal"
KEY = NoteKey(ORIGIN, SoftwareSigner(Ed25519PrivateKey.from_private_bytes(bytes(range(32)))))
OTHER = NoteKey(ORIGIN, SoftwareSigner(Ed25519PrivateKey.from_private_bytes(bytes(32))))
ENTRIES = [f"entry {number}".encode() for number in range(700)]


def log_of(entries):
    tree = Tree()
    tree.extend(entries)
    return tree


def write_log(folder, entries=ENTRIES, key=KEY):
    """A log as any C2SP log would publish it."""
    tree = log_of(entries)
    for path in tiles.paths(tree.size):
        start, end = path.index * 256, path.index * 256 + path.width
        if path.level is None:
            octets = tiles.bundle(entries[start:end])
        else:
            octets = b"".join(tree.node(8 * path.level, index) for index in range(start, end))
        file = folder / str(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(octets)
    folder.mkdir(exist_ok=True)
    (folder / "checkpoint").write_bytes(checkpoints.sign(Checkpoint(ORIGIN, tree.size, tree.root()), key=key))


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "log"
    write_log(folder)
    return folder


@pytest.fixture
def judged(capsys):
    """Runs the command; gives its exit code and what does not hold, by check."""

    def judged(source, *more, key=KEY.vkey):
        code = main(["journal", str(source), "--key", key, "--json", *map(str, more)])
        answer = json.loads(capsys.readouterr().out)
        return code, {
            check["check"]: (check["outcome"], check["reason"])
            for check in answer["checks"]
            if check["outcome"] != "holds"
        }

    return judged


def flip(file, at):
    octets = bytearray(file.read_bytes())
    octets[at] ^= 1
    file.write_bytes(octets)


def receipt(tmp_path, *, entries=ENTRIES, index=7, key=KEY):
    tree = log_of(entries)
    signed = checkpoints.sign(Checkpoint(ORIGIN, tree.size, tree.root()), key=key)
    path = tuple(proofs.inclusion(index, tree.size, node=tree.node))
    file = tmp_path / "receipt.tlog-proof"
    file.write_text(prooftext.Proof(index, path, signed).text)
    return file


def test_an_untouched_log_holds(folder, judged):
    assert judged(folder) == (0, {})


def test_an_empty_log_holds(tmp_path, judged):
    write_log(tmp_path / "empty", [])
    assert judged(tmp_path / "empty") == (0, {})


def test_the_key_may_stand_in_a_file(folder, judged, tmp_path):
    (tmp_path / "vkey").write_text(KEY.vkey + "\n")
    assert judged(folder, key=str(tmp_path / "vkey")) == (0, {})


def test_a_log_signed_by_another_key_does_not_hold_though_its_tree_does(folder, judged):
    code, found = judged(folder, key=OTHER.vkey)
    assert (code, found.keys()) == (1, {"checkpoint-signature"})


def test_a_flipped_byte_in_an_entry_is_named(folder, judged):
    flip(folder / "tile/entries/001", -1)
    assert judged(folder) == (1, {"entries": ("does-not-hold", "entry 511 does not match the tree")})


@pytest.mark.parametrize("tile", ["tile/0/000", "tile/0/002.p/188", "tile/1/000.p/2"])
def test_a_flipped_byte_in_a_tile_is_found(folder, judged, tile):
    flip(folder / tile, 40)
    code, found = judged(folder)
    assert code == 1
    assert found["tree"][0] == "does-not-hold"


def test_every_byte_of_the_checkpoint_matters(folder, judged, capsys):
    whole = (folder / "checkpoint").read_bytes()
    for at in range(0, len(whole), 3):
        (folder / "checkpoint").write_bytes(whole)
        flip(folder / "checkpoint", at)
        code = main(["journal", str(folder), "--key", KEY.vkey, "--json"])
        capsys.readouterr()
        assert code in (1, 3), at


def test_a_missing_tile_cannot_be_told(folder, judged):
    (folder / "tile/0/001").unlink()
    code, found = judged(folder)
    assert code == 2
    assert found["tree"][0] == "cannot-be-told"
    assert found["tree"][1].startswith("tile/0/001 is missing")
    assert found["entries"][0] == "cannot-be-told"


def test_a_missing_checkpoint_cannot_be_told(folder, judged):
    (folder / "checkpoint").unlink()
    assert judged(folder) == (2, {"checkpoint-signature": ("cannot-be-told", "checkpoint is missing")})


def test_a_checkpoint_that_claims_an_enormous_size_ends_soon(folder, judged):
    huge = Checkpoint(ORIGIN, 2**62, bytes(32))
    (folder / "checkpoint").write_bytes(checkpoints.sign(huge, key=KEY))
    code, found = judged(folder)
    assert code == 2
    assert found["tree"][0] == "cannot-be-told"


def test_a_partial_tile_that_was_tidied_away_is_read_from_the_full_one(tmp_path, folder, judged):
    old = (folder / "checkpoint").read_bytes()
    grown = tmp_path / "grown"
    write_log(grown, [*ENTRIES, *[b"later"] * 400])
    (grown / "checkpoint").write_bytes(old)
    tree = log_of(ENTRIES)
    (grown / "tile/1/000.p").mkdir(exist_ok=True)
    (grown / "tile/1/000.p/2").write_bytes(tree.node(8, 0) + tree.node(8, 1))
    assert judged(grown) == (0, {})


def test_a_folder_that_is_not_there_is_a_wrong_command_line(tmp_path, capsys):
    assert main(["journal", str(tmp_path / "nowhere"), "--key", KEY.vkey]) == 64


@pytest.mark.parametrize("key", ["name+00000000+AAAA", "++"])
def test_a_key_that_is_none_is_malformed(folder, capsys, key):
    assert main(["journal", str(folder), "--key", key, "--json"]) == 3


def test_a_checkpoint_that_is_none_is_malformed(folder, capsys):
    (folder / "checkpoint").write_bytes(b"\xff")
    assert main(["journal", str(folder), "--key", KEY.vkey]) == 3


def test_another_protocol_is_malformed(capsys):
    assert main(["journal", "file:///etc/", "--key", KEY.vkey]) == 3


# --- receipts ------------------------------------------------------------------------------------------------


def test_a_receipt_from_an_earlier_day_holds(folder, judged, tmp_path):
    assert judged(folder, "--proof", receipt(tmp_path, entries=ENTRIES[:300])) == (0, {})


def test_a_receipt_for_an_entry_that_was_replaced_afterwards_shows_it(folder, judged, tmp_path):
    code, found = judged(folder, "--proof", receipt(tmp_path, entries=[*ENTRIES[:7], b"what it was", *ENTRIES[8:300]]))
    assert code == 1
    assert found.keys() == {"proof-inclusion", "proof-consistency"}


def test_a_receipt_with_its_own_entry_needs_no_entry_of_the_log(folder, judged, tmp_path):
    (tmp_path / "entry").write_bytes(ENTRIES[7])
    assert judged(folder, "--proof", receipt(tmp_path), "--entry", tmp_path / "entry") == (0, {})
    (tmp_path / "entry").write_bytes(ENTRIES[8])
    code, found = judged(folder, "--proof", receipt(tmp_path), "--entry", tmp_path / "entry")
    assert (code, found.keys()) == (1, {"proof-inclusion"})


def test_a_log_that_was_cut_off_is_caught_by_a_younger_receipt(folder, judged, tmp_path):
    code, found = judged(folder, "--proof", receipt(tmp_path, entries=[*ENTRIES, b"removed"], index=700))
    assert code == 1
    assert found["proof-consistency"] == ("does-not-hold", "the receipt saw 701 entries, the log has 700")
    assert found["proof-inclusion"][0] == "cannot-be-told"


def test_a_receipt_by_another_key_does_not_hold(folder, judged, tmp_path):
    code, found = judged(folder, "--proof", receipt(tmp_path, key=OTHER))
    assert (code, found.keys()) == (1, {"proof-signature"})


def test_a_receipt_that_is_none_is_malformed(folder, capsys, tmp_path):
    (tmp_path / "none").write_bytes(b"none")
    assert main(["journal", str(folder), "--key", KEY.vkey, "--proof", str(tmp_path / "none")]) == 3


# --- over HTTP -----------------------------------------------------------------------------------------------


class Server(SimpleHTTPRequestHandler):
    """Serves a folder; entry bundles come compressed."""

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        file = self.translate_path(self.path)
        if "/entries/" not in self.path:
            super().do_GET()
            return
        with open(file, "rb") as opened:
            octets = gzip.compress(opened.read())
        self.send_response(200)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(octets)))
        self.end_headers()
        self.wfile.write(octets)


@pytest.fixture
def address(folder, socket_enabled):
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Server, directory=folder))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_log_is_judged_at_its_address(address, judged):
    assert judged(address) == (0, {})
    assert judged(address + "/") == (0, {})


def test_a_tile_that_the_server_has_not_cannot_be_told(address, folder, judged):
    (folder / "tile/0/001").unlink()
    code, found = judged(address)
    assert (code, found["tree"][0]) == (2, "cannot-be-told")


def test_a_server_that_does_not_answer_cannot_be_told(judged, socket_enabled):
    code, found = judged("http://127.0.0.1:9")
    assert (code, found["checkpoint-signature"][0]) == (2, "cannot-be-told")
