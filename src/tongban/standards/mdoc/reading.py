"""A DeviceResponse or an IssuerSigned as small frozen records; nothing is judged here, only read.

What is signed or hashed is kept as the bytes received, never encoded again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongban.errors import Malformed
from tongban.standards import cbor, cose

_TDATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Item:
    """An IssuerSignedItem (10.3.3). encoded: with its tag 24, as received: the input of its digest."""

    digest_id: int
    name: str
    value: Any
    encoded: bytes


@dataclass(frozen=True)
class SecurityObject:
    """The mobile security object (12.3.4). device_key: a COSE_Key map, not yet looked into."""

    digest_algorithm: str
    value_digests: Mapping[str, Mapping[int, bytes]]
    device_key: Mapping[Any, Any]
    authorised_namespaces: frozenset[str]
    authorised_elements: frozenset[tuple[str, str]]
    doctype: str
    signed: datetime
    valid_from: datetime
    valid_until: datetime
    status: Any


@dataclass(frozen=True)
class DeviceSigned:
    """What the device says and its proof (10.3.3). namespaces_encoded: DeviceNameSpacesBytes as received."""

    namespaces: Mapping[str, Mapping[str, Any]]
    namespaces_encoded: bytes
    signature: cose.Sign1 | None
    mac: cose.Mac0 | None


@dataclass(frozen=True)
class Document:
    """One mdoc. doctype: as the response names it; None for a bare IssuerSigned, which names none outside."""

    doctype: str | None
    items: Mapping[str, tuple[Item, ...]]
    issuer_auth: cose.Sign1
    security_object: SecurityObject
    device: DeviceSigned | None


def read(encoded: bytes) -> tuple[Document, ...]:
    """The documents of a DeviceResponse, or the one of an IssuerSigned.

    Malformed for anything else; a response with an error status or without documents is Malformed as well,
    for there is nothing in it to judge ("mdoc.no-document").
    """
    value = cbor.decode(encoded)
    match value:
        case {"version": str(version), "documents": [_, *_] as documents, "status": int(status)} if (
            type(status) is int and status == 0
        ):
            if version[:2] != "1.":
                raise Malformed("mdoc.version", "expected a DeviceResponse of version 1.x")
            return tuple(_document(encoded, document, index) for index, document in enumerate(documents))
        case {"version": str(), "status": int()}:
            raise Malformed("mdoc.no-document", "expected documents and status 0, got a response with an error")
        case {"issuerAuth": _}:
            return (_with_issuer(encoded, value, 0, None, None),)
    raise Malformed("mdoc.form", "expected a DeviceResponse or an IssuerSigned")


def _document(encoded: bytes, document: Any, index: int) -> Document:
    match document:
        case {"docType": str(doctype), "issuerSigned": dict(issuer_signed)}:
            start = cbor.locate(encoded, "documents", index)
            device = _device(encoded, document["deviceSigned"], start) if "deviceSigned" in document else None
            at = cbor.locate(encoded, "issuerSigned", start=start)
            return _with_issuer(encoded, issuer_signed, at, doctype, device)
    raise Malformed("mdoc.document", "expected a document with docType and issuerSigned")


def _with_issuer(
    encoded: bytes, issuer_signed: dict[Any, Any], at: int, doctype: str | None, device: DeviceSigned | None
) -> Document:
    namespaces = issuer_signed.get("nameSpaces", {})
    issuer_auth = cose.parse_sign1(issuer_signed.get("issuerAuth", []))
    if issuer_auth.payload is None or not isinstance(namespaces, dict):
        raise Malformed("mdoc.issuer-signed", "expected nameSpaces and a signed security object")
    return Document(
        doctype=doctype,
        items={_text(name): _items(encoded, found, at, name) for name, found in namespaces.items()},
        issuer_auth=issuer_auth,
        security_object=_security_object(cbor.decode(cbor.unwrap(cbor.decode(issuer_auth.payload)))),
        device=device,
    )


def _items(encoded: bytes, found: Any, at: int, namespace: str) -> tuple[Item, ...]:
    if not isinstance(found, list):
        raise Malformed("mdoc.items", "expected an array of items in each namespace")
    spans = cbor.array_spans(encoded, cbor.locate(encoded, "nameSpaces", namespace, start=at))
    return tuple([_item(tag, encoded[start:end]) for tag, (start, end) in zip(found, spans, strict=True)])


def _item(tag: Any, encoded: bytes) -> Item:
    match cbor.decode(cbor.unwrap(tag)):
        case {
            "digestID": int(digest_id),
            "random": bytes(),
            "elementIdentifier": str(name),
            "elementValue": value,
        }:
            return Item(digest_id, name, value, encoded)
    raise Malformed("mdoc.item", "expected an IssuerSignedItem with its four parts")


def _security_object(value: Any) -> SecurityObject:
    match value:
        case {
            "version": str(version),
            "digestAlgorithm": str(algorithm),
            "valueDigests": dict(digests),
            "deviceKeyInfo": {"deviceKey": dict(device_key), **key_info},
            "docType": str(doctype),
            "validityInfo": {"signed": signed, "validFrom": valid_from, "validUntil": valid_until},
            **others,
        } if version[:2] == "1.":
            return SecurityObject(
                digest_algorithm=algorithm,
                value_digests={_text(name): _digests(found) for name, found in digests.items()},
                device_key=device_key,
                **_authorised(key_info.get("keyAuthorizations", {})),
                doctype=doctype,
                signed=_moment(signed),
                valid_from=_moment(valid_from),
                valid_until=_moment(valid_until),
                status=others.get("status"),
            )
    raise Malformed("mdoc.security-object", "expected a mobile security object of version 1.x")


def _digests(found: Any) -> Mapping[int, bytes]:
    if isinstance(found, dict) and all(type(key) is int and type(item) is bytes for key, item in found.items()):
        return found
    raise Malformed("mdoc.digests", "expected digests by digestID")


def _authorised(value: Any) -> dict[str, Any]:
    """keyAuthorizations: whole namespaces, or single elements of one (12.3.4)."""
    match value:
        case dict():
            namespaces, elements = value.get("nameSpaces", []), value.get("dataElements", {})
            if (
                isinstance(namespaces, list)
                and isinstance(elements, dict)
                and all(isinstance(names, list) for names in elements.values())
            ):
                return {
                    "authorised_namespaces": frozenset(_text(name) for name in namespaces),
                    "authorised_elements": frozenset(
                        (_text(namespace), _text(name)) for namespace, names in elements.items() for name in names
                    ),
                }
    raise Malformed("mdoc.key-authorizations", "expected nameSpaces and dataElements")


def _device(encoded: bytes, value: Any, start: int) -> DeviceSigned:
    match value:
        case {"nameSpaces": tag, "deviceAuth": dict(proof)}:
            namespaces = cbor.decode(cbor.unwrap(tag))
            if isinstance(namespaces, dict) and all(
                isinstance(name, str) and isinstance(elements, dict) and all(isinstance(key, str) for key in elements)
                for name, elements in namespaces.items()
            ):
                at = cbor.locate(encoded, "deviceSigned", "nameSpaces", start=start)
                return DeviceSigned(
                    namespaces=namespaces,
                    namespaces_encoded=encoded[at : cbor.span_end(encoded, at)],
                    signature=cose.parse_sign1(proof["deviceSignature"]) if "deviceSignature" in proof else None,
                    mac=cose.parse_mac0(proof["deviceMac"]) if "deviceMac" in proof else None,
                )
    raise Malformed("mdoc.device-signed", "expected nameSpaces and deviceAuth")


def _moment(value: Any) -> datetime:
    """A tdate. The standard forbids fractions and offsets; some issuers write them, and they are unambiguous."""
    if (
        isinstance(value, cbor.Tag)
        and value.tag == 0
        and isinstance(value.value, str)
        and _TDATE.fullmatch(value.value)
    ):
        try:
            return datetime.fromisoformat(value.value)
        except ValueError as error:
            raise Malformed("mdoc.moment", "expected a moment that exists") from error
    raise Malformed("mdoc.moment", "expected a tdate")


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise Malformed("mdoc.name", "expected the name of a namespace or element as text")
