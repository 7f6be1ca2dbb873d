"""The fast engine: the answers of a whole day at once, shared by all days of the same kind.

Between two neighbouring bounds (hours of windows, the start or end of something) no answer changes. So the tree is read
once at each bound of a day, and a row of 1440 bytes says which of these answers a minute has. Two days on which every
rule sees the same class of day have the same row: of a quiet year seven weekly rows are left. What is compiled thus
answers with the very decisions of the tree, trace and all, and costs one look-up.

A Sheet is for one vehicle (or all of one signature, `Signatures`), its trip, passes and alerts; a Strip is a sheet at one spot.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Iterator
from datetime import UTC, date, datetime
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from tongban.passes.rules import reading
from tongban.passes.rules.conditions import Reading, digits_of
from tongban.passes.rules.days import DAY, EAST_MINUTES, EPOCH, bounds, day_holds, minute_of
from tongban.passes.rules.decisions import Decision, Outcome, RuleBook, decide
from tongban.passes.rules.facts import Question, Spot, Vehicle
from tongban.passes.rules.records import (
    AnyCondition,
    Body,
    Emission,
    Energy,
    Fitted,
    Listed,
    Measure,
    Notice,
    Period,
    PlateKind,
    PlateRegion,
    Schedule,
    Size,
    Use,
)
from tongban.passes.rules.truth import Truth

DAY_MINUTES = 1440
KEPT_ROWS = 512  # of a strip; at most one for each day that is asked about
OUTCOMES = tuple(Outcome)
OF_VEHICLE = (Size, Body, Use, Energy, Emission, Measure, PlateRegion, PlateKind, Fitted, Listed)
NOWHERE, NO_TIME = Spot(), datetime(2000, 1, 1, tzinfo=UTC)

Span = tuple[int, int]
"""Half-open, in minutes since 1970 began in China."""


class Row(Struct, frozen=True):
    """A day: which decision a minute has, and the outcome of each minute as its place in OUTCOMES."""

    which: bytes
    decisions: tuple[Decision, ...]
    outcomes: bytes


class Sheet:
    """All answers for one vehicle with its trip, passes and alerts. question: its spot and moment do not count."""

    def __init__(self, book: RuleBook, question: Question) -> None:
        self.book, self.question = book, question

    def at(self, spot: Spot) -> Strip:
        """All answers at that spot; keep it when you ask about the spot again."""
        return Strip(self, spot)

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """Every class of days that a rule or a pass asks about, once."""
        found = (one for schedule in self._schedules() for one in (*schedule.periods, *schedule.exceptions))
        return tuple(dict.fromkeys(replace(one, windows=()) for one in found))

    @cached_property
    def bounds(self) -> tuple[int, ...]:
        """The minutes of a day at which an hour begins or ends."""
        return tuple(sorted({0}.union(*(bounds(schedule) for schedule in self._schedules()))))

    @cached_property
    def moments(self) -> tuple[int, ...]:
        """The minutes since 1970 at which a notice, a clause, a grace or a pass begins or ends."""
        own = [moment for held in self.question.passes for moment in (held.starts, held.ends)]
        return tuple(sorted({minute_of(moment) for moment in (*self.book.moments, *own)}))

    def kind(self, ordinal: int) -> Hashable:
        """What decides how the day runs: equal kinds have equal rows. A day on which something begins is its own kind."""
        day, calendar = date.fromordinal(ordinal + EPOCH), self.book.calendar
        before, after = (bisect_right(self.moments, (ordinal + n) * DAY_MINUTES - 1) for n in (0, 1))
        classes = [day_holds(one, calendar=calendar, day=at).truth for one in self.periods for at in (day - DAY, day)]
        tails = [digits_of(one, day) for notice in self.book.notices for one in notice.rotations]
        return (
            ordinal if after > before else -before,
            bytes(classes),
            tuple(tails),
            day in calendar.worked and bool(tails),
            day.year if day.year in calendar.provisional else 0,
        )

    def _schedules(self) -> Iterator[Schedule]:
        for notice in self.book.notices:
            for clause in notice.clauses:
                yield from reading.schedules(clause)
        yield from (held.schedule for held in self.question.passes if held.schedule is not None)


class Strip:
    """All answers of a sheet at one spot."""

    def __init__(self, sheet: Sheet, spot: Spot) -> None:
        self.sheet, self.spot = sheet, spot
        self._by_day: dict[int, Row] = {}
        self._by_kind: dict[Hashable, Row] = {}

    def decide(self, at: datetime) -> Decision:
        """The same as `decisions.decide` for the question of the sheet at this spot and that moment."""
        ordinal, minute = divmod(minute_of(at), DAY_MINUTES)
        row = self._by_day.get(ordinal) or self.row(ordinal)
        return row.decisions[row.which[minute]]

    def outcomes(self, minutes: Iterable[int]) -> bytes:
        """For each of these minutes since 1970 the place of its outcome in OUTCOMES; no trace."""
        rows = _Outcomes(self)
        return bytes([rows[minute // DAY_MINUTES][minute % DAY_MINUTES] for minute in minutes])

    def closed(self, span: Span, *, open_to: frozenset[Outcome] = frozenset((Outcome.ALLOWED,))) -> list[Span]:
        """The spans, ascending and apart, in which the outcome is none of `open_to`."""
        wanted = bytes(OUTCOMES[n] not in open_to for n in range(len(OUTCOMES))).ljust(256, b"\0")
        found: list[Span] = []
        first, last = span[0] // DAY_MINUTES, (span[1] - 1) // DAY_MINUTES
        for ordinal in range(first, last + 1):
            shut = self.row(ordinal).outcomes.translate(wanted)
            for start, end in _runs(shut):
                start, end = (ordinal * DAY_MINUTES + one for one in (start, end))  # noqa: PLW2901
                if found and found[-1][1] == start:
                    start = found.pop()[0]  # noqa: PLW2901 - goes on over midnight
                found.append((start, end))
        clipped = ((max(start, span[0]), min(end, span[1])) for start, end in found)
        return [(start, end) for start, end in clipped if start < end]

    def row(self, ordinal: int) -> Row:
        """The day, counted from 1970."""
        row = self._by_day.get(ordinal)
        if row is None:
            kind = self.sheet.kind(ordinal)
            row = self._by_kind.get(kind)
            if row is None:
                row = self._by_kind[kind] = self._made(ordinal)
            self._by_day[ordinal] = row
            for rows in (self._by_day, self._by_kind):
                if len(rows) > KEPT_ROWS:
                    del rows[next(iter(rows))]  # type: ignore[arg-type]
        return row

    def _made(self, ordinal: int) -> Row:
        start = ordinal * DAY_MINUTES
        moments = self.sheet.moments
        special = moments[bisect_right(moments, start) : bisect_right(moments, start + DAY_MINUTES - 1)]
        minutes = sorted({*self.sheet.bounds, *(moment - start for moment in special)})
        question = replace(self.sheet.question, spot=self.spot)
        which, decisions = bytearray(), dict[Decision, int]()
        for minute, until in zip(minutes, [*minutes[1:], DAY_MINUTES], strict=True):
            at = datetime.fromtimestamp((start + minute - EAST_MINUTES) * 60, UTC)
            place = decisions.setdefault(decide(self.sheet.book, replace(question, at=at)), len(decisions))
            which += bytes([place]) * (until - minute)
        outcomes = bytes(OUTCOMES.index(one.outcome) for one in decisions).ljust(256, b"\0")
        return Row(bytes(which), tuple(decisions), bytes(which).translate(outcomes))


class _Outcomes(dict[int, bytes]):
    """A day's outcomes, fetched when first asked for."""

    def __init__(self, strip: Strip) -> None:
        super().__init__()
        self.strip = strip

    def __missing__(self, ordinal: int) -> bytes:
        self[ordinal] = outcomes = self.strip.row(ordinal).outcomes
        return outcomes


class Signatures:
    """What the rules of a book can see of a vehicle: two vehicles of one signature have the same answers, so they share a
    sheet. Passes, trip and alerts are not in it; where a rotation reads the plate's tail, the plate itself is."""

    def __init__(self, book: RuleBook) -> None:
        self.calendar = book.calendar
        self.asked = [(notice, tuple(_of_vehicle(notice))) for notice in book.notices]

    def of(self, vehicle: Vehicle) -> tuple[Truth | str | None, ...]:
        """The signature of the vehicle."""
        question = Question(vehicle=vehicle, spot=NOWHERE, at=NO_TIME)
        found: list[Truth | str | None] = []
        for notice, conditions in self.asked:
            seen = Reading(question, notice=notice, calendar=self.calendar)
            found += [seen.holds(one).truth for one in conditions]
            if notice.rotations:
                found.append(vehicle.plate)
        return tuple(found)


def _of_vehicle(notice: Notice) -> Iterator[AnyCondition]:
    """The plain conditions of a notice and its passes that read the vehicle, each once."""
    gates = (one.available_to for one in notice.passes if one.available_to is not None)
    asked = [one for clause in notice.clauses for one in reading.conditions(clause)]
    asked += [part for gate in gates for part in reading.parts(gate)]
    return (one for one in dict.fromkeys(asked) if isinstance(one, OF_VEHICLE))


def _runs(flags: bytes) -> Iterator[Span]:
    """Where the bytes are 1."""
    start = flags.find(1)
    while start >= 0:
        end = flags.find(0, start)
        yield start, end if end >= 0 else len(flags)
        start = flags.find(1, end) if end >= 0 else -1
