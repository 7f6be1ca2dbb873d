"""The speed of truck rules: decisions with their trace, outcomes in bulk, departures; beside the tree and two rule engines.

    python3 run bench rules [--json | --markdown] [--only NAME] [--rounds 3] [--seconds 1]

The rule is one that the peers can express: trucks that are heavy, or of China III and below, may not be in a ring from 6:00 to
22:00, unless they are electric or fire engines. Peers get the hour and the place as plain values, with everything parsed
beforehand; ours gets a moment and gives the decision with its clauses, sentences and facts. What the targets mean:
docs/performance.md.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import cedarpy
import zen
from _measure import Figure, Rival, arguments, cpu, measured, pin, promise, show

from tongban.calendars import Holidays
from tongban.passes.rules import collected
from tongban.passes.rules.compiled import Sheet, Signatures, minute_of
from tongban.passes.rules.days import calendar_of
from tongban.passes.rules.decisions import RuleBook, decide
from tongban.passes.rules.departures import departures_of, strips_of
from tongban.passes.rules.facts import Question, Spot, Vehicle
from tongban.passes.rules.places import Visit
from tongban.passes.rules.reading import read_notice

MONDAY = datetime(2026, 3, 1, 16, tzinfo=UTC)
TRUCK = {"size": "heavy", "emission": 5, "energy": "diesel", "uses": []}
NOTICE = {
    "format": "tongban-truck-rules/1", "number": "示1", "title": {"zh": "示例", "en": "example"}, "city": "990100", "issuer": "示例",
    "origin": "issued", "source": "benchmark", "starts": "2026-01-01T00:00:00+08:00", "datum": "WGS84", "geometry": "synthetic",
    "places": [{"is": "zone", "id": "ring", "name": {"zh": "环", "en": "ring"},
                "polygons": [[[[104, 30], [105, 30], [105, 31], [104, 30]]]]}],
    "clauses": [{
        "effect": "forbid", "id": "1", "article": "一", "sentence": "每日6:00至22:00禁止驶入。", "where": ["ring"], "action": "be",
        "when": {"periods": [{"windows": [{"starts": "06:00", "ends": "22:00"}]}]},
        "who": {"is": "any", "of": [{"is": "size", "one_of": ["heavy"]}, {"is": "emission", "at_most": 3}]},
        "unless": {"is": "any", "of": [{"is": "energy", "one_of": ["electric"]}, {"is": "use", "one_of": ["fire"]}]},
    }],
}  # fmt: skip
CEDAR = """
permit(principal, action, resource);
forbid(principal, action, resource == Area::"ring")
when { context.minute >= 360 && context.minute < 1320 && (context.size == "heavy" || context.emission <= 3) }
unless { context.energy == "electric" || context.uses.contains("fire") };
"""
ZEN = (
    'place == "ring" and minute >= 360 and minute < 1320 and (size == "heavy" or emission <= 3)'
    ' and not (energy == "electric" or some(uses, # == "fire"))'
)
TABLE = {
    "nodes": [
        {"id": "in", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}},
        {"id": "table", "type": "decisionTableNode", "name": "bans", "position": {"x": 0, "y": 0}, "content": {
            "hitPolicy": "collect", "passThrough": False, "inputs": [{"id": "when", "name": "when", "field": ""}],
            "outputs": [{"id": "clause", "name": "clause", "field": "clause"}],
            "rules": [{"_id": "1", "when": ZEN, "clause": '"1"'}]}},
        {"id": "out", "type": "outputNode", "name": "out", "position": {"x": 0, "y": 0}},
    ],
    "edges": [{"id": "a", "sourceId": "in", "targetId": "table"}, {"id": "b", "sourceId": "table", "targetId": "out"}],
}  # fmt: skip


def main() -> int:
    """Measure and print; the exit code tells nothing about targets, because a busy machine is no fault."""
    options = arguments(__doc__ or "")
    pin()
    wanted = (figure for figure in figures() if options.only in figure.name)
    lines = (line for figure in wanted for line in measured(figure, rounds=options.rounds, seconds=options.seconds))
    show(lines, options)
    return 0


def figures() -> Iterator[Figure]:
    """One vehicle at one place with trace; many minutes without; a route of three areas over 14 days."""
    book = RuleBook((read_notice(json.dumps(NOTICE).encode()),), calendar_of([2026], holidays=Holidays()))
    question = Question(
        vehicle=Vehicle(size="heavy", emission=5, energy="diesel", uses=frozenset()), spot=Spot(), at=MONDAY
    )
    strip = Sheet(book, question).at(Spot(inside=frozenset({"ring"})))
    moments = [MONDAY + timedelta(minutes=37 * n) for n in range(500)]
    asked = [Question(vehicle=question.vehicle, spot=strip.spot, at=at) for at in moments]
    facts = [TRUCK | {"minute": minute_of(at) % 1440, "place": "ring"} for at in moments]
    decisions = [strip.decide(at).outcome for at in moments]
    check_peers(facts, [one.value == "forbidden" for one in decisions])
    peers = {
        "zen-engine 2.1, table with trace": (ask_table, 40),
        "zen-engine 2.1, compiled expression without trace": (EXPRESSION.evaluate, None),
        "cedarpy 4.12, parsed beforehand": (ask_cedar, 40),
    }
    rivals = [
        Rival(name, cpu(lambda ask=ask: [ask(one) for one in facts], units=500, times=1), target)
        for name, (ask, target) in peers.items()
    ]
    tree = Rival("the tree", cpu(lambda: [decide(book, one) for one in asked], units=500, times=1))
    yield Figure(
        "decision with trace",
        "decisions/CPU-s",
        cpu(lambda: [strip.decide(at) for at in moments], units=500),
        (*rivals, tree, Rival("200,000 a second", promise(200_000), 1)),
    )
    yield Figure(
        "decision with trace, vehicle never seen",
        "decisions/CPU-s",
        cpu(lambda: [Sheet(book, question).at(strip.spot).decide(at) for at in moments[:50]], units=50, times=1),
        (tree,),
    )
    signatures = Signatures(book)
    shared = {signatures.of(question.vehicle): strip}
    yield Figure(
        "decision with trace, vehicle of a known signature",
        "decisions/CPU-s",
        cpu(lambda: [shared[signatures.of(question.vehicle)].decide(at) for at in moments], units=500, times=1),
        (rivals[2], tree),
    )
    first = minute_of(MONDAY)
    minutes = [first + n for n in range(0, 14 * 1440, 3)]
    yield Figure(
        "outcomes in bulk",
        "outcomes/CPU-s",
        cpu(lambda: strip.outcomes(minutes), units=len(minutes)),
        (Rival("2 million a second", promise(2_000_000), 1),),
    )
    yield departures_figure()


def departures_figure() -> Figure:
    """Three areas of the Chengdu notice in a row, 14 days, with the strips kept as a planner keeps them."""
    book = RuleBook((collected.notice("chengdu-2023"),), calendar_of([2023], holidays=Holidays()))
    since = datetime(2023, 5, 8, tzinfo=UTC)
    truck = Vehicle(plate="川A12345", plate_kind="01", size="heavy", uses=frozenset(), energy="diesel", emission=5)
    areas = (["g4202"], ["in-g4202", "between"], ["in-g4202", "in-ring-3"])
    visits = [
        Visit(spot=Spot(inside=frozenset(inside)), enters=900 * n, leaves=900 * (n + 1))
        for n, inside in enumerate(areas)
    ]
    strips = strips_of(Sheet(book, Question(vehicle=truck, spot=Spot(), at=since)), visits)
    return Figure(
        "departures, 3 areas, 14 days",
        "routes/CPU-s",
        cpu(lambda: departures_of(strips, visits, since=since)),
        (Rival("2,500 a second", promise(2_500), 1),),
    )


DECISION = zen.ZenEngine().create_decision(json.dumps(TABLE))
EXPRESSION = zen.compile_expression(ZEN)
POLICIES, ENTITIES = cedarpy.PolicySet.from_str(CEDAR), cedarpy.Entities.from_json_str("[]")


def ask_table(facts: dict[str, object]) -> object:
    """The clauses that zen's decision table finds, with its trace."""
    return DECISION.evaluate(facts, {"trace": True})["result"]


def ask_cedar(facts: dict[str, object]) -> bool:
    """True if Cedar lets it through; its answer names the policies that decided."""
    request = {"principal": 'Truck::"1"', "action": 'Action::"be"', "resource": 'Area::"ring"', "context": facts}
    return bool(cedarpy.is_authorized(request, POLICIES, ENTITIES).allowed)


def check_peers(facts: list[dict[str, object]], forbidden: list[bool]) -> None:
    """All engines give the same answers, or the comparison means nothing."""
    assert [bool(EXPRESSION.evaluate(one)) for one in facts] == forbidden
    assert [bool(ask_table(one)) for one in facts] == forbidden
    assert [not ask_cedar(one) for one in facts] == forbidden
    assert 0 < sum(forbidden) < len(forbidden)


if __name__ == "__main__":
    sys.exit(main())
