"""The acts of a transfer stand on few floors, and no act takes its guard from a sibling step."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from tongban.transfers import actions

FOLDER = Path(actions.__file__).parent
PACKAGE = "tongban.transfers.actions"
SHARED = {"acting", "clocks"}
GUARD = ("guard", "may_", "require")
FLOORS_MAX = 6


@cache
def taken(step):
    """What a file takes from its siblings: (sibling, name)."""
    found = set()
    for node in ast.walk(ast.parse((FOLDER / f"{step}.py").read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == PACKAGE:
            found |= {(one.name, "") for one in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{PACKAGE}."):
            found |= {(node.module.rpartition(".")[2], one.name) for one in node.names}
    return found


@cache
def floor(step):
    return 1 + max((floor(sibling) for sibling, _ in taken(step)), default=0)


STEPS = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")


def test_acts_stand_on_few_floors():
    floors = {step: floor(step) for step in STEPS}
    assert max(floors.values()) > 1
    assert {step: n for step, n in floors.items() if n > FLOORS_MAX} == {}


def test_no_guard_comes_from_a_sibling_step():
    guards = {(step, *one) for step in STEPS for one in taken(step) if one[1].startswith(GUARD)}
    assert any(sibling in SHARED for _, sibling, _ in guards)
    assert {one for one in guards if one[1] not in SHARED} == set()
