"""How many statements the pages of this package may send; see tongban.config.budgets."""

from __future__ import annotations

from tongban.faces.records import Budgets

BUDGETS = Budgets(
    pages={
        "statistics:figures": 1,
        "statistics:wall": 1,
    },
)
