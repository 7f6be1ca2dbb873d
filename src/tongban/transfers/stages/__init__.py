"""The stages and moves of a case (facts 4.5). Nothing else decides what may follow what.

Two ways lead to the same end (《机动车登记规定》第十八条、第二十七条): one place, where the destination does everything
and the file comes to it; and origin first, where the origin lets the vehicle go with a temporary plate of thirty
days. `rows` holds one row a stage, `moves` one a move, `path` what people read of the way; the figure in
docs/journeys/transfer.md is drawn from them, and a test compares them.

Suspicion is not a stage: it can come at any time and stops only the decision (models.Transfer.onsite_since).
"""

from __future__ import annotations

from typing import Protocol

from tongban.cases.table import End, StageRow, Step, Table, lines_of
from tongban.transfers.rules.clocks import CLOCKS
from tongban.transfers.stages.moves import INSPECT, MOVES
from tongban.transfers.stages.names import Actor, Ground, Move, Part, Silence, Stage, Way
from tongban.transfers.stages.path import PATH
from tongban.transfers.stages.rows import STAGES, VARIANTS

__all__ = [
    "AT_OFFICES",
    "ENDED",
    "ESCALATED",
    "INSPECT",
    "LOCKED",
    "NEEDS_PAPERS",
    "OPEN",
    "REGISTERED",
    "TABLE",
    "UNREGISTERED",
    "WITHOUT",
    "Actor",
    "Ground",
    "Move",
    "Part",
    "Silence",
    "Stage",
    "Way",
    "path_for",
    "row_of",
]


class Located(Protocol):
    """A case as a row or as a view: where it is, and by which of the law's ways."""

    @property
    def stage(self) -> str: ...
    @property
    def way(self) -> str: ...
    @property
    def ground(self) -> str: ...
    @property
    def silence(self) -> str: ...


TABLE: Table[Stage, Move] = Table(
    stages=STAGES,
    moves=MOVES,
    variants=VARIANTS,
    columns={"silence": Silence, "ground": Ground, "way": Way},
    places=(Actor.ORIGIN, Actor.DESTINATION),
    clocks=CLOCKS,
    passing=("silence",),
)
OPEN, AT_OFFICES, ENDED = TABLE.open, TABLE.at_offices, TABLE.ended
WITHOUT = TABLE.where(lambda row: row.end is End.WITHOUT)
"""Ended without a registration: file, lock and numbers are as before."""
UNREGISTERED = tuple(stage for stage in OPEN if stage is not Stage.ISSUED)
REGISTERED = (Stage.ISSUED, Stage.CLOSED)
"""The vehicle is the new owner's."""
LOCKED = TABLE.where(lambda row: row.is_locked)
"""Between acceptance and issue the register's record bears letter O, so that nothing else happens to it."""
ESCALATED = TABLE.where(lambda row: row.late is not None and row.late.is_escalated)
"""A late office is reminded, then its superior told, then the province takes over."""
NEEDS_PAPERS = TABLE.where(lambda row: row.needs_papers)


def row_of(case: Located) -> StageRow:
    """The row of the stage in which a case is, for its way and ground."""
    return TABLE.row(Stage(case.stage), Silence(case.silence), Ground(case.ground), Way(case.way))


def path_for(*, way: Way, ground: Ground) -> tuple[Step[Stage], ...]:
    """The lines of the path that a case of that way and ground goes."""
    return lines_of(PATH, way, ground)
