"""Signed notes, checkpoints and proof texts."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.errors import Malformed, Untrusted
from tongban.standards.signing import SoftwareSigner
from tongban.standards.tlog import checkpoints, notes, proofs, prooftext
from tongban.standards.tlog.checkpoints import Checkpoint
from tongban.standards.tlog.notes import NoteKey, VerifierKey
from tongban.standards.tlog.tree import Tree
from tongban.verdicts import Outcome

# Published constants of golang.org/x/mod/sumdb/note (its package example).
GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)

ORIGIN = "tongban.example/journal"
KEY = NoteKey(ORIGIN, SoftwareSigner(Ed25519PrivateKey.from_private_bytes(bytes(range(32)))))
VKEY = VerifierKey.parse(KEY.vkey)
OTHER = NoteKey(ORIGIN, SoftwareSigner(Ed25519PrivateKey.from_private_bytes(bytes(32))))
ENTRIES = [f"entry {number}".encode() for number in range(300)]
TREE = Tree()
TREE.extend(ENTRIES)
HEAD = Checkpoint(ORIGIN, TREE.size, TREE.root())
SIGNED = checkpoints.sign(HEAD, key=KEY)
PROOF = prooftext.Proof(7, tuple(proofs.inclusion(7, 300, node=TREE.node)), SIGNED)


def test_a_note_signed_by_gos_library_is_opened():
    key = VerifierKey.parse(GO_VKEY)
    assert str(key) == GO_VKEY
    assert notes.opened(notes.parse(GO_NOTE.encode()), key=key).startswith("If you think cryptography")


def test_a_note_of_ours_is_opened_with_the_key_that_we_hand_out():
    note = notes.sign("一行\n\nthree\n", key=KEY)
    assert notes.parse(note.octets) == note
    assert notes.opened(note, key=VKEY) == "一行\n\nthree\n"


def test_a_note_by_another_key_of_the_same_name_is_not_trusted():
    with pytest.raises(Untrusted, match="not signed by"):
        notes.opened(notes.sign("text\n", key=OTHER), key=VKEY)


def test_signatures_by_unknown_keys_are_ignored_but_ours_must_hold():
    ours, theirs = notes.sign("text\n", key=KEY), notes.sign("text\n", key=OTHER)
    both = notes.Note("text\n", theirs.signatures + ours.signatures)
    assert notes.opened(both, key=VKEY) == "text\n"
    wrong = notes.Signature(ORIGIN, VKEY.key_id, bytes(64))
    with pytest.raises(Untrusted, match="does not hold"):
        notes.opened(notes.Note("text\n", (*ours.signatures, wrong)), key=VKEY)
    with pytest.raises(Untrusted, match="does not hold"):
        notes.opened(notes.Note("other\n", ours.signatures), key=VKEY)


@pytest.mark.parametrize("text", ["no newline", "tab\t\n", "return\r\n", "\x00\n", "\ud800\n", ""])
def test_no_note_is_signed_whose_text_another_reader_would_refuse(text):
    with pytest.raises(ValueError, match="expected a text"):
        notes.sign(text, key=KEY)


@pytest.mark.parametrize("name", ["", "with space", "with+plus", "wide\u3000space", "line\n"])
def test_no_key_is_made_with_a_name_that_a_note_cannot_carry(name):
    with pytest.raises(ValueError, match="expected an Ed25519 key"):
        NoteKey(name, SoftwareSigner(Ed25519PrivateKey.generate()))


def test_no_note_key_is_made_of_an_ecdsa_key():
    with pytest.raises(ValueError, match="expected an Ed25519 key"):
        NoteKey(ORIGIN, SoftwareSigner(ec.generate_private_key(ec.SECP256R1())))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        GO_VKEY.replace("c74f20a3", "c74f20a4"),
        GO_VKEY.replace("PeterNeumann", "Peter Neumann"),
        GO_VKEY[:-4],
        GO_VKEY + "====",
        "name+00000000+Aw==",
        "\ud800+00000000+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)
def test_a_verifier_key_that_is_not_one_is_malformed(text):
    with pytest.raises(Malformed, match=r"tlog\.verifier-key"):
        VerifierKey.parse(text)


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"text\n",
        b"text\n\n",
        b"text\n\nno dash\n",
        GO_NOTE.encode()[:-1],
        GO_NOTE.replace("problem is.\n", "problem is.\r\n").encode(),
        GO_NOTE.replace("PeterNeumann ", "Peter+Neumann ").encode(),
        GO_NOTE.replace("=\n", "\n").encode(),
        GO_NOTE.encode() + b"x" * 1_000_000,
        b"\xff\n\n" + GO_NOTE.encode(),
        "text\n\n\u2014 name AAAA\n".encode(),
        ("text\n\n" + "\u2014 name AAAAAAAA\n" * 101).encode(),
    ],
)
def test_a_note_that_is_not_one_is_malformed(octets):
    with pytest.raises(Malformed, match=r"tlog\.note"):
        notes.parse(octets)


# --- checkpoints -----------------------------------------------------------------------------------------


def test_a_checkpoint_is_three_lines_and_a_signature():
    lines = SIGNED.decode().split("\n")
    assert lines[:2] == [ORIGIN, "300"]
    assert lines[4].startswith(f"\u2014 {ORIGIN} ")
    assert checkpoints.opened(SIGNED, key=VKEY) == HEAD


def test_a_checkpoint_keeps_its_extension_lines():
    longer = Checkpoint(ORIGIN, 0, bytes(32), ("one", "two"))
    assert checkpoints.opened(checkpoints.sign(longer, key=KEY), key=VKEY) == longer


def test_a_checkpoint_of_another_log_is_not_trusted_even_with_our_signature():
    with pytest.raises(Untrusted, match=r"tlog\.origin"):
        checkpoints.opened(checkpoints.sign(Checkpoint("other.example/log", 0, bytes(32)), key=KEY), key=VKEY)


@pytest.mark.parametrize(
    "text",
    [
        "origin\n1\n",
        "\n1\nAAAA\n",
        HEAD.text.replace("300", "0300"),
        HEAD.text.replace("300", "-1"),
        HEAD.text.replace("300", "9223372036854775808"),
        HEAD.text.replace("300", "٣"),
        HEAD.text.replace("=\n", "\n"),
        f"{ORIGIN}\n300\nAAAA\n",
        HEAD.text + "\nafter an empty line\n",
        HEAD.text[:-1],
    ],
)
def test_a_checkpoint_that_is_not_one_is_malformed(text):
    with pytest.raises(Malformed, match=r"tlog\.checkpoint"):
        checkpoints.from_text(text)


# --- proofs as text --------------------------------------------------------------------------------------


def test_a_proof_carries_all_that_is_needed():
    octets = PROOF.text.encode()
    assert octets.startswith(b"c2sp.org/tlog-proof@v1\nindex 7\n")
    assert prooftext.parse(octets) == PROOF
    report = prooftext.verify(octets, entry=ENTRIES[7], key=VKEY)
    assert report.outcome is Outcome.HOLDS
    assert report.elements["index"] == 7


def test_a_proof_keeps_its_extra():
    proof = prooftext.Proof(0, (), SIGNED, b"anything")
    assert prooftext.parse(proof.text.encode()) == proof


def test_a_proof_for_another_entry_does_not_hold_though_its_checkpoint_does():
    report = prooftext.verify(PROOF.text.encode(), entry=ENTRIES[8], key=VKEY)
    assert report.check("inclusion").outcome is Outcome.DOES_NOT_HOLD
    assert report.check("checkpoint-signature").outcome is Outcome.HOLDS


def test_a_proof_by_another_key_does_not_hold_though_its_path_does():
    report = prooftext.verify(PROOF.text.encode(), entry=ENTRIES[7], key=VerifierKey.parse(OTHER.vkey))
    assert report.check("checkpoint-signature").outcome is Outcome.DOES_NOT_HOLD
    assert report.check("inclusion").outcome is Outcome.HOLDS


def test_no_single_changed_byte_of_a_proof_passes():
    octets = PROOF.text.encode()
    for at in range(len(octets)):
        for flip in (0x01, 0x20, 0x80):
            changed = octets[:at] + bytes([octets[at] ^ flip]) + octets[at + 1 :]
            try:
                report = prooftext.verify(changed, entry=ENTRIES[7], key=VKEY)
            except Malformed:
                continue
            assert report.outcome is Outcome.DOES_NOT_HOLD, (at, flip)


@pytest.mark.parametrize(
    "text",
    [
        "",
        PROOF.text.replace("@v1", "@v2"),
        PROOF.text.replace("index 7\n", ""),
        PROOF.text.replace("index 7", "index 07"),
        PROOF.text.replace("index 7", "extra !\nindex 7"),
        PROOF.text.replace("index 7\n", "index 7\nAAAA\n"),
        PROOF.text.replace("index 7\n", "index 7\n" + "A" * 43 + "=\n" * 1 + ("A" * 43 + "=\n") * 64),
        PROOF.text.replace("\n\n", "\n"),
    ],
)
def test_a_proof_that_is_not_one_is_malformed(text):
    with pytest.raises(Malformed, match=r"tlog\."):
        prooftext.parse(text.encode())


def problem_of(read, given_):
    """The code with which `read` refuses; "tlog." when it reads."""
    try:
        read(given_)
    except Malformed as problem:
        return problem.code
    return "tlog."


READERS = [notes.parse, checkpoints.parse, prooftext.parse]


@pytest.mark.parametrize("read", READERS)
@given(octets=st.binary(max_size=200))
def test_any_bytes_are_read_or_malformed(read, octets):
    assert problem_of(read, octets).startswith("tlog.")


@pytest.mark.parametrize("read", READERS)
@given(data=st.data())
@settings(max_examples=200)
def test_any_damage_to_something_real_is_read_or_malformed(read, data):
    octets = bytearray(data.draw(st.sampled_from([SIGNED, PROOF.text.encode(), GO_NOTE.encode()])))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(octets) - 1))
        octets[at : at + data.draw(st.integers(0, 5))] = data.draw(st.binary(max_size=5))
        octets = octets or bytearray(b"x")
    assert problem_of(read, bytes(octets)).startswith("tlog.")


@given(st.text(max_size=120))
def test_any_text_is_a_verifier_key_or_malformed(text):
    assert problem_of(VerifierKey.parse, text) in ("tlog.", "tlog.verifier-key")
