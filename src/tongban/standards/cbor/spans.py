"""Where an item lies in the bytes received, so that it can be hashed as it came.

For bytes that decode() has accepted already; other bytes give Malformed too, but no promise of strictness.
"""

from __future__ import annotations

from collections.abc import Sequence

from tongban.errors import Malformed
from tongban.standards.cbor.reading import decode, unwrap
from tongban.standards.cbor.writing import wrapped, wrapped_each


def span_end(encoded: bytes, start: int) -> int:
    """The offset just after the item that starts at `start`."""
    pending = 1
    at = start
    while pending:
        major, argument, at = _head(encoded, at)
        pending -= 1
        if major in (2, 3):
            at += argument
        elif major == 4:
            pending += argument
        elif major == 5:
            pending += 2 * argument
        elif major == 6:
            pending += 1
    if at > len(encoded):
        raise Malformed("cbor.not-well-formed", "expected more bytes")
    return at


def wrapped_items(encoded: bytes, contents: Sequence[bytes], start: int) -> tuple[list[bytes], int]:
    """The embedded items of the array at `start`, whose contents are known, each with its tag as it was received;
    and the offset after the array.

    Nearly always they have the shortest heads; only where they have not must each item's end be looked for.
    """
    at = inside(encoded, start)
    items = wrapped_each(contents)
    together = b"".join(items)
    if encoded.startswith(together, at):
        return items, at + len(together)
    items.clear()
    for _ in contents:
        end = span_end(encoded, at)
        items.append(encoded[at:end])
        at = end
    return items, at


def unwrapped(encoded: bytes) -> bytes:
    """unwrap(decode(encoded)), which needs no decoder if the heads are the shortest."""
    content = encoded[_WRAPPING_WIDTHS.get(encoded[2:3], 3) :]
    return content if wrapped(content) == encoded else unwrap(decode(encoded))


_WRAPPING_WIDTHS = {b"\x58": 4, b"\x59": 5, b"\x5a": 7}


def inside(encoded: bytes, start: int) -> int:
    """The offset after the head of the item at `start`: where the first item of an array or map stands."""
    return _head(encoded, start)[2]


def locate(encoded: bytes, *path: str | int, start: int = 0) -> int:
    """The offset of the item that `path` leads to from the one at `start`: text keys of maps, indexes of arrays.

    What comes after it is not looked at. Malformed("cbor.no-such-item") if the path leads nowhere.
    """
    at = start
    for step in path:
        major, count, at = _head(encoded, at)
        if major == 4 and isinstance(step, int) and step < count:
            for _ in range(step):
                at = span_end(encoded, at)
        elif major == 5 and isinstance(step, str):
            at = _value_of(encoded, step.encode(), count, at)
        else:
            raise Malformed("cbor.no-such-item", f"expected a map or a longer array at {at}")
    return at


def _value_of(encoded: bytes, wanted: bytes, count: int, at: int) -> int:
    for _ in range(count):
        major, length, text = _head(encoded, at)
        if major == 3 and encoded[text : text + length] == wanted:
            return text + length
        at = span_end(encoded, span_end(encoded, at))
    raise Malformed("cbor.no-such-item", "expected a key that the map does not have")


def _head(encoded: bytes, at: int) -> tuple[int, int, int]:
    """Major type, argument and the offset after the head."""
    try:
        first = encoded[at]
        major, argument = first >> 5, first & 31
        if argument < 24:
            return major, argument, at + 1
        width = (1, 2, 4, 8)[argument - 24]
    except IndexError as error:
        raise Malformed("cbor.not-well-formed", f"expected the head of an item at {at}") from error
    return major, int.from_bytes(encoded[at + 1 : at + 1 + width], "big"), at + 1 + width
