"""Issuing, presenting and verifying: what holds, what is refused and by which check, and any bytes at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st
from standards.issuers import AT, Country
from standards.mdoc.mdoc_licences import (
    DOMESTIC,
    ISSUER,
    NAMESPACES,
    TRANSCRIPT,
    UT,
    changed_element,
    extra_namespace,
    forged,
    garbage_signature,
    issued,
    other_doctype,
    shown,
    without_device,
)

from tongban.errors import Malformed, Unavailable
from tongban.standards import cbor, cose, mdoc, pki
from tongban.standards.mdoc import transcripts
from tongban.standards.signing import SoftwareSigner, generate
from tongban.verdicts import Check, Outcome, Report

no_deadline = settings(deadline=None)  # a busy machine is no failure

HOLDS, FAILS, UNTOLD = Outcome.HOLDS, Outcome.DOES_NOT_HOLD, Outcome.CANNOT_BE_TOLD
STATUS = {"status_list": {"idx": 7, "uri": "https://tongban.example/status/1"}}


def judged(encoded: bytes, **changes: Any) -> Report:
    return mdoc.verify(encoded, **{"anchors": UT.anchors, "at": AT, "transcript": TRANSCRIPT, **changes})


def outcomes(report: Report) -> dict[str, Outcome]:
    """The checks that do not hold."""
    return {check.check: check.outcome for check in report.checks if check.outcome is not HOLDS}


def test_what_was_issued_and_shown_holds_and_says_what_was_issued() -> None:
    report = judged(shown())
    assert outcomes(report) == {}
    assert [check.check for check in report.checks] == list(mdoc.CLAUSES)
    assert all(check.clause == mdoc.CLAUSES[check.check] for check in report.checks)
    read_back = {
        namespace: {name: cbor.decode(cbor.encode(value)) for name, value in elements.items()}
        for namespace, elements in NAMESPACES.items()
    }
    assert report.elements == read_back


def test_what_was_only_issued_lacks_nothing_but_the_device() -> None:
    assert outcomes(judged(issued())) == {"device-authentication": UNTOLD}


def test_only_what_is_disclosed_is_shown() -> None:
    response = shown(disclose={mdoc.ISO_NAMESPACE: ["age_over_18", "portrait", "no_such_element"]})
    assert set(judged(response).elements[mdoc.ISO_NAMESPACE]) == {"age_over_18", "portrait"}
    assert DOMESTIC not in judged(response).elements
    assert b"Yangben" not in response


def test_a_device_may_prove_itself_by_mac() -> None:
    device = ec.generate_private_key(ec.SECP256R1())
    reader = ec.generate_private_key(ec.SECP256R1())
    issuer_signed = issued(device_key=device.public_key())
    response = shown(issuer_signed, device=mdoc.agree(device, reader.public_key()))
    assert outcomes(judged(response, reader_key=reader)) == {}
    assert outcomes(judged(response)) == {"device-authentication": UNTOLD}
    other = ec.generate_private_key(ec.SECP256R1())
    assert outcomes(judged(response, reader_key=other)) == {"device-authentication": FAILS}


@pytest.mark.parametrize("curve", [ec.SECP384R1(), ec.SECP521R1()])
def test_a_device_key_may_lie_on_another_curve(curve: ec.EllipticCurve) -> None:
    device = SoftwareSigner(ec.generate_private_key(curve))
    assert outcomes(judged(shown(issued(device_key=device.public_key), device=device))) == {}


def test_an_issuer_s_chain_may_have_several_certificates_and_stand_in_the_protected_header() -> None:
    signer = SoftwareSigner(ISSUER._private_key, (*ISSUER.chain, UT.certificate))
    assert outcomes(judged(shown(issued(signer=signer)))) == {}


def test_a_certificate_in_the_protected_header_is_found() -> None:
    auth = cose.parse_sign1(cbor.decode(issued())["issuerAuth"])
    assert auth.payload is not None
    moved = cose.sign1(auth.payload, signer=ISSUER, protected={cose.X5CHAIN: ISSUER.chain[0]})
    encoded = cbor.encode({**cbor.decode(issued()), "nameSpaces": {}, "issuerAuth": cbor.decode(moved)})
    assert outcomes(judged(encoded)) == {"device-authentication": UNTOLD}


@pytest.mark.parametrize(
    ("forge", "check"),
    [
        (extra_namespace, "digests"),
        (changed_element, "digests"),
        (other_doctype, "document-type"),
        (garbage_signature, "device-authentication"),
        (without_device, "device-authentication"),
    ],
)
def test_a_forged_response_is_refused_by_the_right_check_and_no_other(
    forge: Callable[[dict[str, Any]], None], check: str
) -> None:
    assert outcomes(judged(forged(shown(), forge))) == {check: FAILS}


def test_a_response_of_another_session_is_refused() -> None:
    replayed = transcripts.for_dc_api(origin="https://verifier.example", nonce="another", jwk_thumbprint=None)
    assert outcomes(judged(shown(), transcript=replayed)) == {"device-authentication": FAILS}


def test_a_response_of_another_device_is_refused() -> None:
    assert outcomes(judged(shown(device=generate()))) == {"device-authentication": FAILS}


def test_both_a_signature_and_a_mac_are_one_too_many() -> None:
    def add_mac(document: dict[str, Any]) -> None:
        document["deviceSigned"]["deviceAuth"]["deviceMac"] = [b"", {}, None, bytes(32)]

    assert outcomes(judged(forged(shown(), add_mac))) == {"device-authentication": FAILS}


def test_a_document_of_a_stranger_s_signer_is_refused() -> None:
    assert outcomes(judged(shown(issued(signer=Country().signer())))) == {"issuer-certificate": FAILS}


def test_a_pinned_signer_is_believed_without_its_root() -> None:
    assert outcomes(judged(shown(), anchors=pki.TrustAnchors.of(ISSUER.chain))) == {}


def test_a_document_signed_by_another_kind_of_signer_is_refused() -> None:
    assert outcomes(judged(shown(issued(signer=UT.signer(pki.LIST_SIGNER))))) == {"issuer-certificate": FAILS}


def test_a_signature_by_another_key_than_the_certificate_s_is_refused() -> None:
    impostor = SoftwareSigner(generate()._private_key, ISSUER.chain)
    assert outcomes(judged(shown(issued(signer=impostor)))) == {"issuer-signature": FAILS}


def test_without_a_certificate_everything_else_is_still_reported() -> None:
    def strip(document: dict[str, Any]) -> None:
        document["issuerSigned"]["issuerAuth"][1] = {}

    found = outcomes(judged(forged(shown(), strip)))
    assert found == {
        "issuer-certificate": FAILS,
        "issuer-signature": UNTOLD,
        "validity": UNTOLD,
        "issuing-country": UNTOLD,
    }


@pytest.mark.parametrize("certificate", [b"", b"no certificate", [b"no certificate"], "text", []])
def test_an_unreadable_certificate_is_refused_and_not_a_fault(certificate: Any) -> None:
    def replace(document: dict[str, Any]) -> None:
        document["issuerSigned"]["issuerAuth"][1] = {cose.X5CHAIN: certificate}

    assert judged(forged(shown(), replace)).check("issuer-certificate").outcome is FAILS


@pytest.mark.parametrize("days", [-1, 31])
def test_outside_its_validity_a_document_is_refused(days: int) -> None:
    assert outcomes(judged(shown(), at=AT + timedelta(days=days))) == {"validity": FAILS}


def raw_security_object(**changes: Any) -> bytes:
    """An IssuerSigned without elements whose security object no issuer of ours would sign."""
    found = cbor.decode(cbor.unwrap(cbor.decode(cose.parse_sign1(cbor.decode(issued())["issuerAuth"]).payload or b"")))
    for path, value in changes.items():
        *parents, name = path.split("__")
        target = found
        for parent in parents:
            target = target[parent]
        target[name] = value
    payload = cbor.encode(cbor.embedded(found))
    auth = cose.sign1(payload, signer=ISSUER, unprotected={cose.X5CHAIN: ISSUER.chain[0]})
    return cbor.encode({"nameSpaces": {}, "issuerAuth": cbor.decode(auth)})


def moment(days: int) -> cbor.Tag:
    return cbor.tdate(AT + timedelta(days=days))


@pytest.mark.parametrize(
    ("signed", "valid_from", "valid_until"),
    [(-21, -21, 1), (381, 381, 390), (0, -1, 1), (-2, -1, -1)],
    ids=["before the certificate", "after it", "valid before it was signed", "never valid"],
)
def test_moments_out_of_order_or_outside_the_certificate_are_refused(
    signed: int, valid_from: int, valid_until: int
) -> None:
    encoded = raw_security_object(
        validityInfo={"signed": moment(signed), "validFrom": moment(valid_from), "validUntil": moment(valid_until)}
    )
    assert outcomes(judged(encoded))["validity"] is FAILS


def test_an_unknown_digest_algorithm_is_refused() -> None:
    assert outcomes(judged(raw_security_object(digestAlgorithm="MD5")))["digests"] is FAILS


@pytest.mark.parametrize("name", ["SHA-384", "SHA-512"])
def test_other_digest_algorithms_of_the_standard_are_read(name: str) -> None:
    assert "digests" not in outcomes(judged(raw_security_object(digestAlgorithm=name)))


def test_an_unknown_kind_of_device_key_cannot_be_told() -> None:
    value = cbor.decode(shown())
    auth = cbor.decode(raw_security_object(deviceKeyInfo__deviceKey={1: 2, -1: 257, -2: bytes(40), -3: bytes(40)}))
    value["documents"][0]["issuerSigned"] = auth
    assert outcomes(judged(cbor.encode(value))) == {"device-authentication": UNTOLD}


@pytest.mark.parametrize(
    "change",
    [
        {"version": "2.0"},
        {"docType": 1},
        {"valueDigests": []},
        {"valueDigests": {"a": []}},
        {"deviceKeyInfo": {}},
        {"validityInfo": {}},
        {"validityInfo__signed": "2026-03-01T08:00:00Z"},
        {"validityInfo__signed": cbor.Tag(0, "2026-13-01T08:00:00Z")},
        {"validityInfo__signed": cbor.Tag(0, "20260301T080000Z")},
        {"deviceKeyInfo__keyAuthorizations": []},
        {"deviceKeyInfo__keyAuthorizations": {"dataElements": {"a": 1}}},
        {"deviceKeyInfo__keyAuthorizations": {"nameSpaces": [1]}},
    ],
)
def test_a_security_object_of_another_form_is_malformed(change: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        judged(raw_security_object(**change))


def test_the_issuing_country_must_be_that_of_the_certificate() -> None:
    abroad = {mdoc.ISO_NAMESPACE: {**NAMESPACES[mdoc.ISO_NAMESPACE], "issuing_country": "XX"}}
    assert outcomes(judged(shown(issued(namespaces=abroad)))) == {"issuing-country": FAILS}
    hidden = shown(issued(namespaces=abroad), disclose={mdoc.ISO_NAMESPACE: ["age_over_18"]})
    assert outcomes(judged(hidden)) == {}


@pytest.mark.parametrize("country", [None, 1, "", "UTO", b"UT"])
def test_what_is_no_country_is_not_that_of_the_certificate(country: Any) -> None:
    issuer_signed = issued(namespaces={mdoc.ISO_NAMESPACE: {"issuing_country": country}})
    assert outcomes(judged(shown(issuer_signed))) == {"issuing-country": FAILS}


@pytest.mark.parametrize(("jurisdiction", "failing"), [("UT-A", {}), ("UT-B", {"issuing-country": FAILS})])
def test_the_jurisdiction_must_be_the_state_of_the_certificate_if_that_names_one(
    jurisdiction: str, failing: dict[str, Outcome]
) -> None:
    key = generate()
    certificate = pki.build_signer(
        profile=pki.DOCUMENT_SIGNER,
        public_key=key.public_key,
        subject=pki.Subject("UT", "SPECIMEN signer of a state", state="UT-A"),
        issuer=UT.root,
        issuer_certificate=UT.certificate,
        valid_from=AT - timedelta(days=20),
        valid_until=AT + timedelta(days=380),
        crl_uri="https://example.org/crl",
    )
    signer = SoftwareSigner(key._private_key, (certificate,))
    namespaces = {mdoc.ISO_NAMESPACE: {"issuing_country": "UT", "issuing_jurisdiction": jurisdiction}}
    disclose = {mdoc.ISO_NAMESPACE: ["issuing_country", "issuing_jurisdiction"]}
    assert outcomes(judged(shown(issued(namespaces=namespaces, signer=signer), disclose=disclose))) == failing
    assert outcomes(judged(shown(issued(namespaces=namespaces), disclose=disclose))) == {}


def test_elements_of_the_iso_namespace_are_accepted_in_any_document_type() -> None:
    assert outcomes(judged(shown(issued(doctype="org.example.photoid")))) == {}


def test_a_status_that_nobody_can_ask_cannot_be_told() -> None:
    assert outcomes(judged(shown(issued(status=STATUS)))) == {"status": UNTOLD}


def test_a_status_is_asked_with_its_claim() -> None:
    asked: list[Mapping[str, Any]] = []

    def revoked(claim: Mapping[str, Any]) -> Check:
        asked.append(claim)
        return Check("list", "7.1", FAILS, "revoked")

    report = judged(shown(issued(status=STATUS)), status=revoked)
    assert asked == [STATUS]
    assert report.check("status") == Check("status", "7.1", FAILS, "revoked")


def test_a_list_that_cannot_be_reached_is_untold_and_not_revoked() -> None:
    def unreachable(claim: Mapping[str, Any]) -> Check:
        raise Unavailable("statuslist.unreachable")

    assert outcomes(judged(shown(issued(status=STATUS)), status=unreachable)) == {"status": UNTOLD}


def test_what_the_device_says_itself_must_be_authorised() -> None:
    own = {"org.example.device": {"battery": 40}}
    assert outcomes(judged(shown(own=own))) == {"device-authentication": FAILS}
    allowed = shown(issued(authorised={"org.example.device": ["battery"]}), own=own)
    report = judged(allowed)
    assert outcomes(report) == {}
    assert report.elements["device-signed"] == own
    other = shown(issued(authorised={"org.example.device": ["age"]}), own=own)
    assert outcomes(judged(other)) == {"device-authentication": FAILS}
    whole = raw_security_object(deviceKeyInfo__keyAuthorizations={"nameSpaces": ["org.example.device"]})
    assert outcomes(judged(shown(whole, own=own))) == {}


def test_an_element_that_appears_twice_is_refused() -> None:
    def repeat(document: dict[str, Any]) -> None:
        items = document["issuerSigned"]["nameSpaces"][DOMESTIC]
        items.append(items[0])

    assert outcomes(judged(forged(shown(), repeat))) == {"digests": FAILS}


def test_a_longer_head_before_an_item_is_another_digest() -> None:
    """The digest is over the bytes received: the same item with its length written in four bytes is not it."""
    response = shown(disclose={mdoc.ISO_NAMESPACE: ["age_over_18"]})
    at = cbor.inside(response, cbor.locate(response, "documents", 0, "issuerSigned", "nameSpaces", mdoc.ISO_NAMESPACE))
    content = cbor.unwrap(cbor.decode(response[at : cbor.span_end(response, at)]))
    longer = response[:at] + b"\xd8\x18\x5a" + len(content).to_bytes(4, "big") + content
    longer += response[cbor.span_end(response, at) :]
    assert outcomes(judged(longer)) == {"digests": FAILS}
    assert judged(longer).elements == judged(response).elements


def test_of_several_documents_each_check_tells_the_worst() -> None:
    value = cbor.decode(shown())
    value["documents"] += cbor.decode(forged(shown(), other_doctype))["documents"]
    report = judged(cbor.encode(value))
    assert outcomes(report) == {"document-type": FAILS}
    assert list(report.elements) == [mdoc.MDL, f"{mdoc.MDL} (2)"]


def test_salts_are_long_unique_and_digest_ids_tell_nothing() -> None:
    (one,), (other,) = mdoc.read(issued()), mdoc.read(issued())
    items = [item for found in one.items.values() for item in found]
    salts = {cbor.decode(cbor.unwrap(cbor.decode(item.encoded)))["random"] for item in items}
    assert len(salts) == len(items)
    assert {len(salt) for salt in salts} == {32}
    for namespace in one.items:
        ids = [[item.digest_id for item in found.items[namespace]] for found in (one, other)]
        assert sorted(ids[0]) == sorted(ids[1]) == list(range(len(ids[0])))
    shuffled = [[item.digest_id for item in mdoc.read(issued())[0].items[mdoc.ISO_NAMESPACE]] for _ in range(3)]
    assert not all(ids == sorted(ids) for ids in shuffled)


def test_the_same_chance_gives_the_same_document_but_for_the_signature() -> None:
    one, other = issued(random=bytes), issued(random=bytes)
    assert one[:-64] == other[:-64]


def test_the_algorithm_stands_alone_in_the_protected_header() -> None:
    auth = cose.parse_sign1(cbor.decode(issued())["issuerAuth"])
    assert auth.unprotected == {cose.X5CHAIN: ISSUER.chain[0]}
    assert auth.protected == {cose.ALG: -7}


@pytest.mark.parametrize(
    "moments",
    [
        {"valid_from": AT - timedelta(seconds=1)},
        {"valid_until": AT},
        {"valid_until": AT + timedelta(days=381)},
        {"signed": AT - timedelta(days=21)},
        {"signer": generate()},
    ],
)
def test_a_document_that_no_verifier_would_accept_is_not_issued(moments: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="expected"):
        issued(**moments)


def test_an_expected_update_is_kept() -> None:
    assert cbor.encode(cbor.tdate(AT + timedelta(days=9))) in issued(expected_update=AT + timedelta(days=9))


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        {"version": "1.0", "status": 10},
        {"version": "1.0", "documents": [], "status": 0},
        {"version": "1.0", "documents": [{}], "status": 0},
        {"version": "1.0", "documents": [{}], "status": False},
        {"issuerAuth": None},
        {"issuerAuth": [b"", {}, None, b""]},
        {"issuerAuth": [b"", {}, b"\xf6", b""], "nameSpaces": 1},
    ],
)
def test_another_form_is_malformed(value: Any) -> None:
    with pytest.raises(Malformed):
        judged(cbor.encode(value))


@no_deadline
@given(st.binary(max_size=300))
def test_any_bytes_are_judged_or_malformed(encoded: bytes) -> None:
    try:
        judged(encoded)
    except Malformed as malformed:
        assert malformed.code  # noqa: PT017


RESPONSE = shown(
    disclose={mdoc.ISO_NAMESPACE: ["family_name", "issuing_country", "driving_privileges"], DOMESTIC: ["name"]}
)
PLACES = st.integers(0, len(RESPONSE) - 1)


@no_deadline
@given(st.lists(st.tuples(PLACES, st.binary(max_size=4), st.integers(0, 8)), min_size=1, max_size=4))
def test_any_changes_of_a_response_are_judged_or_malformed(changes: list[tuple[int, bytes, int]]) -> None:
    changed = RESPONSE
    for place, instead, length in changes:
        changed = changed[:place] + instead + changed[place + length :]
    try:
        report = judged(changed)
    except Malformed:
        return
    assert len(report.checks) == len(mdoc.CLAUSES)


def unauthenticated() -> set[int]:
    """The bytes that nobody signs and that say nothing of the document: the minor version of the response."""
    at = cbor.locate(RESPONSE, "version")
    return {at + 3}


@pytest.mark.parametrize("mask", [0x01, 0x20, 0x80, 0xFF])
def test_no_changed_byte_of_a_response_verifies(mask: int) -> None:
    intact = judged(RESPONSE)
    assert intact.outcome is HOLDS
    survivors = set()
    for place in range(len(RESPONSE)):
        changed = bytearray(RESPONSE)
        changed[place] ^= mask
        try:
            report = judged(bytes(changed))
        except Malformed:
            continue
        if report.outcome is HOLDS and report.elements:
            assert report.elements == intact.elements
            survivors.add(place)
        elif report.outcome is HOLDS:
            # The key "nameSpaces" became another one: nothing is disclosed any more, which anyone may do.
            assert RESPONSE.index(b"nameSpaces") - 1 <= place < RESPONSE.index(b"nameSpaces") + 10
    assert survivors <= unauthenticated()


def test_the_days_of_elements_are_full_dates() -> None:
    elements = judged(shown()).elements[mdoc.ISO_NAMESPACE]
    assert elements["birth_date"] == cbor.full_date(date(1990, 5, 4))


def test_a_tag_before_the_issuer_s_signature_is_tolerated() -> None:
    def tag(document: dict[str, Any]) -> None:
        document["issuerSigned"]["issuerAuth"] = cbor.Tag(18, document["issuerSigned"]["issuerAuth"])

    assert outcomes(judged(forged(shown(), tag))) == {}


def test_nothing_disclosed_still_proves_the_document() -> None:
    report = judged(shown(disclose={}))
    assert outcomes(report) == {}
    assert report.elements == {}


def test_the_transcript_may_come_wrapped() -> None:
    assert outcomes(judged(shown(), transcript=cbor.wrapped(TRANSCRIPT))) == {}


@pytest.mark.parametrize("pem", [b"", b"no key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_what_is_not_a_reader_s_key_is_malformed(pem: bytes) -> None:
    with pytest.raises(Malformed, match=r"mdoc\.reader-key"):
        mdoc.reader_key(pem)
