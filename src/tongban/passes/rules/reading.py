"""A notice is parsed once, here, into records that are trusted afterwards; and the JSON Schema that we publish.

The schema is made from the records, so the two cannot differ. What a schema cannot ask (an id that is used and nowhere
given, an open ring, half a minute) is asked here, all at once. A refusal says where, what was expected and what came, in
both languages.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import msgspec

from tongban.errors import Malformed
from tongban.passes.rules import shapes
from tongban.passes.rules.datum import in_wgs84
from tongban.passes.rules.records import (
    AllOf,
    AnyClause,
    AnyCondition,
    AnyOf,
    During,
    Emission,
    Exempt,
    Forbid,
    Holds,
    In,
    Measure,
    Not,
    Notice,
    PlateTail,
    Road,
    Schedule,
    Through,
    Turn,
    Window,
    Zone,
)  # fmt: skip
from tongban.verdicts import Text

DEEPEST = 32  # conditions within conditions; the law does not nest deeper than a reader follows
LARGEST_BYTES = 16 << 20

T = TypeVar("T")
Fault = tuple[str, Text]
"""Where, as a JSON path, and what is wrong."""


def read_notice(text: bytes) -> Notice:
    """The notice with its places in WGS84. Malformed("truck-rules.malformed") names every fault that was found."""
    notice = parsed(text, Notice)
    faults = list(_faults(notice))
    if faults:
        raise _malformed(faults)
    return in_wgs84(notice)


def parsed(text: bytes, kind: type[T], *, largest: int = LARGEST_BYTES) -> T:
    """The closed record that the JSON says; Malformed("truck-rules.malformed") for too much, a doubled or unknown member."""
    if len(text) > largest:
        told = Text(f"文件超过{largest >> 20}兆字节。", f"The file has more than {largest >> 20} MiB.")
        raise _malformed([("$", told)])
    try:
        json.loads(text, object_pairs_hook=_without_doubles)
        return msgspec.json.decode(text, type=kind)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise refusal(error) from None


def refusal(error: Exception) -> Malformed:
    """What a parser of a closed record says about a document, as a refusal in both languages."""
    if isinstance(error, msgspec.MsgspecError):
        return _malformed([_translated(str(error))])
    if isinstance(error, RecursionError):
        return _malformed([("$", Text("嵌套太深。", "Nested too deep."))])
    return _malformed([("$", Text(f"不是正确的JSON：{error}。", f"No right JSON: {error}."))])


def written(notice: Notice) -> bytes:
    """The notice as JSON, the same bytes for the same notice; `read_notice` gives it back."""
    return msgspec.json.format(msgspec.json.encode(notice), indent=1)


def digest(notices: Iterable[Notice]) -> str:
    """The version of a set of rules: SHA-256 of its notices, in the order of their numbers."""
    found = hashlib.sha256()
    for notice in sorted(notices, key=lambda one: one.number):
        found.update(hashlib.sha256(written(notice)).digest())
    return found.hexdigest()


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a notice."""
    made = msgspec.json.schema(Notice)
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": "Made from src/tongban/passes/rules/records.py. Unknown members are refused.",
        "title": "A city's notice on trucks, tongban-truck-rules/1",
    }
    return head | made


def conditions(clause: AnyClause) -> Iterator[AnyCondition]:
    """Every condition of a clause, with all that are inside it."""
    for condition in (clause.who, clause.unless):
        if condition is not None:
            yield from parts(condition)


def parts(condition: AnyCondition) -> Iterator[AnyCondition]:
    """The condition and all that are inside it."""
    yield condition
    if isinstance(condition, AllOf | AnyOf):
        for part in condition.of:
            yield from parts(part)
    elif isinstance(condition, Not):
        yield from parts(condition.of)


def depth(condition: AnyCondition) -> int:
    """How deep its conditions lie within each other; 1 for a plain one."""
    if isinstance(condition, AllOf | AnyOf):
        return 1 + max(depth(part) for part in condition.of)
    return 1 + depth(condition.of) if isinstance(condition, Not) else 1


def schedules(clause: AnyClause) -> Iterator[Schedule]:
    """Every schedule of a clause, those of its exceptions too."""
    if clause.when is not None:
        yield clause.when
    yield from (condition.when for condition in conditions(clause) if isinstance(condition, During))


# --- what a schema cannot ask --------------------------------------------------------------------------------------
def _faults(notice: Notice) -> Iterator[Fault]:
    for name in ("places", "rotations", "passes", "clauses"):
        times = Counter(one.id for one in getattr(notice, name))
        for id_ in sorted(id_ for id_, n in times.items() if n > 1):
            yield f"$.{name}", Text(f"编号“{id_}”出现了不止一次。", f'The id "{id_}" stands there more than once.')
    yield from _moments(notice)
    for index, place in enumerate(notice.places):
        for what in _place_faults(place):
            yield f"$.places[{index}]", what
    for index, pass_type in enumerate(notice.passes):
        if pass_type.available_to is not None:
            yield from _condition_faults(notice, f"$.passes[{index}].available_to", pass_type.available_to)
    for index, clause in enumerate(notice.clauses):
        path = f"$.clauses[{index}]"
        yield from _unknown(f"{path}.where", clause.where, notice.places)
        for name, condition in (("who", clause.who), ("unless", clause.unless)):
            if condition is not None:
                yield from _condition_faults(notice, f"{path}.{name}", condition)
        if clause.when is not None:
            yield from _window_faults(f"{path}.when", clause.when)
        if isinstance(clause, Forbid):
            yield from _unknown(f"{path}.passes", clause.passes, notice.passes)
        elif isinstance(clause, Exempt) and clause.of_notice is None:
            yield from _unknown(f"{path}.of", clause.of, notice.clauses)


def _unknown(path: str, ids: Iterable[str], known: Iterable[Any]) -> Iterator[Fault]:
    given = {one.id for one in known}
    for id_ in ids:
        if id_ not in given:
            yield path, Text(f"通告里没有编号“{id_}”。", f'Nothing in the notice has the id "{id_}".')


def _moments(notice: Notice) -> Iterator[Fault]:
    named = [(f"$.{name}", getattr(notice, name)) for name in ("published", "starts", "ends")]
    for index, clause in enumerate(notice.clauses):
        named += [
            (f"$.clauses[{index}].{name}", getattr(clause, name, None)) for name in ("starts", "ends", "grace_ends")
        ]
    for path, moment in named:
        if moment is not None and (moment.second or moment.microsecond):
            yield path, Text("时刻要到整分钟。", "Expected a moment on a whole minute.")


def _place_faults(place: Any) -> Iterator[Text]:
    points: list[shapes.Point] = []
    if isinstance(place, Zone):
        rings = [ring for polygon in place.polygons for ring in polygon]
        points = [point for ring in rings for point in ring]
        if any(ring[0] != ring[-1] for ring in rings):
            yield Text("环没有闭合：最后一点应等于第一点。", "A ring is open: its last point must be its first.")
        edges = len(place.polygons[0][0]) - 1
        for one in place.boundary:
            if one.edges is not None and not one.edges[0] < one.edges[1] <= edges:
                yield Text(f"边界路段应在0到{edges}之间。", f"Expected edges of the boundary between 0 and {edges}.")
    elif isinstance(place, Road):
        points = list(place.line)
    elif isinstance(place, Turn):
        points = [place.junction]
    if any(not (-180 <= lon <= 180 and -90 <= lat <= 90) for lon, lat in points):
        yield Text("坐标应为经度、纬度，单位是度。", "Expected longitude, latitude in degrees.")


def _window_faults(path: str, schedule: Schedule) -> Iterator[Fault]:
    windows: list[Window] = [one for period in (*schedule.periods, *schedule.exceptions) for one in period.windows]
    for window in windows:
        if window.starts in (window.ends, "24:00"):
            said = f"{window.starts}–{window.ends}"
            yield (
                path,
                Text(
                    f"时段{said}读不准；全天写作00:00–24:00。", f"{said} can be read twice; a whole day is 00:00–24:00."
                ),
            )


def _condition_faults(notice: Notice, path: str, root: AnyCondition) -> Iterator[Fault]:
    if depth(root) > DEEPEST:
        yield path, Text(f"条件嵌套超过{DEEPEST}层。", f"Conditions lie more than {DEEPEST} deep.")
        return
    for condition in parts(root):
        if isinstance(condition, In | Through):
            yield from _unknown(path, condition.places, notice.places)
        elif isinstance(condition, Holds):
            yield from _unknown(path, condition.one_of, notice.passes)
        elif isinstance(condition, PlateTail):
            yield from _unknown(path, (condition.rotation,), notice.rotations)
        elif isinstance(condition, During):
            yield from _window_faults(path, condition.when)
        elif isinstance(condition, Emission | Measure):
            names = ("at_least", "above", "at_most", "below")
            bounds = {name for name in names if getattr(condition, name, None) is not None}
            if not bounds or {"at_least", "above"} <= bounds or {"at_most", "below"} <= bounds:
                yield (
                    path,
                    Text(
                        "下限、上限各至多一个，至少要有一个。",
                        "Expected one lower bound, one upper bound, or one of each.",
                    ),
                )


# --- how it is told ----------------------------------------------------------------------------------------------
def _malformed(faults: list[Fault]) -> Malformed:
    told = Text(
        "；".join(f"{path}：{what.zh.rstrip('。')}" for path, what in faults) + "。",
        " ".join(f"{path}: {what.en}" for path, what in faults),
    )
    return Malformed("truck-rules.malformed", told.en, say=told)


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(name for name, n in Counter(name for name, _ in pairs).items() if n > 1)
        raise ValueError(f'the member "{twice}" stands twice in one object')
    return found


KINDS = {
    "int": "整数", "float": "数", "str": "文字", "array": "列表", "object": "对象", "null": "空", "bool": "是或否", "number": "数",
}  # fmt: skip
SAID = (
    (re.compile(r"Object contains unknown field `(.+)`"), "不认识的成员“{0}”"),
    (re.compile(r"Object missing required field `(.+)`"), "缺少成员“{0}”"),
    (re.compile(r"Invalid (?:enum )?value (.+)"), "不在可选值之内：{0}"),
    (re.compile(r"Expected `(.+)`, got `(.+)`"), "应为{0}，实为{1}"),
    (re.compile(r"Expected `(.+)` of length (.+)"), "{0}的长度应{1}"),
    (re.compile(r"Expected `(.+)` matching regex (.+)"), "{0}应符合格式{1}"),
    (re.compile(r"Expected `(.+)` (>=|<=|>|<) (.+)"), "{0}应{1}{2}"),
    (re.compile(r"Expected `(.+)` with a timezone component"), "时刻应写明时区"),
    (re.compile(r"Invalid RFC3339 encoded (.+)"), "应为日期或时刻（RFC 3339）：{0}"),
)


def _translated(message: str) -> Fault:
    """The parser's message, with its path taken out; a message that is not in the table stays English."""
    what, _, path = message.partition(" - at `")
    for pattern, chinese in SAID:
        if found := pattern.fullmatch(what):
            words = [" 或 ".join(KINDS.get(one, one) for one in word.split(" | ")) for word in found.groups()]
            return path.rstrip("`") or "$", Text(f"{chinese.format(*words)}。", f"{what}.")
    return path.rstrip("`") or "$", Text(f"{what}。", f"{what}.")
