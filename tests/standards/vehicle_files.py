"""A vehicle's file between two offices of a country that exists in tests only, and the log that notes its journeys."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from standards.issuers import AT, Country

from tongban.standards import pki, vehiclefile
from tongban.standards.signing import SoftwareSigner
from tongban.standards.tlog import checkpoints, proofs, prooftext
from tongban.standards.tlog.checkpoints import Checkpoint
from tongban.standards.tlog.notes import NoteKey, VerifierKey
from tongban.standards.tlog.tree import Tree
from tongban.standards.vehiclefile import ITEM_TYPES, REQUIRED_TYPES, Item, Manifest, Page, custody
from tongban.verdicts import Outcome, Report

CHENGDU, SUZHOU, HANGZHOU = "510100000000", "320500000000", "330100000000"
MADE_AT = AT - timedelta(hours=2)


def content(words: str) -> bytes:
    """What the page of those words holds."""
    return f"%PDF-1.7\nSPECIMEN {words}\n".encode()


def page(number: int, words: str) -> Page:
    octets = content(words)
    return Page(number, hashlib.sha256(octets).hexdigest(), len(octets), "application/pdf")


def item(kind: str, pages: int = 2) -> Item:
    return Item(
        type=kind,
        title=f"样证 {ITEM_TYPES[kind].zh}",
        origin="scan",
        signer="officer:luowen",
        at=MADE_AT - timedelta(days=1),
        pages=tuple(page(number, f"{kind} {number}") for number in range(1, pages + 1)),
    )


MANIFEST = Manifest(
    vin="LSVAA2180E2100001",
    plate_kind="02",
    plate="川A8K2M6",
    case="ZY2026-000017",
    from_office=CHENGDU,
    to_office=SUZHOU,
    sequence=1,
    items=tuple(item(kind) for kind in ITEM_TYPES if kind in REQUIRED_TYPES),
    made_at=MADE_AT,
)
CONTENTS = {placed.digest: content(f"{kind} {placed.number}") for kind, placed in MANIFEST.pages()}

COUNTRY = Country("CN")
SEALER = COUNTRY.signer(pki.SEAL_SIGNER)


def sealed(manifest: Manifest = MANIFEST) -> str:
    return vehiclefile.seal(manifest, signer=SEALER, certificate=SEALER.chain[0])


def onward(number: int, start: str, end: str) -> Manifest:
    """The manifest of the vehicle's journey of that number."""
    return replace(
        MANIFEST,
        sequence=number,
        from_office=start,
        to_office=end,
        made_at=MADE_AT + timedelta(minutes=10 * number),
    )


# --- the log and the proof ---------------------------------------------------------------------------------------
VEHICLE, TRANSFER = "8d6e0a52-5f5e-4f7e-9a54-0c1d5f8f7a01", "2b1d8f5c-3f0a-4c39-8d3e-6f6b8a5f1c02"
LOG_KEY = NoteKey("tongban.example/journal", SoftwareSigner(Ed25519PrivateKey.from_private_bytes(bytes(range(32)))))


class Log:
    """A journal as its format says, written once more: entries, their leaves, one signed head."""

    def __init__(self, key: NoteKey = LOG_KEY) -> None:
        self.key, self.tree, self.entries = key, Tree(), list[tuple[str, bytes]]()

    def note(self, tag: str, at: datetime, **details: object) -> int:
        """Record an entry and return its place."""
        moment = at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        members = {"about": [f"vehicle:{VEHICLE}"], "at": moment, "by": "system:files", "details": details, "tag": tag}
        body = json.dumps(members, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        salt = hashlib.sha256(body.encode() + b"%d" % len(self.entries)).digest()
        committed = hashlib.sha256(b"tongban journal commitment v1\n" + salt + body.encode()).hexdigest()
        self.entries.append((body, salt))
        return self.tree.append(f'{{"at":"{moment}","commitment":"{committed}","tag":"{tag}","v":1}}'.encode())

    def head(self) -> bytes:
        checkpoint = Checkpoint(self.key.name, self.tree.size, self.tree.root())
        return checkpoints.sign(checkpoint, key=self.key)

    def disclosed(self, index: int) -> dict[str, str]:
        body, salt = self.entries[index]
        path = proofs.inclusion(index, self.tree.size, node=self.tree.node)
        proof = prooftext.Proof(index, tuple(path), self.head())
        return {"body": body, "salt": salt.hex(), "proof": proof.text}


class Journey:
    """A file's moves with their entries; `proof` is the document of them. Other people's entries lie between."""

    def __init__(self, *offices: str, log: Log | None = None) -> None:
        self.log = log or Log()
        self.opened = self.log.note("file-opened", MADE_AT - timedelta(days=9), vehicle=VEHICLE, office=offices[0])
        self.origin, self.places, self.seals = offices[0], list[tuple[int, int]](), list[str]()
        for number, (start, end) in enumerate(pairwise(offices), 1):
            self.move(onward(number, start, end))

    def move(self, moved: Manifest, /, *, arrival: str = "file-received", **changes: object) -> None:
        """Seal, send and receive; changes: what the office of arrival notes otherwise."""
        details: dict[str, object] = {
            "transfer": TRANSFER,
            "vehicle": VEHICLE,
            "from_office": moved.from_office,
            "to_office": moved.to_office,
            "manifest": vehiclefile.digest(moved),
            "sequence": moved.sequence,
        }
        sent = self.log.note("file-sent", moved.made_at, **details)
        self.log.note("licence-issued", moved.made_at, licence="another's")
        arrived_at = moved.made_at + timedelta(minutes=1)
        self.places.append((sent, self.log.note(arrival, arrived_at, **{**details, **changes})))
        self.seals.append(sealed(moved))

    def document(self) -> dict[str, Any]:
        moves = [
            {"sent": self.log.disclosed(sent), "received": self.log.disclosed(received), "seal": seal}
            for (sent, received), seal in zip(self.places, self.seals, strict=True)
        ]
        return {"origin": self.origin, "vehicle": VEHICLE, "moves": moves, "opened": self.log.disclosed(self.opened)}


def judged(document: dict[str, Any], **changes: Any) -> Report:
    """The report of a custody proof under the test log's key and the test country's root."""
    given = {"vkey": VerifierKey.parse(LOG_KEY.vkey), "anchors": COUNTRY.anchors, "at": AT}
    return custody.verify(json.dumps(document, ensure_ascii=False).encode(), **{**given, **changes})


def faults(report: Report) -> dict[str, str]:
    """The checks that do not hold, with their reasons."""
    return {check.check: check.reason for check in report.checks if check.outcome is not Outcome.HOLDS}
