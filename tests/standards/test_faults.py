"""The inputs that were published with the fault list of 0.2.0 (tests/standards/faults), each with its right value."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tongban.auditor import sources
from tongban.errors import Malformed
from tongban.standards import jose, mdoc, pki
from tongban.verdicts import Outcome, Report

FOLDER = Path(__file__).parent / "faults"
AT = datetime(2026, 3, 1, 8, tzinfo=UTC)


def judged(
    name: str, *, trust: str = "common-root.pem", transcript: str = "common-transcript.hex", at: datetime = AT
) -> Report:
    """The report of a document, as the auditor makes it."""
    return mdoc.verify(
        sources.binary((FOLDER / name).read_bytes()),
        anchors=pki.TrustAnchors.from_pem((FOLDER / trust).read_bytes()),
        at=at,
        transcript=sources.binary((FOLDER / transcript).read_bytes()),
    )


def departures(report: Report) -> dict[str, str]:
    """The checks that do not hold, with their reasons."""
    return {check.check: check.reason for check in report.checks if check.outcome is not Outcome.HOLDS}


def fails(check: str, reason: str) -> tuple[Outcome, dict[str, str]]:
    return Outcome.DOES_NOT_HOLD, {check: reason}


HOLDS: tuple[Outcome, dict[str, str]] = (Outcome.HOLDS, {})
RIGHT: dict[str, tuple[Outcome, dict[str, str]]] = {
    "00-control.mdoc.hex": HOLDS,
    "02-issuer-alg-minus9.mdoc.hex": HOLDS,
    "03-issuer-crit-unknown.mdoc.hex": fails("issuer-signature", "critical header parameter not understood"),
    "05-device-key-alg-es384.mdoc.hex": fails("device-authentication", "the key is for another algorithm (alg)"),
    "05-device-key-ops-derive.mdoc.hex": fails("device-authentication", "the key is for other operations (key_ops)"),
    "16-validuntil-offset.mdoc.hex": fails("validity", "expired on 2026-03-01T04:00:00Z"),
    "18-validfrom-one-second-ahead.mdoc.hex": HOLDS,
}


@pytest.mark.parametrize(("name", "right"), RIGHT.items(), ids=RIGHT)
def test_each_document_has_its_right_value(name: str, right: tuple[Outcome, dict[str, str]]) -> None:
    report = judged(name)
    assert (report.outcome, departures(report)) == right


def test_an_anchor_below_a_root_is_one() -> None:
    report = judged("10-below-intermediate-anchor.mdoc.hex", trust="10-intermediate-anchor.pem")
    assert (report.outcome, departures(report)) == HOLDS


@pytest.mark.parametrize("name", ["03-issuer-crit-empty.mdoc.hex", "03-crit-unprotected.mdoc.hex"])
def test_a_header_against_the_rules_is_malformed(name: str) -> None:
    with pytest.raises(Malformed, match=r"cose\.header"):
        judged(name)


@pytest.mark.parametrize("name", ["01-own-mdl-with-x5t.response.hex", "01-same-with-alg-only.response.hex"])
def test_a_licence_of_either_edition_is_read(name: str) -> None:
    """Only the certificate may be missing from the trust that was published: the document itself is in order."""
    (document,) = mdoc.read(sources.binary((FOLDER / name).read_bytes()))
    report = judged(name, transcript="01-transcript.hex", at=document.security_object.valid_from)
    assert set(departures(report)) <= {"issuer-certificate", "status"}


def test_a_jwk_that_is_for_something_else_signs_nothing() -> None:
    found: dict[str, Any] = json.loads((FOLDER / "20-jwk-restrictions.json").read_text())
    jws = jose.parse(found["jws"])
    for members in found["keys"].values():
        with pytest.raises(Malformed, match=r"jose\.jwk-use"):
            jose.public_key(members)
        bare = {member: members[member] for member in ("kty", "crv", "x", "y")}
        assert jose.holds(jws, public_key=jose.public_key(bare))
