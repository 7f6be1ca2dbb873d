"""A deterministic writer: shortest heads and floats, map keys in the bytewise order of their encodings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from math import isnan
from struct import pack, unpack
from typing import Any

from cbor2 import CBORSimpleValue, dumps, undefined

from tongban.standards.cbor.reading import Tag

EMBEDDED = 24
UNSIGNED, NEGATIVE, BYTES, TEXT, ARRAY, MAP, TAG = range(7)

_SHORT = [[bytes([major << 5 | argument]) for argument in range(24)] for major in range(7)]


def head(major: int, argument: int) -> bytes:
    """The first bytes of an item: its major type (0 to 6) and the shortest form of its argument."""
    if argument < 24:
        return _SHORT[major][argument]
    if argument < 0x100:
        return bytes((major << 5 | 24, argument))
    if argument < 0x10000:
        return pack(">BH", major << 5 | 25, argument)
    if argument < 0x100000000:
        return pack(">BI", major << 5 | 26, argument)
    return pack(">BQ", major << 5 | 27, argument)


_WRAPPING = [b"\xd8\x18" + head(BYTES, length) for length in range(256)]


def encode(value: Any) -> bytes:
    """The one deterministic encoding of `value` (RFC 8949 4.2.1).

    Takes None, bool, int (64 bit), float, str, bytes, list, tuple, dict, Tag, date (as full-date) and aware
    datetime (as tdate). Raises TypeError for anything else and ValueError for a number or moment out of range.
    """
    try:
        writer = _WRITERS[type(value)]
    except KeyError:
        raise TypeError(f"no CBOR form for {type(value).__name__}") from None
    return writer(value)


def embedded(value: Any) -> Tag:
    """`value` as an embedded CBOR item: Tag 24 over its encoding."""
    return Tag(EMBEDDED, encode(value))


def wrapped(encoded: bytes) -> bytes:
    """Bytes that are encoded already as an embedded item: tag 24 before them."""
    length = len(encoded)
    return (_WRAPPING[length] if length < 256 else b"\xd8\x18" + head(BYTES, length)) + encoded


def joined(parts: Mapping[str, bytes]) -> bytes:
    """A map of items that are encoded already, in the order given: for structures whose order a standard shows."""
    return head(MAP, len(parts)) + b"".join([part for key, item in parts.items() for part in (_name(key), item)])


def full_date(day: date) -> Tag:
    """A day as RFC 8943 full-date, Tag 1004."""
    return Tag(1004, day.isoformat())


def tdate(moment: datetime) -> Tag:
    """A moment as ISO/IEC 18013-5 wants tdate: Tag 0, UTC written "Z", no fraction of a second."""
    return Tag(0, _in_utc(moment))


@lru_cache(maxsize=256)
def _in_utc(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("expected an aware moment, got a naive one")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _integer(value: int) -> bytes:
    major, argument = (UNSIGNED, value) if value >= 0 else (NEGATIVE, -1 - value)
    if argument >= 1 << 64:
        raise ValueError("expected an integer of 64 bits")
    return head(major, argument)


def _float(value: float) -> bytes:
    if isnan(value):
        return b"\xf9\x7e\x00"
    for first, form in ((b"\xf9", ">e"), (b"\xfa", ">f")):
        try:
            packed = pack(form, value)
        except OverflowError:
            continue
        if unpack(form, packed)[0] == value:
            return first + packed
    return b"\xfb" + pack(">d", value)


def _array(value: list[Any] | tuple[Any, ...]) -> bytes:
    return head(ARRAY, len(value)) + b"".join([encode(item) for item in value])


def _map(value: dict[Any, Any]) -> bytes:
    entries = sorted([(_name(key) if type(key) is str else encode(key), encode(item)) for key, item in value.items()])
    return head(MAP, len(value)) + b"".join([key + item for key, item in entries])


@lru_cache(maxsize=1024)
def _name(key: str) -> bytes:
    """A text key: there are few different ones."""
    return dumps(key)


def _tag(value: Tag) -> bytes:
    return head(TAG, value.tag) + encode(value.value)


_WRITERS: dict[type, Callable[[Any], bytes]] = {
    type(None): lambda _: b"\xf6",
    bool: {True: b"\xf5", False: b"\xf4"}.__getitem__,
    int: _integer,
    float: _float,
    # Of text and byte strings there is only one definite, shortest form, and cbor2 writes it faster.
    str: dumps,
    bytes: dumps,
    list: _array,
    tuple: _array,
    dict: _map,
    Tag: _tag,
    date: lambda day: b"\xd9\x03\xec" + dumps(day.isoformat()),
    CBORSimpleValue: dumps,
    type(undefined): dumps,
    datetime: lambda moment: b"\xc0" + dumps(_in_utc(moment)),
}
