"""Mobile documents made for the tests: one licence, one device, one session, and ways to forge them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from standards.issuers import AT, Country

from tongban.standards import cbor, mdoc
from tongban.standards.mdoc import transcripts
from tongban.standards.signing import generate

UT = Country()
ISSUER = UT.signer()
DEVICE = generate()
DOMESTIC = "org.iso.18013.5.1.UT"
TRANSCRIPT = transcripts.for_openid4vp(
    client_id="x509_san_dns:verifier.example",
    nonce="a-nonce-of-the-verifier",
    response_uri="https://verifier.example/response",
    jwk_thumbprint=None,
)
NAMESPACES: dict[str, dict[str, Any]] = {
    mdoc.ISO_NAMESPACE: {
        "family_name": "Yangben",
        "given_name": "Ming",
        "birth_date": date(1990, 5, 4),
        "issue_date": date(2020, 1, 2),
        "expiry_date": date(2030, 1, 2),
        "issuing_country": "UT",
        "issuing_authority": "Specimen Traffic Authority",
        "document_number": "UT-0001",
        "portrait": b"\xff\xd8\xff" + bytes(range(256)),
        "driving_privileges": [{"vehicle_category_code": "B", "issue_date": date(2020, 1, 2)}],
        "un_distinguishing_sign": "UTO",
        "age_over_18": True,
    },
    DOMESTIC: {"file_number": "310100000001", "points": 3, "name": "样本·明"},
}
EVERYTHING = {namespace: list(elements) for namespace, elements in NAMESPACES.items()}


def issued(**changes: Any) -> bytes:
    """An IssuerSigned of the specimen, signed at AT."""
    return mdoc.issue(
        **{
            "doctype": mdoc.MDL,
            "namespaces": NAMESPACES,
            "device_key": DEVICE.public_key,
            "signer": ISSUER,
            "signed": AT,
            "valid_from": AT,
            "valid_until": AT + timedelta(days=30),
            **changes,
        }
    )


def shown(issuer_signed: bytes | None = None, **changes: Any) -> bytes:
    """A DeviceResponse of it, signed by the device in the session of TRANSCRIPT."""
    return mdoc.present(
        issued() if issuer_signed is None else issuer_signed,
        **{"disclose": EVERYTHING, "transcript": TRANSCRIPT, "device": DEVICE, **changes},
    )


def forged(response: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    """`response` with its document changed and encoded again."""
    value = cbor.decode(response)
    change(value["documents"][0])
    return cbor.encode(value)


def extra_namespace(document: dict[str, Any]) -> None:
    """An element in a namespace that the issuer never signed."""
    item = {"digestID": 0, "random": bytes(32), "elementIdentifier": "grade", "elementValue": "diplomat"}
    document["issuerSigned"]["nameSpaces"]["org.example.forged"] = [cbor.embedded(item)]


def other_doctype(document: dict[str, Any]) -> None:
    """Another document type than the issuer signed."""
    document["docType"] = "org.example.other"


def garbage_signature(document: dict[str, Any]) -> None:
    """A device signature of the right length that nobody made."""
    document["deviceSigned"]["deviceAuth"]["deviceSignature"][3] = bytes(range(64))


def changed_element(document: dict[str, Any]) -> None:
    """A category that was never acquired."""
    items = document["issuerSigned"]["nameSpaces"][mdoc.ISO_NAMESPACE]
    item = cbor.decode(cbor.unwrap(items[0]))
    items[0] = cbor.embedded({**item, "elementValue": "Forged"})


def without_device(document: dict[str, Any]) -> None:
    """Device authentication stripped."""
    del document["deviceSigned"]
