"""The strict reader and the deterministic writer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.errors import Malformed
from tongban.standards import cbor

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(1 << 64), (1 << 64) - 1)
    | st.floats(allow_nan=False)
    | st.text(max_size=40)
    | st.binary(max_size=40)
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=5) | st.integers(2, 1 << 40), inner, max_size=4)
        | st.builds(cbor.Tag, st.integers(0, 1 << 40), inner)
    ),
    max_leaves=12,
)

no_deadline = settings(deadline=None)  # a busy machine is no failure

# RFC 8949 appendix A.
PUBLISHED: list[tuple[Any, str]] = [
    (0, "00"),
    (23, "17"),
    (24, "1818"),
    (1000000, "1a000f4240"),
    (18446744073709551615, "1bffffffffffffffff"),
    (-18446744073709551616, "3bffffffffffffffff"),
    (-1000, "3903e7"),
    (0.0, "f90000"),
    (1.1, "fb3ff199999999999a"),
    (65504.0, "f97bff"),
    (100000.0, "fa47c35000"),
    (float("inf"), "f97c00"),
    (True, "f5"),
    (None, "f6"),
    (b"\x01\x02\x03\x04", "4401020304"),
    ("水", "63e6b0b4"),
    ([1, [2, 3]], "8201820203"),
    ({"a": 1, "b": [2, 3]}, "a26161016162820203"),
    (cbor.Tag(0, "2013-03-21T20:04:00Z"), "c074323031332d30332d32315432303a30343a30305a"),
]


@pytest.mark.parametrize(("value", "encoded"), PUBLISHED)
def test_a_published_example_is_written_and_read_as_published(value: Any, encoded: str) -> None:
    assert cbor.encode(value).hex() == encoded
    assert cbor.decode(bytes.fromhex(encoded)) == value


@no_deadline
@given(VALUES)
def test_whatever_was_written_is_read_back_and_written_the_same(value: Any) -> None:
    encoded = cbor.encode(value)
    assert cbor.encode(cbor.decode(encoded)) == encoded
    assert cbor.span_end(encoded, 0) == len(encoded)


@pytest.mark.parametrize("encoded", ["f7", "f0", "f8ff"])
def test_a_simple_value_without_meaning_here_is_kept(encoded: str) -> None:
    assert cbor.encode(cbor.decode(bytes.fromhex(encoded))).hex() == encoded


@no_deadline
@given(st.binary(max_size=200))
def test_any_bytes_are_a_value_or_malformed(encoded: bytes) -> None:
    try:
        cbor.decode(encoded)
    except Malformed as malformed:
        assert malformed.code.startswith("cbor.")  # noqa: PT017


@no_deadline
@given(st.binary(max_size=60), st.integers(0, 60))
def test_spans_of_any_bytes_are_found_or_malformed(encoded: bytes, start: int) -> None:
    for read in (
        lambda: cbor.span_end(encoded, start),
        lambda: cbor.wrapped_items(encoded, [b"", b"a"], cbor.locate(encoded, "a", 1, start=start)),
    ):
        try:
            read()
        except Malformed as malformed:
            assert malformed.code.startswith("cbor.")  # noqa: PT017


@pytest.mark.parametrize(
    ("encoded", "code"),
    [
        ("0000", "cbor.trailing-bytes"),
        ("", "cbor.not-well-formed"),
        ("a2616100616101", "cbor.not-well-formed"),
        ("9f01ff", "cbor.not-well-formed"),
        ("5f4101ff", "cbor.not-well-formed"),
        ("bf616101ff", "cbor.not-well-formed"),
        ("61ff", "cbor.not-well-formed"),
        ("9bffffffffffffffff", "cbor.not-well-formed"),
        ("81" * 33 + "00", "cbor.not-well-formed"),
        ("1c", "cbor.not-well-formed"),
    ],
)
def test_what_a_lenient_reader_would_accept_is_malformed(encoded: str, code: str) -> None:
    with pytest.raises(Malformed) as caught:
        cbor.decode(bytes.fromhex(encoded))
    assert caught.value.code == code


@no_deadline
@given(st.lists(VALUES, max_size=5))
def test_items_read_together_are_read_as_one_by_one(values: list[Any]) -> None:
    encoded = [cbor.encode(value) for value in values]
    assert cbor.decode_each(encoded) == [cbor.decode(item) for item in encoded]


@no_deadline
@given(st.lists(st.binary(max_size=20) | VALUES.map(cbor.encode), min_size=1, max_size=4))
def test_items_read_together_are_malformed_if_one_of_them_is(encoded: list[bytes]) -> None:
    try:
        one_by_one = [cbor.decode(item) for item in encoded]
    except Malformed:
        with pytest.raises(Malformed):
            cbor.decode_each(encoded)
    else:
        assert repr(cbor.decode_each(encoded)) == repr(one_by_one)


MARK = b"\x01" * 22 + b"\x02"


@pytest.mark.parametrize(
    "encoded",
    [
        [b"\x58\x19", b"\x00", b"\x00"],
        [b"\x82\x00", b"\x00"],
        [b"\x00\x00", b""],
        [b"\x41", b"\x00"],
        [b"\x00\x57" + MARK + b"\x00", b""],
        [b"\x58"],
        [b""],
    ],
)
def test_no_item_read_together_may_reach_beyond_its_own_bytes(encoded: list[bytes]) -> None:
    with pytest.raises(Malformed):
        cbor.decode_each(encoded)


def test_an_item_may_contain_the_mark_that_separates_items() -> None:
    encoded = [cbor.encode(MARK), cbor.encode([MARK, {"a": MARK}])]
    assert cbor.decode_each(encoded) == [MARK, [MARK, {"a": MARK}]]


def test_more_bytes_than_the_limit_are_malformed() -> None:
    with pytest.raises(Malformed, match=r"cbor\.too-long"):
        cbor.decode(bytes(11), max_bytes=10)


@pytest.mark.parametrize("content", [0, "(a+)+$", b"\x01", [1, 2], {}, [[0]]])
def test_no_tag_is_interpreted(content: Any) -> None:
    for number in (*range(1100), 43000, 55799, 65535, 1 << 32):
        tag = cbor.Tag(number, content)
        assert cbor.decode(cbor.encode(tag)) == tag, number


@pytest.mark.parametrize("number", [18, 55799])
def test_below_a_tag_lie_ordinary_lists_and_maps(number: int) -> None:
    value = cbor.decode(cbor.encode(cbor.Tag(number, [{"a": [cbor.Tag(number, {})]}])))
    assert value.value == [{"a": [cbor.Tag(number, {})]}]
    assert [type(value.value), type(value.value[0]), type(value.value[0]["a"][0].value)] == [list, dict, dict]


def test_a_day_and_a_moment_are_written_as_the_licence_standard_wants_them() -> None:
    moment = datetime(2026, 3, 1, 8, 30, 59, 999999, timezone(timedelta(hours=8)))
    assert cbor.decode(cbor.encode(date(2026, 3, 1))) == cbor.Tag(1004, "2026-03-01")
    assert cbor.decode(cbor.encode(moment)) == cbor.Tag(0, "2026-03-01T00:30:59Z")
    assert cbor.decode(cbor.encode(datetime(2026, 3, 1, tzinfo=UTC))) == cbor.Tag(0, "2026-03-01T00:00:00Z")


@pytest.mark.parametrize("value", [1 << 64, -(1 << 64) - 1, datetime(2026, 3, 1)])  # noqa: DTZ001 - naive on purpose
def test_what_has_no_form_is_refused_by_the_writer(value: Any) -> None:
    with pytest.raises(ValueError, match="expected"):
        cbor.encode(value)


@pytest.mark.parametrize("length", [0, 1, 23, 24, 255, 256, 65535, 65536])
def test_strings_of_every_width_of_head_are_written_as_by_another_library(length: int) -> None:
    for value in ("a" * length, bytes(length)):
        assert cbor.encode(value) == cbor2.dumps(value)


@no_deadline
@given(values=st.lists(VALUES, max_size=5))
def test_values_written_and_wrapped_together_are_as_one_by_one(values: list[Any]) -> None:
    written = cbor.encode_each(values)
    assert written == [cbor.encode(value) for value in values]
    assert cbor.wrapped_each(written) == [cbor.wrapped(item) for item in written]


def test_among_values_written_together_one_without_form_is_refused() -> None:
    with pytest.raises(TypeError, match="set"):
        cbor.encode_each([1, [{2}]])


def test_map_keys_stand_in_the_bytewise_order_of_rfc_8949() -> None:
    keys = [10, 100, -1, "z", "aa", [100], [-1], False]
    assert list(cbor.decode(cbor.encode({tuple(k) if isinstance(k, list) else k: 0 for k in keys}))) == [
        10, 100, -1, "z", "aa", (100,), (-1,), False,
    ]  # fmt: skip


def test_an_embedded_item_is_unwrapped_and_nothing_else_is() -> None:
    assert cbor.unwrap(cbor.embedded({"a": 1})) == cbor.encode({"a": 1})
    for other in (cbor.Tag(24, "text"), cbor.Tag(23, b""), b"", None):
        with pytest.raises(Malformed):
            cbor.unwrap(other)


def test_embedded_items_are_given_back_as_received() -> None:
    as_usual, long_head = "d8184100", "d81859000100"
    for encoded in (as_usual, long_head):
        found = bytes.fromhex("a2 6162 8101 6161 82 00 82" + encoded + "d8184101" + "f6")
        items, end = cbor.wrapped_items(found, [b"\x00", b"\x01"], cbor.locate(found, "a", 1))
        assert [item.hex() for item in items] == [encoded, "d8184101"]
        assert found[end:] == b"\xf6"


@pytest.mark.parametrize("path", [("c",), ("a", 2), ("a", "b"), (0,), ("b", 0, 0)])
def test_a_path_that_leads_nowhere_is_malformed(path: tuple[str | int, ...]) -> None:
    with pytest.raises(Malformed, match=r"cbor\.no-such-item"):
        cbor.locate(cbor.encode({"a": [0, 1], "b": [0]}), *path)
