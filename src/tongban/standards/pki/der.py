"""Reading DER (ITU-T X.690) as far as certificates need it.

`cryptography` parses all extensions of a certificate or none, so that one unreadable IssuerAltName - which
real driving-licence roots have had - would hide the others. Here each extension is read for itself.
"""

from __future__ import annotations

from typing import NamedTuple

from tongban.errors import Malformed

BOOLEAN, INTEGER, BIT_STRING, OCTET_STRING, OID = 0x01, 0x02, 0x03, 0x04, 0x06
UTF8_STRING, PRINTABLE_STRING, SEQUENCE, SET = 0x0C, 0x13, 0x30, 0x31


class Item(NamedTuple):
    """One element. tag: its identifier octet; content: without header; raw: with header, as received."""

    tag: int
    content: bytes
    raw: bytes


def items(content: bytes) -> tuple[Item, ...]:
    """The elements that `content` consists of; Malformed("pki.der") if it is not DER."""
    found: list[Item] = []
    offset = 0
    while offset < len(content):
        item = _item_at(content, offset)
        found.append(item)
        offset += len(item.raw)
    return tuple(found)


def one(data: bytes, tag: int | None = None) -> Item:
    """The single element that `data` is; Malformed if there are more, or it has another tag."""
    item = _item_at(data, 0)
    if len(item.raw) != len(data):
        raise Malformed("pki.der", f"{len(data) - len(item.raw)} bytes after the element")
    if tag is not None and item.tag != tag:
        raise Malformed("pki.der", f"expected tag {tag:#04x}, got {item.tag:#04x}")
    return item


def bits(item: Item) -> bytes:
    """The whole octets of a BIT STRING; Malformed if it is none or bits are left over.

    The count of unused bits of a certificate's signature is signed by nobody, so it has to be 0.
    """
    if item.tag != BIT_STRING or item.content[:1] != b"\x00":
        raise Malformed("pki.der", "expected a bit string of whole octets")
    return item.content[1:]


def oid(content: bytes) -> str:
    """The dotted form of an object identifier's content."""
    if not content or content[-1] & 0x80:
        raise Malformed("pki.der", "an object identifier that is empty or cut off")
    arcs: list[int] = []
    value = 0
    for byte in content:
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            arcs.append(value)
            value = 0
    first = min(arcs[0] // 40, 2)
    return ".".join(map(str, (first, arcs[0] - 40 * first, *arcs[1:])))


def _item_at(data: bytes, offset: int) -> Item:
    if len(data) < offset + 2:
        raise Malformed("pki.der", "an element without a complete header")
    tag, length, start = data[offset], data[offset + 1], offset + 2
    if tag & 0x1F == 0x1F or length == 0x80:
        raise Malformed("pki.der", "a long tag or an indefinite length, which certificates do not use")
    if length > 0x80:
        octets = data[start : start + (length & 0x7F)]
        start += length & 0x7F
        length = int.from_bytes(octets, "big")
        if len(octets) > 4 or length < 0x80 or octets[0] == 0:
            raise Malformed("pki.der", "a length that is not in its shortest form, or over 4 GB")
    end = start + length
    if end > len(data):
        raise Malformed("pki.der", f"an element of {length} bytes with {len(data) - start} left")
    return Item(tag, data[start:end], data[offset:end])
