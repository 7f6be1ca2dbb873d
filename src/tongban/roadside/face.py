"""The face of the roadside check."""

from __future__ import annotations

from tongban.faces.law import of_reasons
from tongban.faces.records import Door, Face, Spot
from tongban.offices.records import Duty
from tongban.roadside import rulebook
from tongban.roadside.budgets import BUDGETS
from tongban.verdicts import Text

CHECKERS = frozenset({Duty.ROADSIDE_CHECK})
CHECK = Text("路面查验", "Roadside check")
FACE = Face(
    name="roadside",
    doors=(
        Door(Spot.RAIL_BELOW, "roadside:start", CHECK, 20, "scan", key="roadside", duties=CHECKERS),
        Door(
            Spot.DESK, "roadside:start", CHECK, 10, "scan",
            Text("扫码、选图片、输入号码", "Scan, picture, number"), duties=CHECKERS,
        ),
    ),
    documents=lambda: {"rules/roadside.md": rulebook.page()},
    rests=lambda: of_reasons(rulebook.reasons()),
    budgets=BUDGETS,
)  # fmt: skip
