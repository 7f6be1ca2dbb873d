"""The table of a kind of case: one row a stage, one row a move. Nothing else decides what may follow what.

A service writes its rows; `Table` checks them when the service is imported, so that a case cannot come to a stage that
nobody leads out of, run on a clock that means nothing, or wait for nobody. Pure: no database, no clock, no framework.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from functools import cached_property
from itertools import product
from typing import Generic, TypeVar

from tongban.offices.records import Duty
from tongban.verdicts import Reason, Text, Verdict

S = TypeVar("S", bound=StrEnum)
M = TypeVar("M", bound=StrEnum)
NOBODY = "nobody"
"""Whose turn it is once a case has ended."""
OFFICE = "whose-the-case-is"
"""The place of a desk that is the office whose the case is."""


class End(Enum):
    """How a case ended: with what it was for, or without."""

    DONE = "done"
    WITHOUT = "without"


@dataclass(frozen=True)
class Said:
    """Words of a stage: a heading and the sentence under it."""

    title: Text
    detail: Text

    @classmethod
    def of(cls, title_zh: str, title_en: str, detail_zh: str, detail_en: str) -> Said:
        """The four texts of a heading and its sentence."""
        return cls(Text(title_zh, title_en), Text(detail_zh, detail_en))


@dataclass(frozen=True)
class Todo:
    """What one party does now. view: the page of the act by its name, "" when there is nothing to press.

    is_theirs: False when this party only waits. is_for_agents: an agent may do it too.
    """

    title: Text
    detail: Text
    view: str = ""
    button: Text | None = None
    is_theirs: bool = True
    is_for_agents: bool = True


@dataclass(frozen=True)
class Desk:
    """Who acts in an office. place: the column of the case that names the office for which the duty must be held.

    panel: what the case's page offers there.
    """

    duty: Duty
    place: str
    panel: str = ""


@dataclass(frozen=True)
class Late:
    """What happens when a clock runs out. words: what everybody reads beforehand. remind: what those whose turn it is are
    told some days before.

    move: the case makes this move by itself. called: a column of the variant; it names the office from then on, which
    owes a decision in writing. told: what the case's people are told then. is_escalated: it goes higher up, step by step.
    None of these: it stands under "overdue" until somebody acts.
    """

    words: Text
    move: str = ""
    called: str = ""
    told: Text | None = None
    remind: Text | None = None
    is_escalated: bool = False

    @property
    def is_once(self) -> bool:
        """True if something happens once when the clock runs out."""
        return bool(self.move or self.called or self.told)


@dataclass(frozen=True)
class StageRow:
    """Where a case can be. Everything that a page, a queue, a clock or a guard asks of a stage stands here.

    turn: whose turn it is, a party or the column of an office. office: the column of the office whose the case is, which
    takes, refuses and clears it. desk: who acts for the office in turn; also: who else may work on it meanwhile.
    clock, late: the clock that starts when the case comes here, and what happens when it runs out. clock_from: the column
    of an earlier moment that the clock counts from, once it is known.
    refuses: the duty that may refuse it here; None: it cannot be refused. is_draft: no office has it yet. is_locked:
    nothing else may happen to what the case is about. needs_papers: its task depends on what the file holds. end: the
    case is over here. is_former: cases ended here once, and none does any more.
    banner: for everybody; yours: the same to the party whose turn it is; todos: what each party does now, by part.
    tone: of the banner.
    """

    turn: str
    task: Said
    banner: Said
    yours: Said | None = None
    todos: Mapping[str, Todo] = field(default_factory=dict)
    tone: str = "working"
    office: str = ""
    desk: Desk | None = None
    also: Desk | None = None
    clock: str = ""
    clock_from: str = ""
    late: Late | None = None
    refuses: Duty | None = None
    is_withdrawable: bool = False
    is_draft: bool = False
    is_locked: bool = False
    needs_papers: bool = False
    end: End | None = None
    is_former: bool = False

    @property
    def desks(self) -> tuple[Desk, ...]:
        """Who may work on the case here, the one whose turn it is first."""
        return tuple(one for one in (self.desk, self.also) if one is not None)


@dataclass(frozen=True)
class MoveRow(Generic[S, M]):
    """What can happen to a case. desk: which officer makes it, None for a party or the system; its place may be OFFICE.

    act: what is done when it has another name, because it may lead to several moves. apart: columns of the officers
    before, none of whom may be the one who makes it; signs: the column that then names this officer. but: the variants
    in which there is no such move. title: what the case's history says. is_refusal: the stage's row names the duty.
    """

    move: M
    sources: tuple[S, ...]
    to: S
    title: Text
    desk: Desk | None = None
    act: str = ""
    apart: tuple[str, ...] = ()
    signs: str = ""
    but: tuple[StrEnum, ...] = ()
    is_refusal: bool = False


@dataclass(frozen=True)
class Step(Generic[S]):
    """One line of the path that a case goes. word: the act or event that completes it; before: it is done in this stage
    and later ones. but: the variants whose path has no such line."""

    word: str
    title: Text
    detail: Text
    before: S
    but: tuple[StrEnum, ...] = ()


@dataclass(frozen=True)
class Table(Generic[S, M]):
    """The stages and moves of one kind of case; the first stage is where a case begins.

    columns: by which columns of a case its variant is known, the one that weighs more first. variants: rows that stand
    instead of a stage's own in one of them. passing: columns that hold for one stage alone: each move empties them.
    ValueError at once for a table with a hole.
    """

    stages: Mapping[S, StageRow]
    moves: Sequence[MoveRow[S, M]]
    places: tuple[str, ...]
    columns: Mapping[str, type[StrEnum]] = field(default_factory=dict)
    variants: Mapping[tuple[S, StrEnum], StageRow] = field(default_factory=dict)
    clocks: Iterable[str] = ()
    passing: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        holes = [*holes_of_rows(self), *holes_of_acts(self), *holes_of_ways(self)]
        if holes:
            raise ValueError("; ".join(holes))

    @property
    def start(self) -> S:
        """Where a case begins."""
        return next(iter(self.stages))

    @cached_property
    def open(self) -> tuple[S, ...]:
        """The stages of a case that has not ended."""
        return self.where(lambda row: row.end is None)

    @cached_property
    def at_offices(self) -> tuple[S, ...]:
        """The open stages in which offices see a case."""
        return self.where(lambda row: row.end is None and not row.is_draft)

    @cached_property
    def ended(self) -> tuple[S, ...]:
        """The stages in which a case is over."""
        return self.where(lambda row: row.end is not None)

    @cached_property
    def pairs(self) -> dict[tuple[S, M], S]:
        """(stage, move) -> the stage after it."""
        return {(source, row.move): row.to for row in self.moves for source in row.sources}

    def row(self, stage: S, *variant: StrEnum) -> StageRow:
        """The row of a stage for a case of that variant; the first of its parts that has a row of its own decides."""
        return next((self.variants[stage, one] for one in variant if (stage, one) in self.variants), self.stages[stage])

    def where(self, asked: Callable[[StageRow], bool]) -> tuple[S, ...]:
        """The stages of whose own rows this is so."""
        return tuple(stage for stage, row in self.stages.items() if asked(row))

    def has_come(self, stage: S, to: S) -> bool:
        """True if a case has come so far in the table's order; one that ended without what it was for nowhere."""
        order = self.where(lambda row: row.end is not End.WITHOUT)
        return stage in order and order.index(stage) >= order.index(to)

    def every_row(self) -> Iterator[tuple[S, StrEnum | None, StageRow]]:
        """All rows: stage, the variant (None for the stage's own), row."""
        yield from ((stage, None, row) for stage, row in self.stages.items())
        yield from ((stage, one, row) for (stage, one), row in self.variants.items())

    def made_by(self, act: str) -> MoveRow[S, M]:
        """The row of the move that an act makes; of several, one: duty and names are the same in all."""
        return next(row for row in self.moves if act in (row.move, row.act))


def lines_of(steps: Iterable[Step[S]], *variant: StrEnum) -> tuple[Step[S], ...]:
    """The lines of the path for a case of that variant."""
    return tuple(one for one in steps if not set(one.but) & set(variant))


def not_from_here(stage: str, move: str) -> Verdict:
    """The verdict for a move that comes too late or too early, e.g. a second officer's decision."""
    what = Text("这件事已经有人办过，或者还不到办的时候。", "This was already done, or its time has not come.")
    return Verdict.of(
        [Reason(f"stage {stage} {move}", "", what, Text("刷新页面看现在的进度。", "Reload to see how it stands."))]
    )


# --- what a table must not lack -------------------------------------------------------------------------------------
def holes_of_rows(table: Table[S, M]) -> Iterator[str]:
    """A clock without an end, a wait that is nobody's turn, an end that goes on."""
    pairs = table.pairs
    for stage, variant, row in table.every_row():
        name = stage if variant is None else f"{stage} ({variant})"
        if bool(row.clock) != (row.late is not None):
            yield f"{name}: a clock and what happens when it runs out belong together"
        if row.clock and row.clock not in table.clocks:
            yield f"{name}: there is no clock {row.clock}"
        if row.late is not None and row.late.move and row.late.move not in [m for s, m in pairs if s == stage]:
            yield f"{name}: when its clock runs out there is no move {row.late.move}"
        if (row.turn == NOBODY) != (row.end is not None):
            yield f"{name}: it is nobody's turn, or somebody's after the end"
        if row.turn in table.places and row.desk is None:
            yield f"{name}: nobody at {row.turn} has the duty"
        if row.desk is not None and not any(acts_at(move, row) for move in table.moves if stage in move.sources):
            yield f"{name}: {row.desk.duty} at {row.desk.place} can make no move"
        if row.end is not None and any(source == stage for source, _ in pairs):
            yield f"{name}: a case goes on after its end"


def acts_at(move: MoveRow[S, M], row: StageRow) -> bool:
    """True if the one whose turn it is may make the move."""
    if move.desk is None or row.desk is None:
        return False
    place = row.office if move.desk.place == OFFICE else move.desk.place
    return (move.desk.duty, place) == (row.desk.duty, row.desk.place)


def holes_of_acts(table: Table[S, M]) -> Iterator[str]:
    """An act whose moves are made by different officers; two parts of a case that are apart in one direction only."""
    for row in table.moves:
        other = table.made_by(row.act or row.move)
        if (row.desk, row.apart, row.signs) != (other.desk, other.apart, other.signs):
            yield f"{row.move}: made by the same act as {other.move}, but by another officer"
    apart = {(row.signs, column) for row in table.moves if row.signs for column in row.apart}
    yield from (f"{one} is apart from {two}, and not the other way" for one, two in apart if (two, one) not in apart)


def holes_of_ways(table: Table[S, M]) -> Iterator[str]:
    """A stage that cannot be reached in any variant, or one that cannot be left in a variant that reaches it."""
    reached: set[S] = set()
    ends = {stage for stage, row in table.stages.items() if row.end is not None}
    for variant in product(*table.columns.values()):
        arrows = [(s, row.to) for row in table.moves if not set(row.but) & set(variant) for s in row.sources]
        here = closure({table.start}, arrows)
        stuck = here - closure(ends, [(to, source) for source, to in arrows])
        reached |= here
        yield from (f"{stage} ({', '.join(variant)}): it cannot be left" for stage in table.stages if stage in stuck)
    yield from (
        f"{stage}: it cannot be reached"
        for stage, row in table.stages.items()
        if stage not in reached and not row.is_former
    )


def closure(begin: set[S], arrows: Sequence[tuple[S, S]]) -> set[S]:
    """Everything that the arrows lead to from where it begins."""
    found = set(begin)
    while more := {to for source, to in arrows if source in found} - found:
        found |= more
    return found
