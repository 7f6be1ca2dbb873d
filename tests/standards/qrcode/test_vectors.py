"""The published vectors are what our own code makes, byte for byte, so that they cannot drift apart."""

from __future__ import annotations

from collections import Counter

from standards.qrcode import make_vectors


def test_the_published_vectors_are_made_again_byte_for_byte() -> None:
    assert make_vectors.FILE.read_text(encoding="utf-8") == make_vectors.written(), (
        "run: python tests/standards/qrcode/make_vectors.py"
    )


def test_the_vectors_hold_every_outcome_and_no_name_twice() -> None:
    codes = make_vectors.document()["codes"]
    assert {one["outcome"] for one in codes} == {"holds", "does-not-hold", "cannot-be-told", "malformed"}
    assert max(Counter(one["name"] for one in codes).values()) == 1
