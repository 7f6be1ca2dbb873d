"""Whose turn it is, as a condition on the rows of a kind of case: for queues, their counts and lists of the late."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from tongban.cases.table import Desk, StageRow, Table
from tongban.offices import queries as offices
from tongban.offices.records import Duty, OfficerRecord

Turns = Mapping[tuple[Duty, str], Q]
NEVER = Q(pk__in=[])


def turns(table: Table[Any, Any]) -> Turns:
    """By duty and place: the cases in which it is the turn of who holds that duty for that place. A stage that is
    another desk's in one variant is this desk's in all others; made once for a table."""
    found: dict[tuple[Duty, str], Q] = {}
    always: dict[tuple[Duty, str], list[StrEnum]] = {}
    for stage, row in table.stages.items():
        others = {one: varied for (its, one), varied in table.variants.items() if its == stage and differs(varied, row)}
        for variant, varied in others.items():
            if varied.desk is not None:
                found[key(varied.desk)] = found.get(key(varied.desk), NEVER) | Q(stage=stage) & in_variant(
                    table, variant
                )
        if row.desk is not None and others:
            rest = ~reduce(or_, [in_variant(table, one) for one in others])
            found[key(row.desk)] = found.get(key(row.desk), NEVER) | Q(stage=stage) & rest
        elif row.desk is not None:
            always.setdefault(key(row.desk), []).append(stage)
    return {
        desk: Q(stage__in=[stage.value for stage in always.get(desk, ())]) | found.get(desk, NEVER)
        for desk in [*always, *(one for one in found if one not in always)]
    }


def turn_of(turns: Turns, officer: OfficerRecord) -> Q:
    """The cases in which a duty of this officer acts now."""
    mine = (cases & offices.within(officer.areas(duty), place) for (duty, place), cases in turns.items())
    return reduce(or_, mine, NEVER)


def in_variant(table: Table[Any, Any], variant: StrEnum) -> Q:
    """The cases of a variant."""
    return Q(**{column: variant for column, kind in table.columns.items() if isinstance(variant, kind)})


def differs(row: StageRow, other: StageRow) -> bool:
    """True if it is another desk's turn."""
    return row.desk != other.desk


def key(desk: Desk) -> tuple[Duty, str]:
    """What an officer must hold, and where."""
    return desk.duty, desk.place
