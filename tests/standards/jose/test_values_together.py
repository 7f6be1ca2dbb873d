"""Texts are read in two ways, together and one by one; both must say the same of any texts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tongban.errors import Malformed
from tongban.standards import jose
from tongban.standards.jose import spelling


def text(octets: str | bytes) -> str:
    """Base64url of these bytes."""
    return jose.to_base64url(octets.encode() if isinstance(octets, str) else octets)


def one_by_one(texts: list[str]) -> Any:
    """What the general way says: the values, or that it refuses."""
    try:
        return [jose.from_json(jose.from_base64url(one)) for one in texts]
    except Malformed:
        return Malformed


def together(texts: list[str]) -> Any:
    """What the quick way says when it dares, else the general one."""
    try:
        return jose.from_base64url_json_each(texts)
    except Malformed:
        return Malformed


LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
JSON = st.recursive(
    LEAVES | st.just("~"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=6,
).map(lambda value: json.dumps(value, ensure_ascii=False))
PIECES = st.lists(
    st.sampled_from(["[", "]", ",", '"~"', "~", '"', " ", "\0", "1", '"a"', "\\u007e", '"\\u007e"', "{", "}", "["]),
    max_size=8,
).map("".join)
OCTETS = st.one_of(JSON.map(str.encode), PIECES.map(str.encode), st.binary(max_size=8))
TEXTS = (
    OCTETS.map(text)
    | st.text(max_size=8)
    | st.builds(lambda one, last: text(one)[:-1] + last, OCTETS, st.text("AQgw~=+-", max_size=2))
)


@settings(deadline=None)
@given(texts=st.lists(TEXTS, max_size=4))
@example(texts=[text('["a"'), text('"b"],"\\u007e",1')])  # a value over two texts, and a mark that is an escape
@example(texts=[text('["a"'), text('"b"],"~",1')])
@example(texts=["MS", text("1\0")])  # a bit to spare that becomes a space, and a zero byte that makes up for it
@example(texts=["MSA", text("1\0")])
@example(texts=[text("1,2"), ""])
@example(texts=[text("1 "), text(" 2")])
def test_together_and_one_by_one_say_the_same_of_any_texts(texts: list[str]) -> None:
    assert repr(together(texts)) == repr(one_by_one(texts))


def test_an_ordinary_credential_is_read_together() -> None:
    contents = [["c2FsdA", "name", "样本"], ["c2FsdA", "points", 3], ["c2FsdA", "classes", ["C1", "D"]]]
    assert spelling.values_together([jose.to_json(content) for content in contents]) == contents


@pytest.mark.parametrize("count", [0, 1])
def test_none_and_one_need_no_mark(count: int) -> None:
    assert jose.from_base64url_json_each([text("[1]")] * count) == [[1]] * count


def test_no_value_is_nested_deeper_for_being_read_together() -> None:
    nested = "[" * 33 + "]" * 33
    assert together([text("1"), text(nested)]) is Malformed
    assert together([text("[1]")] * 40) == [[1]] * 40
