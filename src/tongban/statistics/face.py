"""The face of the national figures."""

from __future__ import annotations

from tongban.faces.records import Door, Face, Spot
from tongban.statistics.budgets import BUDGETS
from tongban.verdicts import Text

FACE = Face(
    name="statistics",
    doors=(Door(Spot.NAV, "statistics:figures", Text("全国数据", "Figures"), 20, key="figures"),),
    budgets=BUDGETS,
)
