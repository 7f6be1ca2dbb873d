"""The published example of ISO/IEC 18013-5 Annex D and the handovers of OpenID4VP, byte for byte."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from standards.published import vectors

from tongban.standards import cbor, cose, mdoc, pki
from tongban.standards.mdoc import transcripts
from tongban.verdicts import Outcome, Report

VALID_AT = datetime(2021, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def annex_d() -> dict[str, bytes]:
    found = json.loads(vectors("iso18013-5-annex-d.json").read_text())["vectors"]
    return {name: bytes.fromhex(value) for name, value in found.items()}


@pytest.fixture(scope="module")
def openid4vp() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(vectors("openid4vp-1.0.json").read_text())
    return found


def reader_key(annex_d: dict[str, bytes]) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(annex_d["ephemeral_reader_key_d"], "big"), ec.SECP256R1())


def judged(annex_d: dict[str, bytes], **changes: Any) -> Report:
    return mdoc.verify(
        annex_d["device_response"],
        **{
            "anchors": pki.TrustAnchors.of([annex_d["iaca_certificate"]]),
            "at": VALID_AT,
            "transcript": annex_d["session_transcript_bytes"],
            "reader_key": reader_key(annex_d),
            **changes,
        },
    )


def test_the_published_response_holds_in_every_check(annex_d: dict[str, bytes]) -> None:
    report = judged(annex_d)
    assert [check.check for check in report.checks if check.outcome is Outcome.HOLDS] == list(mdoc.CLAUSES)
    elements = report.elements[mdoc.ISO_NAMESPACE]
    assert elements["family_name"] == "Doe"
    assert elements["portrait"] == annex_d["device_response_portrait_data"]


def test_without_its_transcript_only_the_device_cannot_be_told(annex_d: dict[str, bytes]) -> None:
    report = judged(annex_d, transcript=None)
    assert report.outcome is Outcome.CANNOT_BE_TOLD
    assert {check.check for check in report.checks if check.outcome is not Outcome.HOLDS} == {"device-authentication"}


def test_a_mac_cannot_be_told_without_the_reader_s_key(annex_d: dict[str, bytes]) -> None:
    assert judged(annex_d, reader_key=None).check("device-authentication").outcome is Outcome.CANNOT_BE_TOLD


def test_a_mac_of_another_session_does_not_hold(annex_d: dict[str, bytes]) -> None:
    other = ec.generate_private_key(ec.SECP256R1())
    assert judged(annex_d, reader_key=other).check("device-authentication").outcome is Outcome.DOES_NOT_HOLD


def test_a_mac_needs_a_key_on_the_same_curve(annex_d: dict[str, bytes]) -> None:
    other = ec.generate_private_key(ec.SECP384R1())
    assert judged(annex_d, reader_key=other).check("device-authentication").outcome is Outcome.DOES_NOT_HOLD


def test_a_year_later_the_published_response_has_expired(annex_d: dict[str, bytes]) -> None:
    report = judged(annex_d, at=datetime(2022, 1, 1, tzinfo=UTC))
    assert report.check("validity").outcome is Outcome.DOES_NOT_HOLD
    assert report.check("issuer-certificate").outcome is Outcome.DOES_NOT_HOLD
    assert report.check("issuer-signature").outcome is Outcome.HOLDS


def test_without_anchors_the_issuer_cannot_be_told(annex_d: dict[str, bytes]) -> None:
    assert judged(annex_d, anchors=pki.TrustAnchors()).outcome is Outcome.CANNOT_BE_TOLD


def test_our_mac_for_the_published_device_key_is_the_published_one(annex_d: dict[str, bytes]) -> None:
    response = annex_d["device_response"]
    issuer_signed = response[cbor.locate(response, "documents", 0, "issuerSigned") :]
    issuer_signed = issuer_signed[: cbor.span_end(issuer_signed, 0)]
    device_key = ec.derive_private_key(int.from_bytes(annex_d["static_device_key_d"], "big"), ec.SECP256R1())
    ours = mdoc.present(
        issuer_signed,
        disclose={mdoc.ISO_NAMESPACE: [item.name for item in mdoc.read(response)[0].items[mdoc.ISO_NAMESPACE]]},
        transcript=cbor.unwrap(cbor.decode(annex_d["session_transcript_bytes"])),
        device=mdoc.agree(device_key, reader_key(annex_d).public_key()),
    )
    assert ours == response


def test_a_qr_transcript_is_the_published_one_but_for_the_nfc_handover(annex_d: dict[str, bytes]) -> None:
    published = cbor.decode(cbor.unwrap(cbor.decode(annex_d["session_transcript_bytes"])))
    reader = cbor.decode(annex_d["session_establishment"])["eReaderKey"]
    transcript = transcripts.for_qr(device_engagement=cbor.unwrap(published[0]), reader_key=cbor.unwrap(reader))
    assert cbor.decode(transcript) == [published[0], published[1], None]


def thumbprint(jwk: dict[str, str]) -> bytes:
    """RFC 7638, by hand: the oracle needs nothing of ours."""
    members = {name: jwk[name] for name in ("crv", "kty", "x", "y")}
    return sha256(json.dumps(members, separators=(",", ":")).encode()).digest()


def test_the_openid4vp_transcripts_are_the_published_ones(openid4vp: dict[str, Any]) -> None:
    inputs = openid4vp["inputs"]
    jwk_thumbprint = thumbprint(inputs["jwk"])
    published = [example["hex"] for example in openid4vp["hex_examples"]]
    redirect = transcripts.for_openid4vp(**inputs["redirect"], jwk_thumbprint=jwk_thumbprint)
    browser = transcripts.for_dc_api(**inputs["dc_api"], jwk_thumbprint=jwk_thumbprint)
    assert [redirect.hex(), browser.hex()] == [published[2], published[5]]


def test_the_published_device_key_is_read(annex_d: dict[str, bytes]) -> None:
    key = cose.public_key(mdoc.read(annex_d["device_response"])[0].security_object.device_key)
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert key.public_numbers().x.to_bytes(32, "big") == annex_d["static_device_key_x"]
