"""How many statements the pages of this package may send; see tongban.config.budgets."""

from __future__ import annotations

from tongban.faces.records import Budgets

BUDGETS = Budgets(
    lists={
        "licences:vehicles": 8,
        "licences:desk-photos": 9,
    },
    pages={
        "licences:licence": 11,
        "licences:apply": 8,
        "licences:application": 7,
        "licences:collect": 8,
        "licences:code": 6,
        "licences:photo-change": 10,
        "licences:history": 7,
        "licences:paper": 3,
        "licences:lock": 6,
        "licences:unlock": 7,
        "licences:vehicles": 7,
        "licences:vehicle": 7,
        "licences:vehicle-code": 7,
        "licences:vehicle-collect": 9,
        "licences:desk-photos": 10,
        "licences:desk-review": 24,
        "licences:desk-search": 8,
        "licences:desk-record": 26,
        "licences:desk-window": 15,
        "licences:verify": 0,
        "licences:rules": 0,
        "licences:clocks": 7,
    },
)
