"""Signed notes (c2sp.org/signed-note) with Ed25519 keys, signature type 0x01."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Protocol, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tongban.errors import Malformed, Untrusted
from tongban.standards.signing import Signer
from tongban.standards.tlog.spelling import from_base64, to_base64

ED25519 = b"\x01"
DASH = "\u2014 "
NOTE_BYTES = 1_000_000  # "verifiers SHOULD apply a maximum limit"
SIGNATURES = 100
SPACES_AND_PLUS = re.compile(r"[\s+]")
CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\ud800-\udfff]")  # surrogates: not valid UTF-8


class NoteSigner(Protocol):
    """A private key that signs notes, wherever it lies."""

    @property
    def name(self) -> str: ...

    @property
    def vkey(self) -> str: ...

    def sign(self, message: bytes) -> bytes:
        """The raw Ed25519 signature of `message`, 64 bytes."""
        ...


@dataclass(frozen=True)
class Signature:
    """One signature line."""

    name: str
    key_id: bytes
    signature: bytes

    @property
    def line(self) -> str:
        """The line as it stands in the note, with its newline."""
        return f"{DASH}{self.name} {to_base64(self.key_id + self.signature)}\n"


@dataclass(frozen=True)
class Note:
    """A text that ends in a newline, and its signatures. Trust the text only after `opened`."""

    text: str
    signatures: tuple[Signature, ...]

    @property
    def octets(self) -> bytes:
        """The note as it is published."""
        return (self.text + "\n" + "".join(signature.line for signature in self.signatures)).encode()


@dataclass(frozen=True)
class VerifierKey:
    """Somebody's public note key. `str()` gives the form that is handed out: name+id+key."""

    name: str
    public: bytes

    @classmethod
    def parse(cls, text: str) -> Self:
        """A key from `name+hexadecimal id+base64`; Malformed unless the id fits and the key is Ed25519."""
        name, _, rest = text.strip().partition("+")
        key_id, _, encoded = rest.partition("+")
        octets = from_base64(encoded, code="tlog.verifier-key")
        if octets[:1] != ED25519 or len(octets) != 33 or not is_name(name):
            raise Malformed("tlog.verifier-key", "expected name+id+key with an Ed25519 key")
        key = cls(name, octets[1:])
        if key.key_id.hex() != key_id.lower():
            raise Malformed("tlog.verifier-key", "expected the id that belongs to this name and key")
        return key

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256(name, newline, type, key)."""
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{to_base64(ED25519 + self.public)}"

    def has_signed(self, message: bytes, signature: bytes) -> bool:
        """True if `signature` of `message` was made with the private half of this key."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


class NoteKey:
    """A NoteSigner over any Ed25519 Signer, software or HSM; ValueError for another kind of key or a bad name."""

    def __init__(self, name: str, signer: Signer) -> None:
        if not isinstance(signer.public_key, Ed25519PublicKey) or not is_name(name):
            raise ValueError("expected an Ed25519 key and a name without spaces and plus")
        self.name = name
        self.vkey = str(VerifierKey(name, signer.public_key.public_bytes(Encoding.Raw, PublicFormat.Raw)))
        self._signer = signer

    def sign(self, message: bytes) -> bytes:
        return self._signer.sign(message)


def sign(text: str, *, key: NoteSigner) -> Note:
    """`text` as a note signed by `key`; ValueError unless it ends in a newline and holds no control characters."""
    if not is_text(text):
        raise ValueError("expected a text that ends in a newline, without control characters")
    public = VerifierKey.parse(key.vkey)
    return Note(text, (Signature(key.name, public.key_id, key.sign(text.encode())),))


def parse(octets: bytes) -> Note:
    """The note in `octets`, its signatures not yet judged; Malformed("tlog.note") for anything else."""
    if len(octets) > NOTE_BYTES:
        raise Malformed("tlog.note", f"expected at most {NOTE_BYTES} bytes")
    try:
        whole = octets.decode()
    except UnicodeDecodeError:
        raise Malformed("tlog.note", "expected UTF-8") from None
    # "The text is separated from the signatures by the last empty line in the note."
    text, gap, lines = whole.rpartition("\n\n")
    if not gap or not is_text(text + "\n") or not lines.endswith("\n"):
        raise Malformed("tlog.note", "expected a text, an empty line and signature lines")
    rows = lines[:-1].split("\n")
    if len(rows) > SIGNATURES:
        raise Malformed("tlog.note", f"expected at most {SIGNATURES} signatures")
    return Note(text + "\n", tuple(_signature(row) for row in rows))


def opened(note: Note, *, key: VerifierKey) -> str:
    """The text of `note` once its signature by `key` holds; Untrusted("tlog.note-signature") otherwise.

    Signatures by unknown keys are ignored; every signature that claims to be by `key` must hold.
    """
    own = [line for line in note.signatures if (line.name, line.key_id) == (key.name, key.key_id)]
    if not own:
        raise Untrusted("tlog.note-signature", f"not signed by {key.name}")
    if not all(key.has_signed(note.text.encode(), line.signature) for line in own):
        raise Untrusted("tlog.note-signature", f"the signature by {key.name} does not hold")
    return note.text


def is_name(name: str) -> bool:
    """True for a key name: not empty, no Unicode space, no plus, no control character."""
    return bool(name) and not SPACES_AND_PLUS.search(name) and not CONTROLS.search(name)


def is_text(text: str) -> bool:
    """True for a note text: ends in a newline, no control character but newlines."""
    return text.endswith("\n") and not CONTROLS.search(text)


def _signature(row: str) -> Signature:
    name, _, encoded = row.removeprefix(DASH).partition(" ")
    if not row.startswith(DASH) or not is_name(name):
        raise Malformed("tlog.note", "expected signature lines: dash, name, base64")
    octets = from_base64(encoded, code="tlog.note")
    if len(octets) < 5:
        raise Malformed("tlog.note", "expected a key id and a signature in every signature line")
    return Signature(name, octets[:4], octets[4:])
