"""What offices see of a kind of case: whose turn it is, and the ways in which a queue looks at its cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property, reduce
from operator import or_
from typing import Any, Generic, TypeVar

from django.db.models import F, Q, QuerySet

from tongban.cases.rows import Case
from tongban.cases.table import Desk, Table
from tongban.offices import queries as offices
from tongban.offices.records import Duty, OfficerRecord

C = TypeVar("C", bound=Case)
Turns = Mapping[tuple[Duty, str], Q]
NEVER = Q(pk__in=[])
DUE_SOON = timedelta(hours=24)


class Tab(StrEnum):
    """The ways in which an office looks at its cases."""

    MINE = "mine"  # it is this officer's turn
    ALL = "all"
    SOON = "soon"
    OVERDUE = "overdue"
    WAITING = "waiting"  # the other side's turn
    DONE = "done"


@dataclass(frozen=True)
class Queue(Generic[C]):
    """The cases of a kind as offices see them. scope: which an officer may see at all, others' alone."""

    table: Table[Any, Any]
    cases: type[C]
    scope: Callable[[OfficerRecord], Q]

    def in_tab(self, officer: OfficerRecord, tab: Tab, *, at: datetime, scope: Q | None = None) -> QuerySet[C]:
        """The cases of a tab by clock, those without a clock last; ended ones the newest first."""
        mine = self.scope(officer) if scope is None else scope
        rows = self.cases._default_manager.filter(mine).order_by(F("due_at").asc(nulls_last=True), "stage_since")
        open_rows = rows.filter(stage__in=self.table.at_offices)
        match tab:
            case Tab.MINE:
                return open_rows.filter(turn_of(self.turns, officer))
            case Tab.ALL:
                return open_rows
            case Tab.SOON:
                return open_rows.filter(turn_of(self.turns, officer), due_at__gt=at, due_at__lte=at + DUE_SOON)
            case Tab.OVERDUE:
                return open_rows.filter(due_at__lt=at)
            case Tab.WAITING:
                return open_rows.exclude(turn_of(self.turns, officer))
        return rows.filter(stage__in=self.table.ended).order_by("-ended_at")

    def counts(self, officer: OfficerRecord, *, at: datetime, narrowed: Q | None = None) -> dict[str, int]:
        """How many cases each tab has; narrowed: of those alone."""
        mine = self.scope(officer) & (narrowed or Q())
        return {tab.value: self.in_tab(officer, tab, at=at, scope=mine).count() for tab in Tab}

    @cached_property
    def turns(self) -> Turns:
        """Whose turn it is, by the table."""
        return turns(self.table)


def turns(table: Table[Any, Any]) -> Turns:
    """By duty and place: the cases in which it is the turn of who holds that duty for that place. A stage that is
    another desk's in one variant is this desk's in all others; made once for a table."""
    found: dict[tuple[Duty, str], Q] = {}
    always: dict[tuple[Duty, str], list[StrEnum]] = {}
    for stage, row in table.stages.items():
        others = {
            one: varied for (its, one), varied in table.variants.items() if its == stage and varied.desk != row.desk
        }
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


def key(desk: Desk) -> tuple[Duty, str]:
    """What an officer must hold, and where."""
    return desk.duty, desk.place
