"""The terms of a pass as a document: what is refused, the schema, and what speaks against publishing them."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs
import msgspec
import pytest
from test_granting import BAN, LOCAL, notice, terms

from tongban.errors import Malformed
from tongban.passes.granting import reading
from tongban.passes.rules.days import Calendar
from tongban.passes.rules.decisions import RuleBook

SCHEMA = Path(__file__).parents[3] / "docs" / "standards" / "truck-pass-terms.schema.json"
WHOLE = {
    "materials": [{"id": "note", "name": {"zh": "送货单", "en": "delivery note"}, "lasts": True, "of": ["firm"]}],
    "quotas": [{"place": "inner", "per_day": 5}], "areas": ["inner"], "lists": {"basis": LOCAL},
    "windows": [{"starts": "09:00", "ends": "16:00"}], "at_once_if": {"is": "emission", "at_least": 5},
    "asked_ahead": [3, 15], "lasts": [15, 30, 365], "promised_working_days": 3, "sentences": {"lasts": "有效期15天至365天。"},
}  # fmt: skip


def document(**changes):
    return json.loads(msgspec.json.encode(terms(**WHOLE))) | changes


def lint(**changes):
    found = reading.lint(terms(**changes), RuleBook((notice(BAN),), Calendar()))
    return [(one.reason.code, one.weight.value) for one in found]


def test_terms_are_read_back_and_the_published_schema_is_the_codes_and_takes_them():
    text = msgspec.json.encode(document())
    assert reading.read_terms(text) == terms(**WHOLE)
    published = json.loads(SCHEMA.read_text("utf-8"))
    assert published == json.loads(json.dumps(reading.schema()))
    jsonschema_rs.validate(published, document())


@pytest.mark.parametrize(
    "wrong",
    [
        {"colour": "red"}, {"format": "tongban-pass-terms/2"}, {"type": "../x"}, {"category": "gold"}, {"lasts": [1, 2]},
        {"promised_working_days": 21}, {"quotas": [{"place": "inner", "per_day": -1}]}, {"windows": [{"starts": "25:00", "ends": "26:00"}]},
        {"published": "2026-01-01T00:00:00"},
    ],
)  # fmt: skip
def test_what_is_not_known_or_out_of_bounds_is_refused_in_both_languages_and_by_the_schema(wrong):
    with pytest.raises(Malformed) as refused:
        reading.read_terms(json.dumps(document(**wrong)).encode())
    assert refused.value.code == "truck-rules.malformed"
    if "published" not in wrong:  # a schema's date-time is a note, not a demand
        assert not jsonschema_rs.is_valid(json.loads(SCHEMA.read_text("utf-8")), document(**wrong))


@pytest.mark.parametrize(
    "text", [b"", b"{", b"\xff", b'{"type": "a", "type": "b"}', b"[" * 100_000, b" " * (1 << 20) + b"{}"]
)
def test_bytes_that_are_no_document_are_refused(text):
    with pytest.raises(Malformed):
        reading.read_terms(text)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"lists": {"basis": LOCAL | {"level": "notice"}}}, [("TT-01", "error")]),
        ({"starts": "2026-01-01T00:00:00+08:00"}, [("TT-02", "error")]),
        ({"type": "other"}, [("TT-03", "error")]),
        ({"areas": ["moon"]}, [("TT-03", "error")]),
        ({"lasts": [30, 15, 365]}, [("TT-04", "error")]),
        ({"asked_ahead": [15, 3]}, [("TT-04", "error")]),
        ({"lasts": [0, 15, 365]}, [("TT-04", "error")]),
        ({"lasts": [1, 15, 30]}, [("TT-05", "review")]),
    ],
)
def test_each_rule_of_the_linter_finds_its_fault_and_nothing_else(changes, found):
    assert lint(**changes) == found


def test_a_pass_that_opens_nothing_is_told():
    book = RuleBook((notice(BAN | {"passes": None}),), Calendar())
    assert [one.reason.code for one in reading.lint(terms(), book)] == ["TT-06"]
