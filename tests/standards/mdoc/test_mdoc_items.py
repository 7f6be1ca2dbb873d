"""Items are read in two ways, quickly and in general; both must say the same of any bytes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tongban.errors import Malformed
from tongban.standards import cbor
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
def test_the_quick_way_and_the_general_one_say_the_same_of_any_bytes(
    contents: list[bytes], cut: int, byte: int
) -> None:
    if byte >= 0 and cut < len(contents[0]):  # one byte of the first changed
        contents = [contents[0][:cut] + bytes([byte]) + contents[0][cut + 1 :], *contents[1:]]
    assert repr(read(reading._parts, contents)) == repr(read(reading._any_parts, contents))


def test_what_nearly_every_issuer_writes_is_read_the_quick_way() -> None:
    assert read(reading._usual_parts, [item(), item(digest_id=255, name="sex", value=1)]) == [
        [7, 255],
        ["height", "sex"],
        [175, 1],
    ]


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


def test_a_value_may_not_be_nested_deeper_for_being_read_quickly() -> None:
    nested: Any = 1
    for _ in range(cbor.MAX_DEPTH - 1):
        nested = [nested]
    assert read(reading._parts, [item(value=nested)]) == read(reading._any_parts, [item(value=nested)]) != Malformed
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
