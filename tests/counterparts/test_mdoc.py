"""Our mdocs before verifiers that we did not write, and theirs before ours.

PyPI openvc-core and isomdoc 0.0.5 (Apache-2.0), npm @auth0/mdl 3.0.1 and @owf/mdoc 0.6.0. A document that only its
maker's own verifier accepts proves nothing: issuer and verifier may share one mistake. The forged ones must be refused by
both. isomdoc looks at no certificate chain, no validity and no MAC, and takes the published edition by its word: nothing
but alg in a protected header (docs/decisions/0009-alg-alone.md).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import cbor2
import pytest
from counterparts.programs import node
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from isomdoc import create_mdoc
from isomdoc import verify_device_response as verify_by_isomdoc
from openvc.mdoc import MdocError, verify_device_response
from standards.issuers import Country
from standards.mdoc import mdoc_licences as licences

from tongban.standards import cbor, cose, jose, mdoc, pki
from tongban.standards.signing import SoftwareSigner, generate
from tongban.verdicts import Outcome, Report

pytestmark = pytest.mark.counterpart

FAULTS = Path(__file__).parents[1] / "standards" / "faults"
NOW = datetime.now(UTC).replace(microsecond=0)  # @auth0/mdl judges by the clock of the machine
UT = Country(at=NOW)
ISSUER, DEVICE = UT.signer(), generate()
READER = ec.generate_private_key(ec.SECP256R1())
SHOWN = {
    mdoc.ISO_NAMESPACE: ["family_name", "birth_date", "issuing_country", "portrait", "driving_privileges"],
    licences.DOMESTIC: ["name"],
}


def ours(**changes: Any) -> bytes:
    """A response of ours, device signature included."""
    issuer_signed = licences.issued(
        **{
            "signer": ISSUER,
            "device_key": DEVICE.public_key,
            "signed": NOW - timedelta(days=2),
            "valid_from": NOW - timedelta(days=2),
            "valid_until": NOW + timedelta(days=30),
            "status": {"status_list": {"idx": 412, "uri": "https://example.org/status/1"}},
            **changes,
        }
    )
    return licences.shown(issuer_signed, device=DEVICE, disclose=SHOWN)


def expired() -> bytes:
    """Expired a day ago."""
    return ours(valid_until=NOW - timedelta(days=1))


def forged(change: Callable[[dict[str, Any]], None]) -> Callable[[], bytes]:
    return lambda: licences.forged(ours(), change)


FORGED: list[Any] = [
    pytest.param(forged(licences.extra_namespace), "digests", id="extra namespace"),
    pytest.param(forged(licences.changed_element), "digests", id="changed element"),
    pytest.param(forged(licences.other_doctype), "document-type", id="changed docType"),
    pytest.param(forged(licences.garbage_signature), "device-authentication", id="garbage device signature"),
    pytest.param(expired, "validity", id="expired"),
]


def judged(response: bytes, **changes: Any) -> Report:
    """Our judgement."""
    return mdoc.verify(response, **{"anchors": UT.anchors, "at": NOW, "transcript": licences.TRANSCRIPT, **changes})


def jwk(key: SoftwareSigner) -> dict[str, str]:
    """The whole key pair as the other programs want it."""
    number = key._private_key.private_numbers().private_value  # type: ignore[union-attr]
    return {**jose.jwk(key.public_key), "d": jose.to_base64url(number.to_bytes(32, "big"))}


def refused_by_openvc(response: bytes, **changes: Any) -> str:
    """What openvc-core says against it; "" if it accepts."""
    roots = [x509.load_der_x509_certificate(UT.certificate)]
    try:
        verify_device_response(
            response, **{"trust_anchors": roots, "session_transcript": licences.TRANSCRIPT, "now": NOW, **changes}
        )
    except MdocError as error:
        return str(error) or type(error).__name__
    return ""


def refused_by_auth0(response: bytes, **changes: Any) -> str:
    """What @auth0/mdl says against it; "" if it accepts."""
    return str(
        node(
            "mdoc-auth0.mjs",
            do="verify",
            response=response.hex(),
            transcript=cbor.wrapped(licences.TRANSCRIPT).hex(),
            root=pki.pem([UT.certificate]).decode(),
            **changes,
        ).get("refused", "")
    )


def refused_by_owf(response: bytes, **changes: Any) -> str:
    """What @owf/mdoc says against it; "" if it accepts."""
    return str(
        node(
            "mdoc-owf.mjs",
            do="verify",
            response=response.hex(),
            transcript=licences.TRANSCRIPT.hex(),
            root=UT.certificate.hex(),
            **changes,
        ).get("refused", "")
    )


def refused_by_isomdoc(response: bytes, *, transcript: bytes = licences.TRANSCRIPT) -> str:
    """What isomdoc says against it; "" if it accepts."""
    try:
        verify_by_isomdoc(response, cbor2.loads(transcript))
    except (RuntimeError, InvalidSignature) as error:
        return str(error) or type(error).__name__
    return ""


JUDGES = [
    pytest.param(refused_by_openvc, id="openvc-core"),
    pytest.param(refused_by_auth0, id="@auth0/mdl"),
    pytest.param(refused_by_owf, id="@owf/mdoc"),
]
ISOMDOC = pytest.param(refused_by_isomdoc, id="isomdoc")
REFUSALS = [
    pytest.param(*judge.values, *forgery.values, id=f"{forgery.id} {judge.id}")
    for judge in (*JUDGES, ISOMDOC)
    for forgery in FORGED
    if (judge.id, forgery.id) != ("isomdoc", "expired")
]


@pytest.mark.parametrize("refused_by", [*JUDGES, ISOMDOC])
def test_what_we_issue_and_show_is_accepted_by_others(refused_by: Callable[[bytes], str]) -> None:
    assert refused_by(ours()) == ""


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("01-own-mdl-with-x5t.response.hex", "issuerAuth COSE_Sign1 protected contains too many elements"),
        ("01-same-with-alg-only.response.hex", ""),
    ],
)
def test_who_takes_the_published_edition_by_its_word_accepts_alg_alone(name: str, reason: str) -> None:
    """Both hold before us (tests/standards/test_faults.py)."""
    transcript = bytes.fromhex((FAULTS / "01-transcript.hex").read_text())
    assert refused_by_isomdoc(bytes.fromhex((FAULTS / name).read_text()), transcript=transcript) == reason


@pytest.mark.parametrize(("refused_by", "forge", "check"), REFUSALS)
def test_what_is_forged_is_refused_by_others_and_by_us(
    refused_by: Callable[[bytes], str], forge: Callable[[], bytes], check: str
) -> None:
    response = forge()
    assert judged(response).check(check).outcome is Outcome.DOES_NOT_HOLD
    assert refused_by(response)


def test_our_device_mac_is_accepted_by_others() -> None:
    """@owf/mdoc 0.6.0 refuses every MAC, also Annex D's: it compares the algorithm's name with its number."""
    device = ec.generate_private_key(ec.SECP256R1())
    issuer_signed = licences.issued(
        signer=ISSUER,
        device_key=device.public_key(),
        signed=NOW - timedelta(days=2),
        valid_from=NOW - timedelta(days=2),
        valid_until=NOW + timedelta(days=30),
    )
    key = mdoc.agree(device, READER.public_key())
    response = licences.shown(issuer_signed, device=key, disclose=SHOWN)
    number = READER.private_numbers().private_value.to_bytes(32, "big")
    cose_key = cbor.encode({**cose.key_map(READER.public_key()), -4: number})
    assert refused_by_openvc(response, device_mac_key=key.for_session(licences.TRANSCRIPT)) == ""
    assert refused_by_auth0(response, readerKey=cose_key.hex()) == ""
    assert judged(response, reader_key=READER).outcome is Outcome.HOLDS


Source = Callable[..., bytes]
ELEMENTS: dict[str, dict[str, Any]] = {
    mdoc.ISO_NAMESPACE: {"family_name": "Yangben", "birth_date": "1990-05-04", "issuing_country": "UT"},
    licences.DOMESTIC: {"name": "样本·明", "points": 3},
}
THEIRS_SHOWN = {mdoc.ISO_NAMESPACE: ["family_name", "issuing_country"], licences.DOMESTIC: ["name"]}
SIGNED, UNTIL = NOW - timedelta(days=1), NOW + timedelta(days=30)


def by_node(script: str, *, wrap: bool, certificate: str) -> Source:
    """A response that a program on Node issued and showed."""

    def theirs(**changes: Any) -> bytes:
        transcript = cbor.wrapped(licences.TRANSCRIPT) if wrap else licences.TRANSCRIPT
        answer = node(
            script,
            **{
                "do": "issue",
                "doctype": mdoc.MDL,
                "namespaces": ELEMENTS,
                "elements": [[space, name] for space, names in THEIRS_SHOWN.items() for name in names],
                "signed": SIGNED.isoformat(),
                "until": UNTIL.isoformat(),
                "issuerKey": jwk(ISSUER),
                "deviceKey": jwk(DEVICE),
                "certificate": certificate,
                "transcript": transcript.hex(),
                **changes,
            },
        )
        return bytes.fromhex(answer["response"])

    return theirs


def by_isomdoc() -> bytes:
    """isomdoc issues and does not show: the device is ours."""
    made = create_mdoc(mdoc.MDL, [x509.load_der_x509_certificate(ISSUER.chain[0])], ISSUER._private_key)
    for space, elements in ELEMENTS.items():
        for name, value in elements.items():
            made.add_data_item(space, name, value)
    issued: bytes = made.generate_credential(DEVICE.public_key, SIGNED, SIGNED, UNTIL)
    return licences.shown(issued, device=DEVICE, disclose=THEIRS_SHOWN)


NODE = [
    pytest.param(by_node("mdoc-auth0.mjs", wrap=True, certificate=pki.pem(ISSUER.chain).decode()), id="@auth0/mdl"),
    pytest.param(by_node("mdoc-owf.mjs", wrap=False, certificate=ISSUER.chain[0].hex()), id="@owf/mdoc"),
]
SOURCES = [*NODE, pytest.param(by_isomdoc, id="isomdoc")]


def holds_before_us(response: bytes) -> None:
    report = judged(response)
    assert {check.check: check.reason for check in report.checks if check.outcome is not Outcome.HOLDS} == {}
    assert report.elements == {
        mdoc.ISO_NAMESPACE: {"family_name": "Yangben", "issuing_country": "UT"},
        licences.DOMESTIC: {"name": "样本·明"},
    }


@pytest.mark.parametrize("theirs", SOURCES)
def test_what_others_issue_and_show_holds_before_us(theirs: Source) -> None:
    holds_before_us(theirs())


@pytest.mark.parametrize("theirs", NODE)
def test_so_it_does_with_the_longer_digest(theirs: Source) -> None:
    holds_before_us(theirs(digest="SHA-512"))


@pytest.mark.parametrize("theirs", SOURCES)
@pytest.mark.parametrize(
    ("change", "check"),
    [
        (licences.extra_namespace, "digests"),
        (licences.changed_element, "digests"),
        (licences.other_doctype, "document-type"),
        (licences.garbage_signature, "device-authentication"),
    ],
)
def test_what_others_issue_and_somebody_forges_is_refused_by_us(
    theirs: Source, change: Callable[[dict[str, Any]], None], check: str
) -> None:
    assert judged(licences.forged(theirs(), change)).check(check).outcome is Outcome.DOES_NOT_HOLD


@pytest.mark.parametrize("theirs", SOURCES)
def test_what_others_issue_expires_before_us(theirs: Source) -> None:
    later = NOW + timedelta(days=379)
    assert judged(theirs(), at=later).check("validity").outcome is Outcome.DOES_NOT_HOLD
