"""Who held a vehicle's file, proven: the moves of one file from office to office, as the journal noted them.

    {"origin": office, "vehicle": id, "moves": [{"sent": entry, "received": entry, "seal": JWS}, ...]}

The document is complete in itself: with the log's public key and the authority's root it is judged without a server.
It shows every move up to the last one in it. That no later one exists is not in it, as no proof can show that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from tongban.errors import Malformed
from tongban.standards import jose, pki
from tongban.standards.pki import TrustAnchors
from tongban.standards.tlog.notes import VerifierKey
from tongban.standards.vehiclefile import sealing
from tongban.standards.vehiclefile.disclosures import Disclosed, leaf_of, read
from tongban.standards.vehiclefile.spelling import decode
from tongban.verdicts import Check, Outcome, Report

__all__ = ["Move", "Proof", "leaf_of", "parse", "verify"]

LONGEST = 1 << 24  # bytes
MOVES_MAX = 100
OPENED, SENT, RECEIVED, GIVEN_BACK = "file-opened", "file-sent", "file-received", "file-returned-to-origin"
FIELDS = {"transfer", "vehicle", "from_office", "to_office", "manifest", "sequence"}
SPEC = "vehicle-file.md, Custody"


@dataclass(frozen=True)
class Move:
    """One journey: the entry of the office that let go, that of the office that took over (None while it is on its
    way, or when it is not shown), and the seal under which the file went."""

    sent: Disclosed
    received: Disclosed | None
    seal: str


@dataclass(frozen=True)
class Proof:
    """A custody proof, judged by nobody yet. origin: the office that held the file first; opened: the entry with which
    custody began, if it is shown."""

    origin: str
    vehicle: str
    moves: tuple[Move, ...]
    opened: Disclosed | None = None

    def entries(self) -> Iterator[tuple[str, Disclosed]]:
        """Every entry with its name for people, in the order in which the log must have them."""
        if self.opened is not None:
            yield "opened", self.opened
        for number, move in enumerate(self.moves, 1):
            yield f"move {number} sent", move.sent
            if move.received is not None:
                yield f"move {number} received", move.received


@dataclass
class Finding:
    """What speaks against one check, found while it was made."""

    check: str
    faults: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def expect(self, is_right: bool, fault: str) -> None:
        """Note the fault unless it is right."""
        if not is_right:
            self.faults.append(fault)

    @property
    def result(self) -> Check:
        """The check with every reason."""
        outcome = Outcome.HOLDS
        if self.faults or self.unknown:
            outcome = Outcome.DOES_NOT_HOLD if self.faults else Outcome.CANNOT_BE_TOLD
        return Check(self.check, SPEC, outcome, "; ".join([*self.faults, *self.unknown]))


def verify(octets: bytes, *, vkey: VerifierKey, anchors: TrustAnchors, at: datetime) -> Report:
    """Did the file go from office to office as this proof says, with one holder at every moment?

    vkey: of the log. anchors: roots that vouch for the seals. at: entries from after this moment do not hold. Every
    check is made and reported; its reason names the moves. Malformed for what is no custody proof.
    """
    proof = parse(octets)
    checks = [
        *_in_the_log(proof, vkey),
        _one_log(proof),
        _entries(proof),
        _complete(proof),
        _agreement(proof),
        _succession(proof),
        _order(proof, at),
        *_seals(proof, anchors),
    ]
    return Report(tuple(checks), _elements(proof))


def parse(octets: bytes) -> Proof:
    """The proof in JSON; Malformed("vehicle-file.proof", "tlog.*", "jose.*") for anything else."""
    if len(octets) > LONGEST:
        raise Malformed("vehicle-file.proof", f"expected at most {LONGEST} bytes")
    found = jose.from_json_object(octets)
    if not {"origin", "vehicle", "moves"} <= found.keys() <= {"origin", "vehicle", "moves", "opened"}:
        raise Malformed("vehicle-file.proof", "expected origin, vehicle, moves, and perhaps opened")
    moves = found["moves"]
    if not isinstance(moves, list) or not 1 <= len(moves) <= MOVES_MAX:
        raise Malformed("vehicle-file.proof", f"expected 1 to {MOVES_MAX} moves")
    if not isinstance(found["origin"], str) or not isinstance(found["vehicle"], str):
        raise Malformed("vehicle-file.proof", "expected origin and vehicle as text")
    opened = found.get("opened")
    return Proof(
        origin=found["origin"],
        vehicle=found["vehicle"],
        moves=tuple(_read_move(move) for move in moves),
        opened=None if opened is None else read(opened),
    )


def _read_move(value: Any) -> Move:
    if not isinstance(value, dict) or not {"sent", "seal"} <= value.keys() <= {"sent", "received", "seal"}:
        raise Malformed("vehicle-file.proof", "expected moves with sent, received and seal")
    if not isinstance(value["seal"], str):
        raise Malformed("vehicle-file.proof", "expected the seal as text")
    received = value.get("received")
    return Move(read(value["sent"]), None if received is None else read(received), value["seal"])


# --- the log ---------------------------------------------------------------------------------------------------
def _in_the_log(proof: Proof, vkey: VerifierKey) -> Iterator[Check]:
    """Each entry's text and salt make a leaf, the leaf is in the tree, the tree's head is signed by the log."""
    signature, inclusion = Finding("checkpoint-signature"), Finding("inclusion")
    for name, entry in proof.entries():
        report = entry.judged(key=vkey)
        for finding in (signature, inclusion):
            check = report.check(finding.check)
            finding.expect(check.outcome is Outcome.HOLDS, f"{name}: {check.reason}")
    yield signature.result
    yield inclusion.result


def _one_log(proof: Proof) -> Check:
    """A log has one root a size. Two that differ would be two histories under one name."""
    finding = Finding("one-log")
    roots: dict[int, bytes] = {}
    for name, entry in proof.entries():
        head = entry.checkpoint
        is_known = roots.setdefault(head.size, head.root) == head.root
        finding.expect(is_known, f"{name}: another tree of {head.size} entries than before")
    return finding.result


# --- what the entries say ----------------------------------------------------------------------------------------
def _entries(proof: Proof) -> Check:
    finding = Finding("entries")
    for number, move in enumerate(proof.moves, 1):
        finding.expect(move.sent.tag == SENT, f"move {number} sent: expected {SENT}")
        finding.expect(_has_fields(move.sent), f"move {number} sent: other fields than {SENT} has")
        if move.received is not None:
            finding.expect(
                move.received.tag in (RECEIVED, GIVEN_BACK),
                f"move {number} received: expected {RECEIVED} or {GIVEN_BACK}",
            )
            finding.expect(_has_fields(move.received), f"move {number} received: other fields than {RECEIVED} has")
    if proof.opened is not None:
        is_right = proof.opened.tag == OPENED and proof.opened.details.keys() == {"vehicle", "office"}
        finding.expect(is_right, f"opened: expected {OPENED} with vehicle and office")
    return finding.result


def _has_fields(entry: Disclosed) -> bool:
    texts = [value for name, value in entry.details.items() if name != "sequence"]
    is_numbered = type(entry.details.get("sequence")) is int
    return entry.details.keys() == FIELDS and is_numbered and all(isinstance(text, str) for text in texts)


def _complete(proof: Proof) -> Check:
    """A move without the entry of its arrival is not refuted, but it is not shown either."""
    finding = Finding("complete")
    for number, move in enumerate(proof.moves, 1):
        if move.received is None:
            finding.unknown.append(f"move {number}: no entry shows that the file arrived")
    return finding.result


def _agreement(proof: Proof) -> Check:
    """Both offices say the same of the same journey, and every entry is about this vehicle."""
    finding = Finding("agreement")
    for number, move in enumerate(proof.moves, 1):
        if move.received is not None:
            differing = [name for name in sorted(FIELDS) if _of(move.sent, name) != _of(move.received, name)]
            finding.expect(not differing, f"move {number}: sent and received differ in {', '.join(differing)}")
    for name, entry in proof.entries():
        finding.expect(_of(entry, "vehicle") == proof.vehicle, f"{name}: another vehicle")
    return finding.result


def _succession(proof: Proof) -> Check:
    """Who received it sends it on; no journey is left out and none is told twice."""
    finding = Finding("succession")
    first = proof.moves[0].sent
    finding.expect(_of(first, "from_office") == proof.origin, "move 1: not from the office of origin")
    if proof.opened is not None:
        finding.expect(_of(proof.opened, "office") == proof.origin, "opened: not at the office of origin")
    for number, (former, latter) in enumerate(pairwise(proof.moves), 2):
        is_next = _of(former.sent, "to_office") == _of(latter.sent, "from_office")
        finding.expect(is_next, f"move {number}: not from the office where the file was")
    for number, move in enumerate(proof.moves, 1):
        finding.expect(_of(move.sent, "sequence") == number, f"move {number}: its sequence is another")
        is_journey = _of(move.sent, "from_office") != _of(move.sent, "to_office")
        finding.expect(is_journey, f"move {number}: from an office to itself")
    return finding.result


def _order(proof: Proof, at: datetime) -> Check:
    """Places in the log rise and times do not fall, so that no two offices held it at once."""
    finding = Finding("order")
    for (_, former), (name, latter) in pairwise(proof.entries()):
        finding.expect(former.index < latter.index, f"{name}: its place in the log is not after the entry before it")
        finding.expect(former.at <= latter.at, f"{name}: earlier than the entry before it")
    for name, entry in proof.entries():
        finding.expect(entry.at <= at, f"{name}: later than the moment of this judgement")
    return finding.result


# --- the seals -----------------------------------------------------------------------------------------------------
def _seals(proof: Proof, anchors: TrustAnchors) -> Iterator[Check]:
    """Each seal holds, and seals the manifest that the entries name, for the same offices and the same vehicle."""
    certificate, seal, sealed = Finding("seal-certificate"), Finding("seal"), Finding("sealed-manifest")
    vins: set[str] = set()
    for number, move in enumerate(proof.moves, 1):
        report = sealing.verify(move.seal, anchors=anchors, at=move.sent.at)
        for check in report.checks:
            finding = certificate if check.check == "seal-certificate" else seal
            reason = f"move {number}: {check.check}: {check.reason}"
            if check.outcome is Outcome.CANNOT_BE_TOLD:
                finding.unknown.append(reason)
            finding.expect(check.outcome is not Outcome.DOES_NOT_HOLD, reason)
        # The log tells when it was sealed; a stolen key of former years could only claim so.
        certificate.expect(
            _is_in_force(move), f"move {number}: the certificate was not in force when the file was sent"
        )
        for name, is_same in _compared(move).items():
            sealed.expect(is_same, f"move {number}: another {name} is sealed than was sent")
        vins.add(str(report.elements.get("vin", "")))
    sealed.expect(len(vins) == 1, "the seals are of different vehicles")
    yield certificate.result
    yield seal.result
    yield sealed.result


def _is_in_force(move: Move) -> bool:
    certificate = pki.parse(jose.certificates(jose.parse(move.seal))[0])
    return certificate.is_valid_at(move.sent.at)


def _compared(move: Move) -> dict[str, bool]:
    payload = jose.parse(move.seal).payload
    found = {"manifest": hashlib.sha256(payload).hexdigest() == _of(move.sent, "manifest")}
    try:
        manifest = decode(payload)
    except Malformed:
        return found  # the seal's own check says so
    names = ("from_office", "to_office", "sequence")
    return found | {name: getattr(manifest, name) == _of(move.sent, name) for name in names}


def _of(entry: Disclosed, name: str) -> Any:
    return entry.details.get(name)


def _elements(proof: Proof) -> dict[str, Any]:
    last = proof.moves[-1]
    return {
        "vehicle": proof.vehicle,
        "origin": proof.origin,
        "holder": _of(last.sent, "from_office" if last.received is None else "to_office"),
        "moves": {
            str(number): {
                "from_office": _of(move.sent, "from_office"),
                "to_office": _of(move.sent, "to_office"),
                "manifest": _of(move.sent, "manifest"),
                "sent_at": move.sent.at.isoformat(),
                "sent_index": move.sent.index,
                "received_at": None if move.received is None else move.received.at.isoformat(),
                "received_index": None if move.received is None else move.received.index,
                "is_given_back": move.received is not None and move.received.tag == GIVEN_BACK,
            }
            for number, move in enumerate(proof.moves, 1)
        },
    }
