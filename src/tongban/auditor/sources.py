"""Where the auditor's input comes from: files in any of the forms in which people pass such things on."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from binascii import Error
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from tongban.errors import Malformed
from tongban.standards import statuslist
from tongban.standards.pki import TrustAnchors
from tongban.standards.tlog.notes import VerifierKey
from tongban.verdicts import Check

MAX_BYTES = 1 << 24
_HEX = re.compile(rb"(?:[0-9a-fA-F]{2})+")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]+={0,2}")


def contents(path: Path) -> bytes:
    """The bytes of a file; Malformed("auditor.too-long") beyond 16 MiB, OSError if it cannot be read."""
    with path.open("rb") as file:
        found = file.read(MAX_BYTES + 1)
    if len(found) > MAX_BYTES:
        raise Malformed("auditor.too-long", f"expected at most {MAX_BYTES} bytes in {path.name}")
    return found


def binary(found: bytes) -> bytes:
    """`found` out of hex or base64 (of either alphabet, padded or not) if it is such text, else as it is.

    A CBOR map or array starts with a byte that no such text contains, so the two cannot be confused.
    """
    text = b"".join(found.split())
    if _HEX.fullmatch(text):
        return bytes.fromhex(text.decode("ascii"))
    if _BASE64.fullmatch(text):
        letters = text.rstrip(b"=").replace(b"+", b"-").replace(b"/", b"_")
        try:
            return urlsafe_b64decode(letters + b"=" * (-len(letters) % 4))
        except Error as error:
            raise Malformed("auditor.base64", "expected base64 of a whole number of bytes") from error
    return found


def ascii_text(found: bytes) -> str:
    """The text of a token in a file; Malformed("auditor.text") unless it is ASCII. White space around and inside, such
    as a mail program's line breaks, is dropped."""
    try:
        return "".join(found.decode("ascii").split())
    except UnicodeDecodeError as error:
        raise Malformed("auditor.text", "expected a token, which is ASCII text") from error


def verifier_key(text: str) -> VerifierKey:
    """A log's public key as it is given on the command line, name+id+key or a file that holds it."""
    return VerifierKey.parse(text if "+" in text else contents(Path(text)).decode("utf-8", "replace"))


def anchors(paths: Iterable[Path]) -> TrustAnchors:
    """Everything to trust in the given PEM or DER files and folders of them; Malformed if one holds no certificate."""
    found = [TrustAnchors.from_folder(path) if path.is_dir() else _anchors_in(contents(path)) for path in paths]
    return TrustAnchors(
        roots=tuple(root for one in found for root in one.roots),
        pinned=tuple(signer for one in found for signer in one.pinned),
    )


def _anchors_in(found: bytes) -> TrustAnchors:
    return TrustAnchors.of([found]) if found.startswith(b"\x30") else TrustAnchors.from_pem(found)


def status_lists(
    paths: Iterable[Path], *, anchors: TrustAnchors, at: datetime
) -> Callable[[Mapping[str, Any]], Check] | None:
    """What asks the status lists in these files, each judged first; None if there are none."""
    verified = [statuslist.verify(contents(path), anchors=anchors, at=at) for path in paths]
    if not verified:
        return None
    return partial(statuslist.lookup, lists={found.token.uri: found for found in verified}, at=at)
