"""How many statements the pages of this package may send; see tongban.config.budgets."""

from __future__ import annotations

from tongban.faces.records import Budgets

BUDGETS = Budgets(
    lists={
        "portal:cases": 10,
        "portal:home": 22,
        "portal:messages": 6,
        "portal:record": 7,
        "portal:journal": 12,
        "portal:audit": 11,
    },
    pages={
        "portal:front": 2,
        "portal:home": 23,
        "portal:cases": 10,
        "portal:me": 3,
        "portal:record": 7,
        "portal:messages": 6,
        "portal:help": 0,
        "portal:privacy": 0,
        "portal:accessibility": 0,
        "portal:journal": 12,
        "portal:audit": 12,
        "portal:audit-entry": 10,
        "portal:workings": 8,
        "portal:window-identity": 8,
    },
)
