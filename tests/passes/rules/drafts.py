"""Notices to test with: one invented ring and its clauses, changed as a test needs."""

from __future__ import annotations

import json

from tongban.passes.rules.reading import read_notice

SQUARE = [[104.0, 30.6], [104.1, 30.6], [104.1, 30.7], [104.0, 30.7], [104.0, 30.6]]
PEAKS = {"periods": [{"windows": [{"starts": "07:00", "ends": "09:00"}, {"starts": "17:00", "ends": "19:30"}]}]}


def zone(id_="inner", ring=SQUARE, **changes):
    return {"is": "zone", "id": id_, "name": {"zh": "内环", "en": "inner ring"}, "polygons": [[ring]]} | changes


def forbid(id_="1", **changes):
    values = {
        "effect": "forbid", "id": id_, "article": "第一条", "sentence": "每日7:00至9:00、17:00至19:30禁止货车驶入内环。",
        "where": ["inner"], "action": "be", "when": PEAKS,
    }  # fmt: skip
    return {name: value for name, value in (values | changes).items() if value is not None}


def exempt(id_="9", **changes):
    return {
        "effect": "exempt", "id": id_, "article": "第九条", "sentence": "消防车不受限制。", "where": ["all"],
        "who": {"is": "use", "one_of": ["fire"]},
    } | changes  # fmt: skip


def quote(id_="8", **changes):
    return {
        "effect": "quote", "id": id_, "article": "第八条", "sentence": "渣土车等按另行公告执行。", "where": ["inner"],
        "why": "open-list",
    } | changes  # fmt: skip


CITY = {"is": "city", "id": "all", "name": {"zh": "全市", "en": "the city"}}


def draft(*clauses, **changes):
    """The notice as a JSON value."""
    return {
        "format": "tongban-truck-rules/1", "number": "示公交〔2026〕1号", "title": {"zh": "货车通行通告", "en": "Trucks"},
        "city": "990100", "issuer": "示例市公安局交通管理局", "origin": "issued", "source": "示例公报",
        "published": "2026-01-01T00:00:00+08:00", "starts": "2026-02-01T00:00:00+08:00", "datum": "WGS84",
        "geometry": "synthetic", "places": [CITY, zone()], "clauses": list(clauses or [forbid()]),
    } | changes  # fmt: skip


def notice(*clauses, **changes):
    """The notice as it is read; a change to None leaves the member out."""
    made = draft(*clauses, **changes)
    return read_notice(json.dumps({name: value for name, value in made.items() if value is not None}).encode())
