"""A rule may ask for no fact that nobody gathers: each takes more than one value by acts of the product.

Which facts are asked for is read from the rules' own text; facts_by_acts.py has the ways. The experiment with a rule that
nobody foresaw (UC-21, 召回) is done in a copy of the source.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from facts_by_acts import WAYS, Road

import tongban
from tongban.transfers.rules.facts import DealFacts, FileFacts, PartyFacts, VehicleFacts
from tongban.transfers.rules.findings import Situation

SOURCE = Path(tongban.__file__).parent
ROOT = Path(__file__).parents[2]
KINDS = {"vehicle": VehicleFacts, "party": PartyFacts, "deal": DealFacts, "file": FileFacts, "case": Situation}
PARTS = {"vehicle", "parties", "deal", "file", "settings", "on"}
"""What a Situation has beside facts of its own: its parts, thresholds that an operator sets, the day that is asked for."""


def asked_for():
    """The names of all attributes that the rules read."""
    rules = (SOURCE / "transfers/rules").glob("*.py")
    trees = (ast.parse(path.read_text("utf-8")) for path in rules)
    return {node.attr for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def facts_asked_for():
    """Every fact as kind and name."""
    names = asked_for()
    return {f"{kind}.{one.name}" for kind, record in KINDS.items() for one in fields(record) if one.name in names} - {
        f"case.{part}" for part in PARTS
    }


def told(situations):
    """By fact: the values that it had."""
    values = {}
    for case in situations:
        parts = [("vehicle", case.vehicle), ("deal", case.deal), ("file", case.file), ("case", case)]
        parts += [("party", one) for one in (case.parties.seller, case.parties.buyer) if one is not None]
        for kind, record in parts:
            for one in fields(record):
                values.setdefault(f"{kind}.{one.name}", set()).add(repr(getattr(record, one.name)))
    return values


def test_given_all_ways_of_the_product_when_they_are_gone_then_every_fact_that_a_rule_asks_for_has_changed(cars, at):
    road = Road(cars, at)
    for way in WAYS:
        way(road)
    values = told(road.situations)
    nobody = sorted(fact for fact in facts_asked_for() if len(values.get(fact, ())) < 2)
    assert not nobody, "a rule asks for it and nobody gathers it, or no way in facts_by_acts.py changes it"


def test_every_fact_is_asked_for_by_a_rule():
    names = asked_for()
    assert [
        f"{record.__name__}.{one.name}" for record in KINDS.values() for one in fields(record) if one.name not in names
    ] == []


# --- UC-21, in a copy ------------------------------------------------------------------------------------------------
RULE = '''"""UC-21: was the vehicle recalled and not yet mended?"""

from __future__ import annotations

from tongban.transfers.rules.findings import OK, Answer, Result, Situation, Whose
from tongban.laws import REGISTRATION, ground
from tongban.verdicts import Text


def uc_21(case: Situation) -> Answer:
    """UC-21: an open recall is told, with who mends it."""
    return Answer(Result.NOTE, (RECALLED,), Whose.SELLER) if case.vehicle.is_recalled else OK


RECALLED = ground("UC-21", REGISTRATION, "", Text("召回。", "Recalled."), Text("请送修。", "Have it mended."))
'''
ADDED = {
    "src/tongban/transfers/rules/facts.py": [("    is_locked_by_this_case: bool", "    is_recalled: bool = False\n")],
    "src/tongban/transfers/rules/precheck.py": [
        ("from tongban.transfers.rules.residence", "from tongban.transfers.rules.recall import uc_21\n"),
        (
            ")  # fmt: skip\n\n\n@dataclass",
            '    Question("UC-21", Text("召回", "Recall"), REGISTER, uc_21, ALWAYS),\n',
        ),
    ],
}
"""Before which words what is put in: the rule and its fact."""
GATHERED = {
    "src/tongban/transfers/queries/facts.py": [
        ("        certificate_number=vehicle", '        is_recalled=vehicle.model.endswith("召回"),\n')
    ],
    "tests/transfers/facts_by_acts.py": [
        (
            "def a_rule_of_the_city(",
            "def a_recall(road):\n"
            '    road.look_before(road.cars.vehicle(road.cars.citizen(area="510104"), model="示例牌 召回"))\n\n\n',
        )
    ],
}
"""What gathers the fact, and the way that shows it."""


def put_in(copy, changes):
    for name, pairs in changes.items():
        path = copy / name
        text = path.read_text("utf-8")
        for before, added in pairs:
            assert text.count(before) == 1, before
            text = text.replace(before, added + before)
        path.write_text(text, "utf-8")


def judged(copy):
    """The first test above, in the copy: (passed, what it said)."""
    test = "test_given_all_ways_of_the_product_when_they_are_gone_then_every_fact_that_a_rule_asks_for_has_changed"
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist",
         f"tests/transfers/test_every_fact_is_gathered.py::{test}"],
        cwd=copy,
        env={name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "TONGBAN_DATABASE"))},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )  # fmt: skip
    return ran.returncode == 0, ran.stdout


@pytest.mark.slow
def test_given_a_recall_rule_that_asks_for_a_new_fact_when_nobody_gathers_it_then_the_test_above_stops_it(tmp_path):
    for folder in ("src", "tests/transfers"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", *(f"tests/{one.name}" for one in (ROOT / "tests").glob("*.py"))):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "src/tongban/transfers/rules/recall.py").write_text(RULE, "utf-8")
    put_in(tmp_path, ADDED)
    passed, said = judged(tmp_path)
    assert not passed
    assert "vehicle.is_recalled" in said
    assert said.count("nobody gathers it") >= 1
    put_in(tmp_path, GATHERED)
    passed, said = judged(tmp_path)
    assert passed, said[-3000:]
