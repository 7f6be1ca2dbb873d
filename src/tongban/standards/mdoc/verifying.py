"""Does this mdoc hold? The inspection of ISO/IEC 18013-5 12.8, every step of it made and reported.

No step relies on an earlier one having passed, so that the report is whole. The steps, in the order of 12.8:

1. issuer-certificate   the signer's certificate leads to a trust anchor and obeys its profile
2. issuer-signature     the security object was signed with that certificate's key
3. digests              every element shown is one that the issuer hashed, over the bytes received
4. document-type        the response and the security object name the same document type
5. validity             signed while the signer's certificate was valid, and valid now
6. issuing-country      the country that the licence names is the one of the signer
7. device-authentication  the device that the licence is bound to showed it, in this session
8. status               not revoked, as far as the caller's status lists tell
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from tongban.errors import Malformed, Problem
from tongban.standards import cbor, cose, pki
from tongban.standards.mdoc.names import ISO_NAMESPACE
from tongban.standards.mdoc.presenting import agree, device_authentication
from tongban.standards.mdoc.reading import DeviceSigned, Document, SecurityObject, read
from tongban.standards.signing import COSE_NUMBERS, PublicKey, curve_of
from tongban.verdicts import Check, Outcome, Report

CLAUSES: Mapping[str, str] = {
    name: f"ISO/IEC 18013-5 ed. 2, {clause}"
    for name, clause in {
        "issuer-certificate": "12.8.1, Annex B.3",
        "issuer-signature": "12.8.1, 12.3.4",
        "digests": "12.8.1, 12.3.5",
        "document-type": "12.8.1, 12.3.4",
        "validity": "12.8.1, 12.3.4",
        "issuing-country": "13.4.2",
        "device-authentication": "12.4",
        "status": "12.3.6",
    }.items()
}
DIGESTS = {"SHA-256": hashlib.sha256, "SHA-384": hashlib.sha384, "SHA-512": hashlib.sha512}

StatusCheck = Callable[[Mapping[str, Any]], Check]


def verify(
    encoded: bytes,
    *,
    anchors: pki.TrustAnchors,
    at: datetime,
    transcript: bytes | None = None,
    reader_key: ec.EllipticCurvePrivateKey | None = None,
    status: StatusCheck | None = None,
    max_skew_seconds: int = 60,
) -> Report:
    """The Report of a DeviceResponse or of an IssuerSigned, with the elements shown by namespace.

    transcript: the verifier's own SessionTranscript in CBOR; without it device authentication cannot be told.
    reader_key: the reader's ephemeral key of that session, needed for a device that proves itself by MAC.
    max_skew_seconds: how far ahead of `at` the issuer's clock may be: a document valid from then on holds already.
    status: asked with the status claim of the security object, if there is one; a Problem that it raises means
    that the status cannot be told. Elements keep their CBOR form (Tag for dates); what the device itself says
    stands under "device-signed". Of several documents each check tells the worst, and elements stand under the
    document type. Raises Malformed, and nothing else, if the bytes are not of this form.
    """
    documents = read(encoded)
    session = None if transcript is None else Session(_bare(transcript), reader_key)
    skew = timedelta(seconds=max_skew_seconds)
    reports = [
        _judge(document, anchors=anchors, at=at, skew=skew, session=session, status=status) for document in documents
    ]
    return reports[0] if len(reports) == 1 else _together(documents, reports)


@dataclass(frozen=True)
class Session:
    """What the verifier knows of the session that the device proved itself in."""

    transcript: bytes
    reader_key: ec.EllipticCurvePrivateKey | None


def _judge(
    document: Document,
    *,
    anchors: pki.TrustAnchors,
    at: datetime,
    skew: timedelta,
    session: Session | None,
    status: StatusCheck | None,
) -> Report:
    chain, issuer_certificate = _issuer_certificate(document, anchors, at)
    elements: dict[str, Any] = {
        namespace: {name: value for _, name, value, _ in items} for namespace, items in document.items.items()
    }
    checks = (
        issuer_certificate,
        _issuer_signature(document.issuer_auth, chain),
        _digests(document),
        _document_type(document),
        _validity(document.security_object, chain, at, skew),
        _issuing_country(elements.get(ISO_NAMESPACE, {}), chain),
        _device_authentication(document, session),
        _status(document.security_object.status, status),
    )
    if document.device is not None and document.device.namespaces:
        elements["device-signed"] = document.device.namespaces
    return Report(checks, elements)


def _issuer_certificate(
    document: Document, anchors: pki.TrustAnchors, at: datetime
) -> tuple[pki.ChainResult | None, Check]:
    """Step 1."""
    name = "issuer-certificate"
    try:
        certificates = cose.x5chain(document.issuer_auth)
        if not certificates:
            return None, _fails(name, "the signature carries no certificate (x5chain)")
        if not cose.is_thumbprint_right(document.issuer_auth, certificates[0]):
            return None, _fails(name, "the signature names another certificate (x5t) than it carries")
        chain = pki.check_chain(certificates, anchors=anchors, profile=pki.DOCUMENT_SIGNER, at=at)
    except Malformed as problem:
        return None, _fails(name, f"the certificate cannot be read: {problem.code}")
    return chain, _holds(name) if chain.outcome is Outcome.HOLDS else chain.as_check(name, CLAUSES[name])


def _issuer_signature(issuer_auth: cose.Sign1, chain: pki.ChainResult | None) -> Check:
    """Step 2. Made with the key of the certificate whether that one is trusted or not: step 1 has told that."""
    name = "issuer-signature"
    if chain is None or chain.public_key is None:
        return _untold(name, "there is no key of the issuer to verify with")
    return _told(name, cose.judge_signature(issuer_auth, public_key=chain.public_key))


def _digests(document: Document) -> Check:
    """Step 3. A namespace or digestID that the security object does not know fails like a wrong digest."""
    name = "digests"
    expected = document.security_object.value_digests
    digest = DIGESTS.get(document.security_object.digest_algorithm)
    if digest is None:
        return _fails(name, "the digest algorithm is none of SHA-256, SHA-384, SHA-512")
    for namespace, items in document.items.items():
        if namespace not in expected:
            return _fails(name, "a namespace is not among those that the issuer signed")
        if len({name for _, name, _, _ in items}) != len(items):
            return _fails(name, "an element appears twice")
        known = expected[namespace]
        found = [digest(encoded).digest() for _, _, _, encoded in items]
        if found != [known.get(digest_id) for digest_id, _, _, _ in items]:
            return _fails(name, "an element is not the one that the issuer signed")
    return _holds(name)


def _document_type(document: Document) -> Check:
    """Step 4. A bare IssuerSigned names its type in the security object only."""
    if document.doctype is not None and document.doctype != document.security_object.doctype:
        return _fails("document-type", "the response names another document type than the issuer signed")
    return _holds("document-type")


def _validity(security_object: SecurityObject, chain: pki.ChainResult | None, at: datetime, skew: timedelta) -> Check:
    """Step 5. Clocks differ, so a document may begin a little later than now; it never lasts longer than it says."""
    name = "validity"
    signed, valid_from, valid_until = (
        security_object.signed,
        security_object.valid_from,
        security_object.valid_until,
    )
    if not signed <= valid_from < valid_until:
        return _fails(name, "signed, validFrom and validUntil are not in order")
    if at + skew < valid_from:
        return _fails(name, f"valid only from {valid_from:%Y-%m-%dT%H:%M:%SZ}")
    if at > valid_until:
        return _fails(name, f"expired on {valid_until:%Y-%m-%dT%H:%M:%SZ}")
    if chain is None:
        return _untold(name, "valid now, but there is no certificate to hold the moment of signing against")
    if not chain.valid_from <= signed <= chain.valid_until:
        return _fails(name, "not signed within the validity of the signer's certificate")
    return _holds(name)


def _issuing_country(elements: Mapping[str, Any], chain: pki.ChainResult | None) -> Check:
    """Step 6. Of what was shown: a licence that keeps its country to itself has nothing to compare (13.4.2)."""
    name = "issuing-country"
    if "issuing_country" not in elements and "issuing_jurisdiction" not in elements:
        return _holds(name)
    if chain is None:
        return _untold(name, "there is no certificate to compare with")
    if "issuing_country" in elements and not _is_same(elements["issuing_country"], chain.subject_country):
        return _fails(name, "issuing_country is not the country of the signer's certificate")
    # The state is compared only where the certificate names one.
    state = chain.subject_state
    if state is not None and not _is_same(elements.get("issuing_jurisdiction", state), state):
        return _fails(name, "issuing_jurisdiction is not the state of the signer's certificate")
    return _holds(name)


def _is_same(element: Any, place: str | None) -> bool:
    """Codes of places are equal in either case: some certificates have theirs in lower case."""
    return isinstance(element, str) and place is not None and element.casefold() == place.casefold()


def _device_authentication(document: Document, session: Session | None) -> Check:
    """Step 7. What can be refused without a transcript is refused without one."""
    name = "device-authentication"
    device, security_object = document.device, document.security_object
    if device is None and document.doctype is None:
        return _untold(name, "an IssuerSigned carries no device authentication")
    if device is None:
        return _fails(name, "the response carries no deviceSigned")
    if not all(_may_say(security_object, *element) for element in _own_elements(device)):
        return _fails(name, "the device says something that keyAuthorizations do not allow it")
    if session is None:
        return _untold(name, "no session transcript was given")
    return _device_proof(device, security_object, session)


def _device_proof(device: DeviceSigned, security_object: SecurityObject, session: Session) -> Check:
    """Signature or MAC, never both, over this session, this document type and what the device says itself."""
    name = "device-authentication"
    authenticated = device_authentication(session.transcript, security_object.doctype, device.namespaces_encoded)
    try:
        device_key = cose.public_key(security_object.device_key)
    except Malformed as problem:
        if problem.code == "cose.key-unknown":
            return _untold(name, "the device key is of a kind that is not known here")
        return _fails(name, "the device key is no key")
    match device.signature, device.mac:
        case cose.Sign1() as signature, None:
            numbers = COSE_NUMBERS.get(curve_of(device_key), frozenset())
            forbidden = cose.restriction(security_object.device_key, algorithms=numbers, operations={cose.VERIFY})
            if forbidden:
                return _fails(name, forbidden)
            return _told(name, cose.judge_signature(signature, public_key=device_key, detached_payload=authenticated))
        case None, cose.Mac0() as mac:
            forbidden = cose.restriction(
                security_object.device_key,
                algorithms=cose.ECDH_HKDF_256,
                operations={cose.DERIVE_KEY, cose.DERIVE_BITS},
            )
            return _fails(name, forbidden) if forbidden else _device_mac(mac, device_key, session, authenticated)
    return _fails(name, "deviceAuth must be either a signature or a MAC")


def _device_mac(mac: cose.Mac0, device_key: PublicKey, session: Session, authenticated: bytes) -> Check:
    name, reader_key = "device-authentication", session.reader_key
    if reader_key is None:
        return _untold(name, "the device used a MAC, which only the reader's ephemeral key of the session can tell")
    if not isinstance(device_key, ec.EllipticCurvePublicKey) or device_key.curve.name != reader_key.curve.name:
        return _fails(name, "the device key and the reader's key are not on one curve")
    key = agree(reader_key, device_key).for_session(session.transcript)
    return _told(name, cose.judge_mac(mac, key=key, detached_payload=authenticated))


def _status(claim: Any, status: StatusCheck | None) -> Check:
    """Step 8. A document without a status claim can only expire, so there is nothing to ask."""
    name = "status"
    if claim is None:
        return _holds(name)
    if not isinstance(claim, dict):
        return _fails(name, "the status claim is not a map")
    if status is None:
        return _untold(name, "the document names a status list, and none was given")
    try:
        found = status(claim)
    except Problem as problem:
        return _untold(name, f"the status list cannot be read: {problem.code}")
    return Check(name, found.clause or CLAUSES[name], found.outcome, found.reason)


def _may_say(security_object: SecurityObject, namespace: str, name: str) -> bool:
    return (
        namespace in security_object.authorised_namespaces or (namespace, name) in security_object.authorised_elements
    )


def _own_elements(device: DeviceSigned) -> Iterator[tuple[str, str]]:
    return ((namespace, name) for namespace, elements in device.namespaces.items() for name in elements)


def _bare(transcript: bytes) -> bytes:
    """SessionTranscript, also from SessionTranscriptBytes, which is how some keep it."""
    value = cbor.decode(transcript)
    return cbor.unwrap(value) if isinstance(value, cbor.Tag) else transcript


def _together(documents: tuple[Document, ...], reports: list[Report]) -> Report:
    """The reports of several documents as one."""
    elements: dict[str, Any] = {}
    for number, (document, report) in enumerate(zip(documents, reports, strict=True), start=1):
        doctype = document.security_object.doctype
        elements[f"{doctype} ({number})" if doctype in elements else doctype] = report.elements
    return Report(
        tuple(
            Check(
                name,
                clause,
                Outcome.worst(report.check(name).outcome for report in reports),
                "; ".join(dict.fromkeys(report.check(name).reason for report in reports if report.check(name).reason)),
            )
            for name, clause in CLAUSES.items()
        ),
        elements,
    )


_HOLDING = {name: Check(name, clause, Outcome.HOLDS) for name, clause in CLAUSES.items()}


def _holds(name: str) -> Check:
    return _HOLDING[name]


def _told(name: str, found: cose.Told) -> Check:
    outcome, reason = found
    return _HOLDING[name] if outcome is Outcome.HOLDS else Check(name, CLAUSES[name], outcome, reason)


def _fails(name: str, reason: str) -> Check:
    return Check(name, CLAUSES[name], Outcome.DOES_NOT_HOLD, reason)


def _untold(name: str, reason: str) -> Check:
    return Check(name, CLAUSES[name], Outcome.CANNOT_BE_TOLD, reason)
