"""A notice is read whole or refused with every fault, where it is and what was expected, in both languages."""

from __future__ import annotations

import json

import drafts
import jsonschema_rs
import pytest

from tongban.errors import Malformed
from tongban.passes.rules import reading

NESTED = {"is": "not", "of": {"is": "size", "one_of": ["heavy"]}}


def refused(value):
    with pytest.raises(Malformed) as caught:
        reading.read_notice(value if isinstance(value, bytes) else json.dumps(value).encode())
    assert caught.value.code == "truck-rules.malformed"
    assert caught.value.say.zh != caught.value.say.en
    return caught.value.say


def test_a_notice_comes_back_as_it_was_written():
    found = drafts.notice(
        drafts.forbid(who=NESTED, unless={"is": "all", "of": [NESTED, NESTED]}), drafts.exempt(), drafts.quote()
    )
    assert reading.read_notice(reading.written(found)) == found
    assert reading.written(reading.read_notice(reading.written(found))) == reading.written(found)


def test_the_version_of_a_set_of_rules_does_not_depend_on_their_order_and_changes_with_a_letter():
    one, other = drafts.notice(), drafts.notice(number="示公交〔2026〕2号")
    assert reading.digest([one, other]) == reading.digest([other, one])
    assert reading.digest([one]) != reading.digest([drafts.notice(drafts.forbid(sentence="不同"))])


WRONG = [
    ({"colour": 1}, "$", "不认识的成员“colour”", "unknown field `colour`"),
    ({"city": "99"}, "$.city", "应符合格式", "matching regex"),
    ({"datum": "BD-09"}, "$.datum", "不在可选值之内", "Invalid enum value 'BD-09'"),
    ({"starts": "2026-02-01T00:00:00"}, "$.starts", "时区", "timezone"),
    ({"starts": "2026-02-30T00:00:00+08:00"}, "$.starts", "RFC 3339", "RFC3339"),
    ({"starts": "2026-02-01T00:00:30+08:00"}, "$.starts", "整分钟", "whole minute"),
    ({"clauses": []}, "$.clauses", "长度应>= 1", "length >= 1"),
    ({"issuer": 7}, "$.issuer", "应为文字，实为整数", "Expected `str`, got `int`"),
    ({"places": [drafts.CITY, drafts.CITY]}, "$.places", "不止一次", "more than once"),
    ({"places": [drafts.zone(ring=[*drafts.SQUARE[:4], [104.0, 30.65]])]}, "$.places[0]", "没有闭合", "open"),
    ({"places": [drafts.zone(ring=[[x * 1000, y] for x, y in drafts.SQUARE])]}, "$.places[0]", "经度", "longitude"),
    ({"places": [drafts.zone(boundary=[{"road": "r", "included": True, "edges": [3, 9]}])]}, "$.places[0]", "0到4", "0 and 4"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "where", "zh", "en"), WRONG, ids=lambda one: one if isinstance(one, str) else "")
def test_a_fault_is_told_with_its_place_in_both_languages(changes, where, zh, en):
    say = refused(drafts.draft(**changes))
    assert f"{where}：" in say.zh
    assert zh in say.zh
    assert f"{where}: " in say.en
    assert en in say.en


CLAUSES = [
    (drafts.forbid(where=["outer"]), ".where", "“outer”"),
    (drafts.forbid(passes=["a"]), ".passes", "“a”"),
    (drafts.exempt(of=["7"]), ".of", "“7”"),
    (drafts.forbid(who={"is": "plate-tail", "rotation": "r"}), ".who", "“r”"),
    (drafts.forbid(unless={"is": "not", "of": {"is": "in", "places": ["x"]}}), ".unless", "“x”"),
    (drafts.forbid(unless={"is": "holds", "one_of": ["p"]}), ".unless", "“p”"),
    (drafts.forbid(who={"is": "emission"}), ".who", "下限"),
    (drafts.forbid(who={"is": "measure", "of": "axles", "at_least": 1, "above": 1}), ".who", "下限"),
    (drafts.forbid(when={"periods": [{"windows": [{"starts": "06:00", "ends": "06:00"}]}]}), ".when", "读不准"),
    (drafts.forbid(when={"periods": [{"windows": [{"starts": "6:00", "ends": "07:00"}]}]}), "[0].starts", "格式"),
    (drafts.forbid(who={"is": "size", "one_of": ["huge"]}), ".one_of[0]", "可选值"),
    (drafts.forbid(who={"is": "colour"}), ".who.is", "可选值"),
    (drafts.forbid(who={"size": 1}), ".who", "缺少成员“is”"),
    (drafts.forbid(grace_ends="2026-03-01T00:00:01+08:00"), ".grace_ends", "整分钟"),
]  # fmt: skip


@pytest.mark.parametrize(("clause", "where", "zh"), CLAUSES, ids=lambda one: one if isinstance(one, str) else "")
def test_a_fault_of_a_clause_is_found_wherever_it_lies(clause, where, zh):
    say = refused(drafts.draft(clause))
    assert where in say.zh
    assert zh in say.zh


def test_all_that_a_schema_cannot_ask_is_told_at_once():
    say = refused(drafts.draft(drafts.forbid(where=["x"]), drafts.forbid(where=["y"], passes=["z"])))
    assert [f"“{name}”" in say.zh for name in ("1", "x", "y", "z")] == [True] * 4


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b"[]", b"\xff", b'{"format": "tongban-truck-rules/1", "format": "tongban-truck-rules/1"}', b"[" * 100_000],
    ids=["empty", "cut", "list", "bytes", "doubled", "deep"],
)  # fmt: skip
def test_what_is_no_notice_is_refused(text):
    refused(text)


def test_conditions_that_lie_too_deep_are_refused_and_32_are_read():
    def nested(depth):
        return {"is": "size", "one_of": ["heavy"]} if depth == 1 else {"is": "not", "of": nested(depth - 1)}

    assert drafts.notice(drafts.forbid(who=nested(32)))
    assert "32" in refused(drafts.draft(drafts.forbid(who=nested(33)))).zh


def test_the_published_schema_takes_what_we_take_and_knows_no_other_members():
    validator = jsonschema_rs.Draft202012Validator(reading.schema())
    good = drafts.draft(drafts.forbid(who=NESTED), drafts.exempt(), drafts.quote())
    assert validator.is_valid(good)
    assert validator.is_valid(json.loads(reading.written(drafts.notice(drafts.forbid(who=NESTED)))))
    for changes, *_ in WRONG[:3] + WRONG[6:8]:
        assert not validator.is_valid(drafts.draft(**changes)), changes
    assert not validator.is_valid(drafts.draft(drafts.forbid(who=NESTED | {"x": 1})))
    objects = [one for one in reading.schema()["$defs"].values() if one.get("type") == "object"]
    assert len(objects) > 30
    assert all(one["additionalProperties"] is False for one in objects)
