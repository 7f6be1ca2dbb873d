"""A deterministic writer: shortest heads and floats, map keys in the bytewise order of their encodings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from math import isnan
from struct import pack, unpack
from typing import Any

from cbor2 import CBORSimpleValue, dumps, undefined

from tongban.standards.cbor.reading import Tag
from tongban.standards.native import core

EMBEDDED = 24
UNSIGNED, NEGATIVE, BYTES, TEXT, ARRAY, MAP, TAG = range(7)


def head(major: int, argument: int) -> bytes:
    """The first bytes of an item: its major type (0 to 6) and the shortest form of its argument."""
    if argument < 0x100:
        return _HEADS[major][argument]
    if argument < 0x10000:
        return pack(">BH", major << 5 | 25, argument)
    if argument < 0x100000000:
        return pack(">BI", major << 5 | 26, argument)
    return pack(">BQ", major << 5 | 27, argument)


_HEADS = [
    [bytes([major << 5 | argument] if argument < 24 else [major << 5 | 24, argument]) for argument in range(0x100)]
    for major in range(7)
]
_BYTES, _TEXTS = _HEADS[BYTES], _HEADS[TEXT]
_WRAPPING = [b"\xd8\x18" + start for start in _BYTES]


def encode(value: Any) -> bytes:
    """The one deterministic encoding of `value` (RFC 8949 4.2.1).

    Takes None, bool, int (64 bit), float, str, bytes, list, tuple, dict, Tag, date (as full-date) and aware
    datetime (as tdate). Raises TypeError for anything else and ValueError for a number or moment out of range.
    """
    return written(value) if core is None else core.encode(value, written)


def written(value: Any) -> bytes:
    """encode() in Python, for what the compiled core does not write."""
    try:
        return _WRITERS[type(value)](value)
    except KeyError as error:
        raise _formless(error) from None


def encode_each(values: Iterable[Any]) -> list[bytes]:
    """encode() of each: for many small ones, without a call between them."""
    if core is not None:
        return core.encode_each(values, written)
    try:
        return [_WRITERS[type(value)](value) for value in values]
    except KeyError as error:
        raise _formless(error) from None


def _formless(error: KeyError) -> TypeError:
    return TypeError(f"no CBOR form for {error.args[0].__name__}")


def embedded(value: Any) -> Tag:
    """`value` as an embedded CBOR item: Tag 24 over its encoding."""
    return Tag(EMBEDDED, encode(value))


def wrapped(encoded: bytes) -> bytes:
    """Bytes that are encoded already as an embedded item: tag 24 before them."""
    length = len(encoded)
    return (_WRAPPING[length] if length < 256 else b"\xd8\x18" + head(BYTES, length)) + encoded


def wrapped_each(encoded: Iterable[bytes]) -> list[bytes]:
    """wrapped() of each."""
    return wrapped_rows(list(encoded))


def wrapped_rows(*columns: list[bytes]) -> list[bytes]:
    """wrapped() of the joined bytes of each row, the columns being of one length."""
    if core is not None:
        return core.wrapped_rows(*columns)
    rows = columns[0] if len(columns) == 1 else map(b"".join, zip(*columns, strict=True))
    return [_WRAPPING[len(item)] + item if len(item) < 256 else wrapped(item) for item in rows]


def joined(parts: Mapping[str, bytes]) -> bytes:
    """A map of items that are encoded already, in the order given: for structures whose order a standard shows."""
    return head(MAP, len(parts)) + b"".join([_name(key) + item for key, item in parts.items()])


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


def _bytes(value: bytes) -> bytes:
    length = len(value)
    return (_BYTES[length] if length < 0x100 else head(BYTES, length)) + value


def _text(value: str) -> bytes:
    encoded = value.encode()
    length = len(encoded)
    return (_TEXTS[length] if length < 0x100 else head(TEXT, length)) + encoded


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
    return head(ARRAY, len(value)) + b"".join([_WRITERS[type(item)](item) for item in value])


def _map(value: dict[Any, Any]) -> bytes:
    entries = [
        (_name(key) if type(key) is str else encode(key), _WRITERS[type(item)](item)) for key, item in value.items()
    ]
    return head(MAP, len(value)) + b"".join(map(b"".join, sorted(entries)))


@lru_cache(maxsize=1024)
def _name(key: str) -> bytes:
    """A text key: there are few different ones."""
    return _text(key)


def _tag(value: Tag) -> bytes:
    content = value.value
    return head(TAG, value.tag) + (_text(content) if type(content) is str else encode(content))


_WRITERS: dict[type, Callable[[Any], bytes]] = {
    type(None): lambda _: b"\xf6",
    bool: {True: b"\xf5", False: b"\xf4"}.__getitem__,
    int: _integer,
    float: _float,
    str: _text,
    bytes: _bytes,
    list: _array,
    tuple: _array,
    dict: _map,
    Tag: _tag,
    date: lambda day: b"\xd9\x03\xec" + _text(day.isoformat()),
    CBORSimpleValue: dumps,
    type(undefined): dumps,
    datetime: lambda moment: b"\xc0" + _text(_in_utc(moment)),
}
