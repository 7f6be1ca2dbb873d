"""Items are read together; what is said of them must be what a reader of one item after another says of any bytes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tongban.errors import Malformed
from tongban.standards import cbor
from tongban.standards.cbor.reading import judged
from tongban.standards.mdoc import reading

SALT = bytes(range(32))
DIGEST_ID, RANDOM, NAME, VALUE = "digestID", "random", "elementIdentifier", "elementValue"


def item(digest_id: Any = 7, salt: Any = SALT, name: Any = "height", value: Any = 175) -> bytes:
    """An item in the order of the standard's CDDL, with any contents."""
    parts = {DIGEST_ID: digest_id, RANDOM: salt, NAME: name, VALUE: value}
    return cbor.joined({key: cbor.encode(part) for key, part in parts.items()})


def read(way: Any, contents: list[bytes]) -> Any:
    """What that way says: the parts, or that it refuses."""
    try:
        return [list(column) for column in way(contents)]
    except Malformed:
        return Malformed


def one_by_one(contents: list[bytes]) -> list[list[Any]]:
    """The plainest way that there is."""
    columns: list[list[Any]] = [[], [], []]
    for content in contents:
        found = judged(content, max_depth=cbor.MAX_DEPTH)
        if not isinstance(found, dict) or not {DIGEST_ID, RANDOM, NAME, VALUE} <= found.keys():
            raise Malformed("mdoc.item", "expected four parts")
        if (type(found[DIGEST_ID]), type(found[RANDOM]), type(found[NAME])) != (int, bytes, str):
            raise Malformed("mdoc.item", "expected a number, bytes and a text")
        for column, key in zip(columns, (DIGEST_ID, NAME, VALUE), strict=True):
            column.append(found[key])
    return columns


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 1 << 63) | st.text(max_size=8) | st.binary(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([NAME, VALUE, RANDOM, "x"]), inner, max_size=3)
        | st.builds(cbor.Tag, st.sampled_from([0, 24, 1004, 4711]), inner)
    ),
    max_leaves=6,
)
ITEMS = st.builds(
    item,
    st.integers(0, 300) | VALUES,
    st.binary(min_size=32, max_size=32) | st.sampled_from([SALT, (b"l" + VALUE.encode()) * 2 + b"......", b"short"]),
    st.sampled_from(["height", "sex", NAME, VALUE, "l" + VALUE, "x" * 70]) | VALUES,
    VALUES,
)


@settings(deadline=None)
@given(contents=st.lists(ITEMS, min_size=1, max_size=3), cut=st.integers(0, 90), byte=st.integers(-1, 255))
@example(contents=[item(name="l" + VALUE + "x")], cut=200, byte=-1)
def test_together_and_one_by_one_say_the_same_of_any_bytes(contents: list[bytes], cut: int, byte: int) -> None:
    if byte >= 0 and cut < len(contents[0]):  # one byte of the first changed
        contents = [contents[0][:cut] + bytes([byte]) + contents[0][cut + 1 :], *contents[1:]]
    assert repr(read(reading._parts, contents)) == repr(read(one_by_one, contents))


@pytest.mark.parametrize(
    "other",
    [item(digest_id=256), item(salt=bytes(16)), item(name="x" * 70), cbor.encode(cbor.decode(item()))],
    ids=["a great number", "a short salt", "a long name", "another order"],
)
def test_what_is_written_otherwise_is_read_as_well(other: bytes) -> None:
    value = cbor.decode(other)
    assert read(reading._parts, [item(), other]) == [
        [7, value[DIGEST_ID]],
        ["height", value[NAME]],
        [175, value[VALUE]],
    ]


def test_a_value_may_not_be_nested_deeper_for_being_read_together() -> None:
    nested: Any = 1
    for _ in range(cbor.MAX_DEPTH - 1):
        nested = [nested]
    assert read(reading._parts, [item(value=nested)]) == read(one_by_one, [item(value=nested)]) != Malformed
    assert read(reading._parts, [item(value=[nested])]) == Malformed


@settings(deadline=None)
@given(
    st.binary(max_size=300)
    | VALUES.map(cbor.encode).map(cbor.wrapped)
    | st.binary(max_size=70_000).map(cbor.wrapped)
    | VALUES.map(lambda value: cbor.encode(cbor.Tag(24, value)))
)
def test_what_is_embedded_is_found_without_a_decoder_as_with_one(encoded: bytes) -> None:
    try:
        expected: Any = cbor.unwrap(cbor.decode(encoded))
    except Malformed:
        with pytest.raises(Malformed):
            cbor.unwrapped(encoded)
    else:
        assert cbor.unwrapped(encoded) == expected
