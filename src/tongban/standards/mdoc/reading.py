"""A DeviceResponse or an IssuerSigned as small frozen records; nothing is judged here, only read.

What is signed or hashed is kept as the bytes received, never encoded again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import Any, NamedTuple

from tongban.errors import Malformed
from tongban.standards import cbor, cose

PARTS = ("digestID", "random", "elementIdentifier", "elementValue")
_TDATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)


class Item(NamedTuple):
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
    value = cbor.decode(encoded, is_thawed=False)
    match value:
        case {"version": str(version), "documents": [_, *_] as documents, "status": int(status)} if (
            type(status) is int and status == 0
        ):
            if not version.startswith("1."):
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
        items=_items(encoded, namespaces, cbor.locate(encoded, "nameSpaces", start=at)) if namespaces else {},
        issuer_auth=issuer_auth,
        security_object=_security_object(cbor.decode(cbor.unwrapped(issuer_auth.payload))),
        device=device,
    )


def _items(encoded: bytes, namespaces: dict[Any, Any], at: int) -> dict[str, tuple[Item, ...]]:
    """The items by namespace, from the map of them that lies at `at`; each keeps its bytes as received."""
    if not all(isinstance(found, list) for found in namespaces.values()):
        raise Malformed("mdoc.items", "expected an array of items in each namespace")
    contents = [cbor.unwrap_each(found) for found in namespaces.values()]
    digest_ids, names, values = _parts([content for found in contents for content in found])
    items: dict[str, tuple[Item, ...]] = {}
    at, start = cbor.inside(encoded, at), 0
    for namespace, found in zip(namespaces, contents, strict=True):
        received, at = cbor.wrapped_items(encoded, found, cbor.span_end(encoded, at))
        end = start + len(found)
        rows = zip(digest_ids[start:end], names[start:end], values[start:end], received, strict=True)
        items[_text(namespace)] = tuple(map(_item, rows))
        start = end
    return items


_item: Callable[[Iterable[Any]], Item] = partial(tuple.__new__, Item)  # Item._make without a function in Python


def _parts(contents: list[bytes]) -> tuple[Sequence[int], Sequence[str], Sequence[Any]]:
    """digestIDs, names and values of all items together: there are many, and they are all alike.

    Malformed("mdoc.item", "cbor.…") if one has not its four parts.
    """
    try:
        rows = cbor.decode_rows(contents, PARTS)
    except (KeyError, TypeError, IndexError) as error:
        raise Malformed("mdoc.item", "expected an IssuerSignedItem with its four parts") from error
    if not rows:
        return (), (), ()
    digest_ids, salts, names, values = zip(*rows, strict=True)
    if {*map(type, digest_ids)} != {int} or {*map(type, salts)} != {bytes} or {*map(type, names)} != {str}:
        raise Malformed("mdoc.item", "expected a number, a byte string and a name in an IssuerSignedItem")
    return digest_ids, names, values


def _security_object(value: Any) -> SecurityObject:
    try:
        key_info, validity = value["deviceKeyInfo"], value["validityInfo"]
        version, algorithm, doctype = value["version"], value["digestAlgorithm"], value["docType"]
        digests, device_key = value["valueDigests"], key_info["deviceKey"]
        texts, maps = (version, algorithm, doctype), (digests, device_key, *digests.values())
        signed, valid_from, valid_until = [_moment(validity[name]) for name in ("signed", "validFrom", "validUntil")]
        namespaces, elements = _authorised(key_info.get("keyAuthorizations", {}))
    except (KeyError, TypeError, AttributeError) as error:
        raise Malformed("mdoc.security-object", "expected a mobile security object") from error
    is_formed = all(type(text) is str for text in texts) and all(type(found) is dict for found in maps)
    # digestIDs are numbers as their bytes say: True and 1.0 are none, though Python finds 1 under them.
    if (
        not is_formed
        or not all({*map(type, found)} <= {int} for found in digests.values())
        or not version.startswith("1.")
    ):
        raise Malformed("mdoc.security-object", "expected a mobile security object of version 1.x")
    return SecurityObject(
        digest_algorithm=algorithm,
        value_digests=digests,
        device_key=device_key,
        authorised_namespaces=namespaces,
        authorised_elements=elements,
        doctype=doctype,
        signed=signed,
        valid_from=valid_from,
        valid_until=valid_until,
        status=value.get("status"),
    )


def _authorised(value: dict[str, Any]) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    """keyAuthorizations: whole namespaces, or single elements of one (12.3.4)."""
    elements = value.get("dataElements", {}).items()
    return (
        frozenset([_text(namespace) for namespace in value.get("nameSpaces", [])]),
        frozenset([(_text(namespace), _text(name)) for namespace, names in elements for name in names]),
    )


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
    if isinstance(value, cbor.Tag) and value.tag == 0 and isinstance(value.value, str) and len(value.value) < 64:
        return _instant(value.value)
    raise Malformed("mdoc.moment", "expected a tdate")


@lru_cache(maxsize=256)
def _instant(text: str) -> datetime:
    """In UTC. Remembered: an issuer's moments are coarse, and the same in many licences."""
    if not _TDATE.fullmatch(text):
        raise Malformed("mdoc.moment", "expected a tdate")
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Malformed("mdoc.moment", "expected a moment that exists") from error


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise Malformed("mdoc.name", "expected the name of a namespace or element as text")
