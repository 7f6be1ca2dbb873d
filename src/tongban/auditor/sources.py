"""Where the auditor's input comes from: files in any of the forms in which people pass such things on."""

from __future__ import annotations

import re
import sys
from argparse import Namespace
from base64 import urlsafe_b64decode
from binascii import Error
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from tongban.errors import Malformed
from tongban.standards import statuslist
from tongban.standards.pki import Certificate, TrustAnchors
from tongban.standards.tlog.notes import VerifierKey
from tongban.verdicts import Check

MAX_BYTES = 1 << 24
_HEX = re.compile(rb"(?:[0-9a-fA-F]{2})+")
_TOKEN = re.compile(rb"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
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


def anchors(options: Namespace) -> TrustAnchors:
    """Whom to trust (--trust), and the authorities that are believed only where a trusted root vouches for them."""
    return trusted_and_vouched(options)[0]


def trusted_and_vouched(options: Namespace) -> tuple[TrustAnchors, tuple[Certificate, ...]]:
    """anchors(), and the signers that were brought along: nothing is believed of one before its path to a root is."""
    vouched = _certificates(options.vouched)
    return replace(_certificates(options.trust), links=vouched.roots), vouched.pinned


def _certificates(paths: Iterable[Path]) -> TrustAnchors:
    """Everything in the given files (PEM, or DER in binary, hex or base64) and folders of them. What cannot be
    read in a file with others is passed over and named on standard error; Malformed if one holds no certificate."""
    found = TrustAnchors.together(
        TrustAnchors.from_folder(path) if path.is_dir() else _anchors_in(contents(path)) for path in paths
    )
    for line in found.passed_over:
        print(f"passed over: {line}", file=sys.stderr)
    return found


def _anchors_in(found: bytes) -> TrustAnchors:
    return TrustAnchors.from_pem(found) if b"-----BEGIN" in found else TrustAnchors.of([binary(found)])


def status_lists(
    paths: Sequence[Path], *, anchors: TrustAnchors, at: datetime
) -> Callable[[Mapping[str, Any]], Check] | None:
    """What asks the status lists in these files, each judged first; None if there are none."""
    verified = [found for path in paths if (found := judged_list(path, anchors, at)) is not None]
    if not paths:
        return None
    return partial(statuslist.lookup, lists={found.token.uri: found for found in verified}, at=at)


def status_list(found: bytes) -> bytes:
    """A status list token out of a file: a JWT as text, or a CWT in binary, hex or base64."""
    text = b"".join(found.split())
    return text if _TOKEN.fullmatch(text) else binary(found)


def judged_list(path: Path, anchors: TrustAnchors, at: datetime) -> statuslist.Verified | None:
    """One of several lists; one that cannot be read says nothing about any document, and takes no other with it."""
    try:
        return statuslist.verify(status_list(contents(path)), anchors=anchors, at=at)
    except Malformed as problem:
        print(f"passed over: {path.name}: {problem.code}", file=sys.stderr)
        return None
