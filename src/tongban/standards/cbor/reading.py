"""A strict reader over cbor2, which by itself accepts duplicate keys, trailing bytes and indefinite lengths."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from operator import itemgetter
from typing import Any

from cbor2 import CBORDecodeError, CBORDecoder, CBORTag, frozendict

from tongban.errors import Malformed
from tongban.standards.native import core

Tag = CBORTag
MAX_BYTES = 1 << 24
MAX_DEPTH = 32

# Every tag that cbor2 would turn into an object of its own; each is kept as a plain Tag instead.
INTERPRETED = (0, 1, 2, 3, 4, 5, 25, 28, 29, 30, 35, 36, 37, 52, 54, 100, 256, 258, 260, 261, 1004, 43000, 55799)


def _kept(number: int) -> Callable[[Any, bool], CBORTag]:
    return lambda value, is_frozen: CBORTag(number, value if is_frozen or type(value) is str else _thawed(value))


def _other_tag(tag: CBORTag, is_frozen: bool) -> CBORTag:
    return tag if is_frozen else CBORTag(tag.tag, _thawed(tag.value))


def _thawed(value: Any) -> Any:
    """`value` with the ordinary lists and dicts that cbor2 does not use below a tag."""
    if isinstance(value, tuple):
        return [_thawed(item) for item in value]
    if isinstance(value, frozendict):
        return {key: _thawed(item) for key, item in value.items()}
    return CBORTag(value.tag, _thawed(value.value)) if isinstance(value, CBORTag) else value


# The byte before the content must be the whole head of the mark: 0x57 is, and can end no longer head of 23 bytes.
# As long as that allows, and of few different bytes, because it is searched for in long pictures.
_MARK_CONTENT = b"\x01" * 22 + b"\x02"
_MARK = b"\x57" + _MARK_CONTENT

TAGS_KEPT = {number: _kept(number) for number in INTERPRETED}


def decode(encoded: bytes, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH, is_thawed: bool = True) -> Any:
    """The one CBOR value in `encoded`, its tags kept as Tag.

    is_thawed: False leaves tuples and frozendicts below a tag, which is faster where they are not expected.
    Raises Malformed("cbor.…") for anything but exactly one well-formed item: duplicate map keys, indefinite
    lengths, bad UTF-8, bytes after the item, more than `max_depth` nested containers or `max_bytes` in all.
    """
    if len(encoded) > max_bytes:
        raise Malformed("cbor.too-long", f"expected at most {max_bytes} bytes, got {len(encoded)}")
    if core is not None:
        value = core.decode(encoded, max_depth)
        if value is not core.NOT_TOLD:
            return value
    return judged(encoded, max_depth=max_depth, is_thawed=is_thawed)


def judged(encoded: bytes, *, max_depth: int, is_thawed: bool = True) -> Any:
    """decode() by cbor2 alone, who has the last word."""
    stream = BytesIO(encoded)
    try:
        value = CBORDecoder(
            stream,
            semantic_decoders=TAGS_KEPT,
            tag_hook=_other_tag if is_thawed else None,
            max_depth=max_depth,
            allow_indefinite=False,
            allow_duplicate_keys=False,
        ).decode()
    except (CBORDecodeError, ValueError, TypeError, OverflowError, RecursionError, MemoryError) as error:
        raise Malformed("cbor.not-well-formed", f"expected one strict CBOR item: {type(error).__name__}") from error
    if stream.tell() != len(encoded):
        raise Malformed("cbor.trailing-bytes", f"expected {stream.tell()} bytes, got {len(encoded)}")
    return value


def decode_each(encoded: Sequence[bytes], *, max_depth: int = MAX_DEPTH) -> list[Any]:
    """The value of each, exactly as decode() reads it, but together: a third of the time for small items.

    All of them are decoded as one array, each followed by a byte string that occurs nowhere else. If every
    second value is that mark, no item reached beyond its own bytes and none left any over.
    """
    together = _MARK.join([*encoded, b""])
    if together.count(_MARK_CONTENT) != len(encoded):
        return [decode(item, max_depth=max_depth) for item in encoded]
    values = decode(b"\x9a" + (2 * len(encoded)).to_bytes(4, "big") + together, max_depth=max_depth + 1)
    if values[1::2] != [_MARK_CONTENT] * len(encoded):
        raise Malformed("cbor.not-well-formed", "expected one strict CBOR item in each")
    return list(values[::2])


def decode_rows(encoded: Sequence[bytes], names: tuple[str, ...]) -> list[tuple[Any, ...]]:
    """Of each map the values of `names`, in that order. KeyError or TypeError if one has not all of them."""
    if core is not None:
        told = core.decode_rows(list(encoded), names, MAX_DEPTH)
        if isinstance(told, list):
            return told
    return list(map(itemgetter(*names), decode_each(encoded)))


def unwrap(value: Any) -> bytes:
    """The bytes inside an embedded CBOR item, Tag 24 (RFC 8949 3.4.5.1); Malformed if it is not one."""
    if isinstance(value, Tag) and value.tag == 24 and isinstance(value.value, bytes):
        return value.value
    raise Malformed("cbor.not-embedded", "expected an embedded CBOR item (tag 24 over a byte string)")


def unwrap_each(values: Sequence[Any]) -> list[bytes]:
    """unwrap() of each."""
    contents = [value.value for value in values if type(value) is CBORTag and value.tag == 24]
    if len(contents) != len(values) or not set(map(type, contents)) <= {bytes}:
        raise Malformed("cbor.not-embedded", "expected embedded CBOR items (tag 24 over byte strings)")
    return contents
