"""What offices see of a kind of case: whose turn it is, and the ways in which a queue looks at its cases."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property, reduce
from operator import or_
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Case as DbCase
from django.db.models import F, Q, QuerySet, When

from tongban.cases.rows import Case
from tongban.cases.table import Desk, Table
from tongban.offices import queries as offices
from tongban.offices.records import Duty, OfficerRecord
from tongban.ui.paging import COUNTED, counted, summed

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

    def in_tab(self, officer: OfficerRecord, tab: Tab, *, at: datetime) -> QuerySet[C]:
        """The cases of a tab by clock, those without a clock last; ended ones the newest first."""
        rows = self.cases._default_manager.filter(self.scope(officer), self.belongs(officer, tab, at=at))
        if tab is Tab.DONE:
            return rows.order_by("-ended_at")
        return rows.order_by(F("due_at").asc(nulls_last=True), "stage_since")

    def counts(self, officer: OfficerRecord, *, at: datetime, narrowed: Q | None = None) -> dict[str, int]:
        """How many cases each tab of open ones has, in one query, among the first COUNTED that run out; where there are so
        many, ALL has all of these. narrowed: of those alone. Nobody counts what is done."""
        tabs = [tab for tab in Tab if tab is not Tab.DONE]
        # Without a duty no case is one's turn; of a condition that is never met Django asks nothing, not even the rest.
        flags = {
            tab.value: DbCase(When(self.belongs(officer, tab, at=at) | Q(stage=""), then=1), default=0) for tab in tabs
        }
        found = self.in_tab(officer, Tab.ALL, at=at).filter(narrowed or Q()).annotate(**flags)
        names = [connection.ops.quote_name(tab) for tab in tabs]
        sums = summed(found.values_list(*tabs)[:COUNTED], *(f"SUM({name})" for name in names))
        return dict(zip(map(str, tabs), sums, strict=True))

    def count(self, officer: OfficerRecord, *, tab: Tab, at: datetime) -> int:
        """How many cases one tab has, counted up to COUNTED."""
        return counted(self.in_tab(officer, tab, at=at))

    def belongs(self, officer: OfficerRecord, tab: Tab, *, at: datetime) -> Q:
        """What makes a case of the officer's scope one of this tab."""
        is_open = Q(stage__in=self.table.at_offices)
        match tab:
            case Tab.MINE:
                return self.turn_of(officer)
            case Tab.ALL:
                return is_open
            case Tab.SOON:
                return (self.turn_of(officer) | self.overseen_by(officer)) & Q(due_at__gt=at, due_at__lte=at + DUE_SOON)
            case Tab.OVERDUE:
                return is_open & Q(due_at__lt=at)
            case Tab.WAITING:
                return is_open & ~self.turn_of(officer)
        return Q(stage__in=self.table.ended)

    def turn_of(self, officer: OfficerRecord, *, duties: Collection[Duty] = tuple(Duty)) -> Q:
        """The cases in which this officer acts now, by one of these duties."""
        mine = (
            cases & offices.within(officer.areas(duty), place)
            for (duty, place), cases in self.turns.items()
            if duty in duties
        )
        return reduce(or_, mine, NEVER)

    def overseen_by(self, officer: OfficerRecord) -> Q:
        """The cases in which it is the turn of an office that this officer supervises: an office's silence is seen before
        its day is over."""
        areas = officer.areas(Duty.SUPERVISION)
        if not areas:
            return NEVER
        at_work = (cases & offices.within(areas, place) for (_duty, place), cases in self.turns.items())
        return reduce(or_, at_work, NEVER)

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


def in_variant(table: Table[Any, Any], variant: StrEnum) -> Q:
    """The cases of a variant."""
    return Q(**{column: variant for column, kind in table.columns.items() if isinstance(variant, kind)})


def key(desk: Desk) -> tuple[Duty, str]:
    """What an officer must hold, and where."""
    return desk.duty, desk.place
