"""The benchmark of truck rules runs whole and its engines agree; how fast they were is not asked."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

BENCHMARK = Path(__file__).resolve().parents[2] / "benchmarks" / "rules.py"


def test_every_figure_of_the_rules_is_measured_beside_peers_and_the_tree():
    command = [sys.executable, str(BENCHMARK), "--rounds", "1", "--seconds", "0", "--json"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    lines = [json.loads(line) for line in printed]
    against = {line["against"] for line in lines if line["name"] == "decision with trace"}
    assert "the tree" in against
    assert any(one.startswith("zen-engine") for one in against)
    assert any(one.startswith("cedarpy") for one in against)
    assert len({line["name"] for line in lines}) == 5
    assert all(line["rate"] > 0 for line in lines)
