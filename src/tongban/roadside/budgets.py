"""How many statements the pages of this package may send; see tongban.config.budgets."""

from __future__ import annotations

from tongban.faces.records import Budgets

BUDGETS = Budgets(
    lists={
        "roadside:checks": 8,
    },
    pages={
        "roadside:start": 5,
        "roadside:number": 5,
        "roadside:plate": 5,
        "roadside:checks": 9,
        "roadside:result": 9,
    },
)
