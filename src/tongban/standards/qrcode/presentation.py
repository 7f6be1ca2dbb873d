"""The code: a token and a fresh proof by the device, as the text of a QR code.

docs/standards/licence-code.md section 5. The proof binds the token's bytes to a moment and, when an officer
asked for one, to a challenge of four digits.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from typing import NamedTuple

from tongban.errors import Malformed
from tongban.standards import cbor
from tongban.standards.qrcode import base45
from tongban.standards.qrcode.foreign import told
from tongban.standards.qrcode.token import LATEST, Token, parse_token
from tongban.standards.signing import Algorithm, Signer

PREFIX = "DL1:"
CONTEXT = "DL1"
MAX_BYTES = 900
MAX_LETTERS = len(PREFIX) + MAX_BYTES // 2 * 3
CHALLENGE = re.compile(r"[0-9]{4}", re.ASCII)


class Presentation(NamedTuple):
    """A parsed code; nothing of it has been verified. signed: the bytes that the device signed."""

    token: Token
    shown_at: datetime
    challenge: str | None
    signature: bytes
    signed: bytes

    @property
    def proof_id(self) -> str:
        """32 hexadecimal digits that are the same each time this very proof is seen: for a replay cache.

        Taken over what was signed, not over the signature: an ECDSA signature can be respelt by anyone.
        """
        return hashlib.sha256(self.signed).hexdigest()[:32]


def present(token: bytes, *, device: Signer, at: datetime, challenge: str | None = None) -> str:
    """The text of a code: `token` with a proof by `device` for the second `at`.

    Malformed("qrcode.challenge") unless challenge is four digits or None; Malformed("qrcode.too-long") above 900 bytes.
    """
    if device.algorithm is not Algorithm.ES256:
        raise Malformed("qrcode.device-key", "expected an ES256 device key")
    if challenge is not None and not CHALLENGE.fullmatch(challenge):
        raise Malformed("qrcode.challenge", "expected four digits")
    moment = int(at.timestamp())
    signature = device.sign(signed_bytes(hashlib.sha256(token).digest(), moment, challenge))
    proof = [moment, signature] if challenge is None else [moment, challenge, signature]
    encoded = cbor.encode([token, proof])
    if len(encoded) > MAX_BYTES:
        raise Malformed("qrcode.too-long", f"expected at most {MAX_BYTES} bytes, got {len(encoded)}")
    return PREFIX + base45.encode(encoded)


def signed_bytes(digest: bytes, moment: int, challenge: str | None) -> bytes:
    """What the device signs: ["DL1", SHA-256 of the token, seconds since 1970, ?challenge] in deterministic CBOR."""
    return cbor.encode([CONTEXT, digest, moment] if challenge is None else [CONTEXT, digest, moment, challenge])


def parse(text: str) -> Presentation:
    """The parts of a code. Malformed("qrcode.*", "base45.*", "cbor.*", "cose.*") for any other text, with the words
    for whoever scanned it: what it is instead, where its beginning tells.

    Line ends and tabs around it are dropped, spaces are not: a space is a character of Base45.
    """
    text = text.strip("\r\n\t")
    try:
        return _parsed(text)
    except Malformed as wrong:
        raise Malformed(wrong.code, wrong.detail, say=told(text)) from wrong


def _parsed(text: str) -> Presentation:
    if not text.startswith(PREFIX):
        raise Malformed("qrcode.prefix", f"expected {PREFIX}")
    if len(text) > MAX_LETTERS:
        raise Malformed("qrcode.too-long", f"expected at most {MAX_LETTERS} characters, got {len(text)}")
    match cbor.decode(base45.decode(text[len(PREFIX) :]), max_bytes=MAX_BYTES, max_depth=3):
        case [bytes(token), [int(moment), bytes(signature)]]:
            challenge = None
        case [bytes(token), [int(moment), str(challenge), bytes(signature)]] if CHALLENGE.fullmatch(challenge):
            pass
        case _:
            raise Malformed("qrcode.form", "expected [token, [seconds, ?challenge, signature]]")
    if type(moment) is not int or not 0 <= moment <= LATEST or len(signature) != 64:
        raise Malformed("qrcode.form", "expected seconds since 1970 and a signature of 64 bytes")
    parsed = parse_token(token)
    return Presentation(
        token=parsed,
        shown_at=datetime.fromtimestamp(moment, UTC),
        challenge=challenge,
        signature=signature,
        signed=signed_bytes(parsed.digest, moment, challenge),
    )
