"""Entries of a journal as they are shown to a stranger: text, salt, and the proof that the log has them.

The leaf is that of docs/standards/tlog.md, Leaves. It is written here a second time because what judges must not
depend on what is judged.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from tongban.errors import Malformed
from tongban.standards import jose
from tongban.standards.tlog import checkpoints, prooftext
from tongban.standards.tlog.checkpoints import Checkpoint
from tongban.standards.tlog.notes import VerifierKey
from tongban.standards.vehiclefile.spelling import read_moment
from tongban.verdicts import Report

LABEL = b"tongban journal commitment v1\n"
SALT = re.compile(r"[0-9a-f]{64}")
MEMBERS = {"about", "at", "by", "details", "tag"}


@dataclass(frozen=True)
class Disclosed:
    """One disclosed entry, judged by nobody yet. body: the text that the leaf commits to; proof: a tlog-proof; moment:
    the time as the body spells it, at: the same as a moment."""

    body: str
    salt: bytes
    proof: bytes
    tag: str
    moment: str
    at: datetime
    details: Mapping[str, Any]

    @property
    def leaf(self) -> bytes:
        """The leaf that this text and salt make."""
        return leaf_of(tag=self.tag, at=self.moment, body=self.body, salt=self.salt)

    @cached_property
    def index(self) -> int:
        """The place in the log that the proof claims."""
        return prooftext.parse(self.proof).index

    @property
    def checkpoint(self) -> Checkpoint:
        """The head that the proof leads to; its signature is judged by `judged`."""
        return checkpoints.parse(prooftext.parse(self.proof).checkpoint)

    def judged(self, *, key: VerifierKey) -> Report:
        """Checks "checkpoint-signature" and "inclusion"."""
        return prooftext.verify(self.proof, entry=self.leaf, key=key)


def leaf_of(*, tag: str, at: str, body: str, salt: bytes) -> bytes:
    """The journal's leaf for an entry's text and salt."""
    commitment = hashlib.sha256(LABEL + salt + body.encode()).hexdigest()
    members = {"at": at, "commitment": commitment, "tag": tag, "v": 1}
    return json.dumps(members, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read(value: Any) -> Disclosed:
    """A disclosed entry in JSON: {"body": text, "salt": 64 hexadecimal digits, "proof": tlog-proof}.

    Malformed("vehicle-file.proof", "tlog.*", "jose.*") for anything else.
    """
    if not isinstance(value, dict) or value.keys() != {"body", "salt", "proof"}:
        raise Malformed("vehicle-file.proof", "expected entries with body, salt and proof")
    body, salt, proof = value["body"], value["salt"], value["proof"]
    if not (isinstance(body, str) and isinstance(proof, str) and isinstance(salt, str) and SALT.fullmatch(salt)):
        raise Malformed("vehicle-file.proof", "expected body and proof as text, the salt as 64 hexadecimal digits")
    said = jose.from_json_object(body.encode())
    if said.keys() != MEMBERS or not isinstance(said["tag"], str) or not isinstance(said["details"], dict):
        raise Malformed("vehicle-file.proof", f"expected the text of an entry: {', '.join(sorted(MEMBERS))}")
    prooftext.parse(proof.encode())
    at = read_moment(said["at"])
    return Disclosed(body, bytes.fromhex(salt), proof.encode(), said["tag"], said["at"], at, said["details"])
