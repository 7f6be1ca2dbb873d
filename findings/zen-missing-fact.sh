#!/usr/bin/env bash
# A fact that nobody gave: the same comparison stops as an expression and is a silent "no" in a decision table.
#
# Package (PyPI): zen-engine 2.1.3 (GoRules).
# Guess: a cell `<= 4` of a decision table is the expression `emission <= 4` written short, so a missing `emission`
#   does in both what it does in one: the expression raises, so the table would raise as well.
# Seen: the expression raises ("Opcode Compare: Unsupported type"); the table's row simply does not match, and the next
#   row, which asks nothing, answers: "allowed". `!= 'a'` and `not in ['a']` match a missing fact in both. A fact given
#   as null is as a missing one everywhere.
# So what: a ban on emission stage 4 and older, as a table with a last row "allowed", lets a truck of unknown stage in,
#   and a ban on all sizes but one stops a truck of unknown size. Unknown must be a third value before an engine is asked.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check zen-engine==2.1.3
"$place/venv/bin/python" - <<'PYTHON'
import json

import zen


def expression(text, facts):
    try:
        return zen.evaluate_expression(text, facts)
    except RuntimeError as error:
        return "raises" if "Unsupported type" in str(error) else f"another error: {error}"


def table(fact, cell, facts):
    """What a table says whose first row has this cell and forbids, and whose second asks nothing and allows."""
    rows = [{"_id": "1", "in": cell, "out": "'forbidden'"}, {"_id": "2", "in": "", "out": "'allowed'"}]
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": "in", "name": fact, "type": "expression", "field": fact}],
        "outputs": [{"id": "out", "name": "answer", "type": "expression", "field": "answer"}],
        "rules": rows,
    }
    kinds = [("a", "inputNode", None), ("b", "decisionTableNode", content), ("c", "outputNode", None)]
    nodes = [
        {"id": n, "type": kind, "name": n, "position": {"x": 0, "y": 0}} | ({"content": held} if held else {})
        for n, kind, held in kinds
    ]
    edges = [{"id": f"{s}{t}", "sourceId": s, "targetId": t, "type": "edge"} for s, t in (("a", "b"), ("b", "c"))]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    return decision.evaluate(facts)["result"]["answer"]


seen = {
    "expression, missing": expression("emission <= 4", {}),
    "expression, null": expression("emission <= 4", {"emission": None}),
    "table, 3": table("emission", "<= 4", {"emission": 3}),
    "table, missing": table("emission", "<= 4", {}),
    "table, null": table("emission", "<= 4", {"emission": None}),
    "expression not in, missing": expression("size not in ['light']", {}),
    "table not in, missing": table("size", "not in ['light']", {}),
}
print("zen-engine 2.1.3", seen)
assert seen == {
    "expression, missing": "raises",
    "expression, null": "raises",
    "table, 3": "forbidden",
    "table, missing": "allowed",
    "table, null": "allowed",
    "expression not in, missing": True,
    "table not in, missing": "forbidden",
}, "the library has changed"
PYTHON
