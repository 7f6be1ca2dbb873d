"""The seal: a compact JWS over the manifest's bytes, with the seal's certificate in `x5c` (RFC 7515).

The manifest travels in the seal, so that the seal alone and the pages are the whole file.
"""

from __future__ import annotations

import base64
from collections.abc import Container
from datetime import datetime

from tongban.errors import Malformed
from tongban.standards import jose, pki
from tongban.standards.pki import SEAL_SIGNER, TrustAnchors
from tongban.standards.signing import Signer
from tongban.standards.vehiclefile.manifest import Manifest, missing
from tongban.standards.vehiclefile.spelling import decode, digest, encode
from tongban.verdicts import Check, Outcome, Report

TYPE = "vehicle-file+jws"  # said explicitly, so that no other JWS of the same key could pass for a seal (RFC 8725 3.11)
SPEC = "vehicle-file.md"


def seal(manifest: Manifest, *, signer: Signer, certificate: bytes) -> str:
    """The sealed manifest as a compact JWS. certificate: of the signer's key, in DER; Malformed as `encode`."""
    header = {"typ": TYPE, "x5c": [base64.b64encode(certificate).decode("ascii")]}
    return jose.sign(payload=encode(manifest), signer=signer, header=header)


def verify(text: str, *, anchors: TrustAnchors, at: datetime, expected: bytes | None = None) -> Report:
    """Does this seal hold, and what does it seal? Every check is made and reported.

    at: a seal from after this moment does not hold; its certificate is judged for the moment of sealing. expected: the
    manifest's bytes as they are known from elsewhere. Malformed for a text that is no JWS with certificates.
    """
    jws = jose.parse(text)
    chain = jose.certificates(jws)
    if not chain:
        raise Malformed("vehicle-file.seal", "expected a JWS with its certificate in x5c")
    manifest, reading = _manifest(jws.payload)
    found = pki.check_chain(chain, anchors=anchors, profile=SEAL_SIGNER, at=manifest.made_at if manifest else at)
    is_signed = found.public_key is not None and jose.holds(jws, public_key=found.public_key)
    checks = [
        _check("type", "Seal", jws.header.get("typ") == TYPE, f"not a JWS of type {TYPE}"),
        found.as_check("seal-certificate", f"{SPEC}, Seal; RFC 5280 6.1"),
        _check("seal-signature", "Seal; RFC 7515 5.2", is_signed, "these bytes are not what was sealed"),
        reading,
        _check("time", "Seal", manifest is not None and manifest.made_at <= at, "not sealed before this moment"),
    ]
    if expected is not None:
        is_same = jws.payload == expected
        checks.append(_check("expected-manifest", "Seal", is_same, "another manifest than the one that is expected"))
    return Report(tuple(checks), {} if manifest is None else elements(manifest))


def page_check(manifest: Manifest, present: Container[str]) -> Check:
    """The check "pages": each page of the manifest is among the digests `present`; names those that are not."""
    lost = missing(manifest, present)
    names = ", ".join(f"{kind} {number}" for kind, number in lost)
    return _check("pages", "Pages", not lost, f"missing or altered: {names}")


def elements(manifest: Manifest) -> dict[str, object]:
    """What a report shows of a manifest."""
    return {
        "manifest": digest(manifest),
        "vin": manifest.vin,
        "plate_kind": manifest.plate_kind,
        "plate": manifest.plate,
        "case": manifest.case,
        "from_office": manifest.from_office,
        "to_office": manifest.to_office,
        "sequence": manifest.sequence,
        "made_at": manifest.made_at.isoformat(),
        "pages": {item.type: [page.digest for page in item.pages] for item in manifest.items},
    }


def _manifest(payload: bytes) -> tuple[Manifest | None, Check]:
    try:
        return decode(payload), _check("manifest", "Manifest", True, "")
    except Malformed as problem:
        return None, _check("manifest", "Manifest", False, str(problem))


def _check(name: str, section: str, is_right: bool, reason: str) -> Check:
    outcome = Outcome.HOLDS if is_right else Outcome.DOES_NOT_HOLD
    return Check(name, f"{SPEC}, {section}", outcome, "" if is_right else reason)
