"""The compiled core beside the Python that it stands in for: whatever it tells, Python says too.

It may tell nothing; then Python is asked, and is the only one who refuses. So the danger is one alone: that it
takes bytes for good that Python does not, or writes other bytes.
"""

from __future__ import annotations

import gc
import os
import string
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tongban.errors import Malformed
from tongban.standards import cbor, jose
from tongban.standards.cbor import reading, writing
from tongban.standards.jose import spelling
from tongban.standards.native import Core
from tongban.standards.native import core as installed
from tongban.standards.qrcode import base45

if installed is None and os.environ.get("CI"):
    pytest.fail("expected the compiled core: CI has a C compiler", pytrace=False)
if installed is None:
    pytest.skip("no compiled core is installed here", allow_module_level=True)
core: Core = installed

MOMENTS = st.datetimes(timezones=st.just(UTC), min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30))  # noqa: DTZ001
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(1 << 64), (1 << 64) - 1)
    | st.sampled_from([1 << 63, (1 << 63) - 1, -(1 << 63), -(1 << 63) - 1, 255, 256, 65535, 65536, 23, 24, -24, -25])
    | st.text()
    | st.binary()
    | st.sampled_from([b"x" * size for size in (23, 24, 255, 256, 65535, 65536)])
)
KEYS = st.text(max_size=4) | st.integers(-300, 300) | st.binary(max_size=3)
ORDINARY = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(KEYS, inner, max_size=5)
        | st.builds(cbor.Tag, st.integers(0, (1 << 64) - 1), inner)
    ),
    max_leaves=12,
)
"""What the core reads by itself."""
STRANGE = st.recursive(
    LEAVES
    | st.floats()
    | st.dates()
    | MOMENTS
    | st.sampled_from([object(), 1 << 64, "\ud800", datetime(2026, 1, 1), {1}]),  # noqa: DTZ001
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner, inner)
        | st.dictionaries(KEYS | st.booleans() | st.tuples(KEYS) | st.floats(allow_nan=False), inner, max_size=4)
    ),
    max_leaves=8,
)


def said(work: Callable[[], Any]) -> str:
    """What comes of it, with the type of each part: the value, or the kind of refusal."""
    try:
        return repr(work())
    except Malformed as problem:
        return problem.code
    except (TypeError, ValueError) as error:
        return type(error).__name__


@given(ORDINARY | STRANGE)
@example({"b": 1, "a": 2, "aa": 3, 10: 4, -1: 5, b"": 6})
@example({f"{number:03}": number for number in range(300)})  # more entries than it sorts itself
@example({f"{-number:03}": number for number in range(200)})
@example([[[[[[[[[[[[[[[[[[[["deep"]]]]]]]]]]]]]]]]]]]])
@example(date(1, 1, 1))
def test_it_writes_the_bytes_that_python_writes(value: Any) -> None:
    assert said(lambda: core.encode(value, writing.written)) == said(lambda: writing.written(value))
    assert said(lambda: core.encode_each([value, value], writing.written)) == said(lambda: [writing.written(value)] * 2)


@given(ORDINARY)
def test_it_reads_what_is_ordinary_by_itself(value: Any) -> None:
    encoded = writing.written(value)
    told = core.decode(encoded, 32)
    if told is not core.NOT_TOLD:
        assert repr(told) == repr(reading.judged(encoded, max_depth=32))
    elif b"\x3b" not in encoded:  # numbers below the 64 bits of C are Python's
        pytest.fail("told nothing of an ordinary value")


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """An encoding with a few bytes changed, cut off, added or repeated; or any bytes."""
    encoded = bytearray(draw(ORDINARY.map(writing.written) | st.binary(max_size=40)))
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(encoded)))
        encoded[place : place + draw(st.integers(0, 2))] = draw(st.binary(max_size=2))
    return bytes(encoded)


@given(damaged(), st.integers(1, 20))
@example(b"\xa2\x61a\x01\x61a\x02", 8)  # a key twice
@example(b"\xa2\x01\x01\x18\x01\x02", 8)  # likewise, written in two ways
@example(b"\xa2\x01\x01\xf5\x02", 8)  # 1 and true, which are equal in Python
@example(b"\xa1\x81\x01\x02", 8)  # an array as key
@example(b"\x9f\x01\xff", 8)  # of indefinite length
@example(b"\x9b" + b"\xff" * 8, 8)  # more entries than there are bytes
@example(b"\x5b" + b"\xff" * 8, 8)
@example(b"\x61\xff", 8)  # no UTF-8
@example(b"\x63\xed\xa0\x80", 8)  # a surrogate
@example(b"\x3b" + b"\xff" * 8, 8)  # -2^64
@example(b"\xf8\x14", 8)  # false, spelt in a way that is not allowed
@example(b"\x81" * 19 + b"\x00", 20)
@example(b"\xc1" * 19 + b"\x00", 20)
@example(b"\x01\x01", 8)
@example(b"", 8)
def test_what_it_tells_of_any_bytes_is_what_python_says(encoded: bytes, max_depth: int) -> None:
    told = core.decode(encoded, max_depth)
    if told is not core.NOT_TOLD:
        assert repr(told) == said(lambda: reading.judged(encoded, max_depth=max_depth))


NAMES = ("a", "bb", "名")


@given(
    st.lists(
        st.dictionaries(st.sampled_from([*NAMES, "c"]) | KEYS, ORDINARY, min_size=2, max_size=4)
        | st.fixed_dictionaries(dict.fromkeys(NAMES, ORDINARY)),
        max_size=3,
    ),
    damaged(),
    st.integers(1, 20),
)
@example([], b"\xa3\x61a\x01\x61a\x02\x61a\x03", 8)
@example([], b"\xa3\x61a\x01\x62bb\x02\x63\xe5\x90\x8d\x03\x00", 8)
def test_rows_that_it_tells_of_are_those_of_the_maps(maps: list[dict[Any, Any]], more: bytes, max_depth: int) -> None:
    encoded = [*map(writing.written, maps), more]
    for several in ([one] for one in encoded):
        told = core.decode_rows(several, NAMES, max_depth)
        if told is core.NOT_TOLD:
            continue
        found = [reading.judged(one, max_depth=max_depth) for one in several]
        assert repr(told) == repr([tuple(one[name] for name in NAMES) for one in found])
        assert all(len(one) == len(NAMES) for one in found)


def test_rows_of_ordinary_maps_are_told() -> None:
    one, two = {"a": 1, "bb": [2], "名": None}, {"名": b"3", "a": {"x": 1}, "bb": 2}
    encoded = [
        b"\xa3" + b"".join(writing.written(part) for entry in each.items() for part in entry) for each in (one, two)
    ]
    assert core.decode_rows(encoded, NAMES, 8) == [(1, [2], None), ({"x": 1}, 2, b"3")]


@given(st.binary(max_size=70))
def test_base64url_is_the_same(octets: bytes) -> None:
    text = core.to_base64url(octets)
    assert text == spelling.in_base64url(octets)
    assert core.from_base64url(text) == core.from_base64url(text.encode()) == octets


@given(
    st.text(string.ascii_letters + string.digits + "-_", max_size=9)
    | st.text(max_size=5)
    | st.text("AQgw-_+/= ", max_size=6)
)
def test_of_base64url_it_tells_only_what_python_takes_too(text: str) -> None:
    told = core.from_base64url(text)
    assert said(lambda: spelling.out_of_base64url(text)) == ("jose.base64url" if told is None else repr(told))


@given(st.binary(max_size=50).map(base45.encode) | st.text(base45.ALPHABET, max_size=9) | st.text(max_size=5))
@example(":::")
@example("GGW")  # 65536
@example("::")
def test_of_base45_it_tells_only_what_python_takes_too(text: str) -> None:
    told = core.from_base45(text)
    refused = said(lambda: base45.judged(text))
    assert refused == repr(told) if told is not None else refused.startswith("base45.")


@given(st.lists(st.tuples(st.binary(max_size=30), st.binary(max_size=300)), max_size=4))
def test_rows_are_wrapped_as_python_wraps_them(rows: list[tuple[bytes, bytes]]) -> None:
    columns = [row[0] for row in rows], [row[1] for row in rows]
    assert core.wrapped_rows(*columns) == [cbor.wrapped(one + two) for one, two in rows]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: core.decode(b"\x01"),  # type: ignore[call-arg]
        lambda: core.decode(b"\x01", "x"),  # type: ignore[arg-type]
        lambda: core.decode_rows([b"\xa0"], ["a"], 8),  # type: ignore[arg-type]
        lambda: core.decode_rows([b"\xa0"], (1,), 8),  # type: ignore[arg-type]
        lambda: core.encode(1),  # type: ignore[call-arg]
        lambda: core.encode(object(), lambda _: "no bytes"),  # type: ignore[arg-type, return-value]
        lambda: core.encode_each(1, writing.written),  # type: ignore[arg-type]
        core.wrapped_rows,
        lambda: core.wrapped_rows([b"1"], []),
        lambda: core.wrapped_rows(["1"]),  # type: ignore[list-item]
        lambda: core.signature_der(bytes(3)),
        lambda: core.signature_der(bytes(134)),
        lambda: core.signature_der(b""),
        lambda: core.p256_point(bytes(31), True),
        lambda: core.p256_point(bytes(32), 1),  # type: ignore[arg-type]
        lambda: core.to_base64url("text"),  # type: ignore[arg-type]
    ],
)
def test_wrong_arguments_are_a_type_error(wrong: Callable[[], Any]) -> None:
    with pytest.raises(TypeError):
        wrong()


def test_a_value_that_holds_itself_ends_in_an_error() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(RecursionError):
        core.encode(endless, writing.written)


def test_a_list_that_changes_while_it_is_written_ends_in_an_error() -> None:
    values: list[Any] = [object(), object()]

    def shrink(_value: Any) -> bytes:
        values.clear()
        return b"\xf6"

    with pytest.raises(RuntimeError):
        core.encode(values, shrink)
    changing: dict[Any, Any] = {1: object(), 2: 2}

    def grow(_value: Any) -> bytes:
        changing.update({number: number for number in range(100)})
        return b"\xf6"

    with pytest.raises(RuntimeError):
        core.encode(changing, grow)


def test_nothing_is_kept_of_what_was_read_or_written() -> None:
    good = writing.written({"a": [1, "text", b"bytes", None, {"b": cbor.Tag(24, b"\x01")}], 2: True})
    corpus = [
        good,
        *(good[:length] for length in range(len(good))),
        *(good[:at] + b"\xff" + good[at + 1 :] for at in range(len(good))),
    ]

    def work() -> None:
        for encoded in corpus:
            core.decode(encoded, 8)
            core.decode_rows([encoded, good], NAMES, 8)
            core.from_base64url(core.to_base64url(encoded))
            core.from_base45(base45.encode(encoded))
            core.wrapped_rows([encoded], [good])
        core.encode_each([[1, "a", {"z": 1, "a": date(2026, 1, 1)}], object] * 2, lambda _: b"\xf6")
        with pytest.raises(TypeError):
            core.encode([object()], writing.written)

    work()
    gc.collect()
    before = sys.getallocatedblocks()
    for _ in range(20):
        work()
    gc.collect()
    assert sys.getallocatedblocks() - before < len(corpus)


def test_a_licence_is_read_without_a_word_from_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """The usual documents are the core's: else it would be there for nothing."""

    def ask(*_arguments: Any, **_options: Any) -> Any:
        raise AssertionError("Python was asked")

    monkeypatch.setattr(reading, "judged", ask)
    monkeypatch.setattr(spelling, "out_of_base64url", ask)
    assert cbor.decode(bytes.fromhex("a2616101616282d81841f6c074323032362d31312d32325431323a30303a30305a"))
    assert jose.from_base64url("AQID") == b"\x01\x02\x03"
