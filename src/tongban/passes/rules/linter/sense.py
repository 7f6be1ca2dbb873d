"""Clauses, passes and depots that can never have a say, found by asking: samples made of the notice's own thresholds.

For each fact that the notice reads, the values on both sides of every bound; for each schedule, its bounds on ordinary days
and on those that it names. A clause is dead if no combination makes it hold; these are samples and no proof, so a person is
asked to look. Where there are more combinations than MOST, nothing is said: a linter must not guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from heapq import nsmallest
from itertools import chain, product
from typing import Any

from msgspec.structs import replace

from tongban.clock import CHINA
from tongban.passes.rules import reading, records, shapes
from tongban.passes.rules.compiled import Sheet
from tongban.passes.rules.days import DAY, MINUTES, Calendar
from tongban.passes.rules.decisions import Decision, Outcome, RuleBook, decide
from tongban.passes.rules.facts import Pass, Question, Spot, Trip
from tongban.passes.rules.linter.findings import (
    CONTRADICTION,
    DEAD,
    NOT_SUPERSEDED,
    UNREACHABLE,
    USELESS_PASS,
    Finding,
    Weight,
)
from tongban.passes.rules.linter.relief import COLD, DELIVERY, NEW_ENERGY, local_prefix
from tongban.passes.rules.places import Where, spot_at
from tongban.passes.rules.records import AnyClause, Exempt, Forbid, Notice, Quote, Zone
from tongban.passes.rules.truth import Truth
from tongban.verdicts import Text

MOST = 6_000  # questions a clause; about a second
NOWHERE = "港A"  # no notice names it
FOREVER = timedelta(days=36_500)


def findings(
    book: RuleBook, notice: Notice, *, others: Iterable[Notice], depots: Mapping[str, Where], since: datetime
) -> Iterator[Finding]:
    """TR-21 to TR-24 and TR-29."""
    for clause in notice.clauses:
        yield from _dead(notice, clause, book)
    for other in others:
        yield from _unsaid(notice, other)
    for name, where in depots.items():
        if _is_shut(book, notice, where, since):
            yield Finding(UNREACHABLE, Weight.ERROR, (name,), Text(name, name))


# --- dead clauses ------------------------------------------------------------------------------------------------
def _dead(notice: Notice, clause: AnyClause, book: RuleBook) -> Iterator[Finding]:
    alone = RuleBook((notice,), book.calendar)
    told = Text(clause.sentence, clause.english)
    questions = _questions(notice, clause, book.calendar)
    if questions is None:
        return
    is_alive, useless = False, set(clause.passes) if isinstance(clause, Forbid) else set()
    for question in questions:
        if _holds(decide(alone, question), clause):
            is_alive = True
            useless -= {type_ for type_ in useless if _opens(decide(alone, _holding(question, type_)))}
            if not useless:
                return
    if is_alive:
        for type_ in sorted(useless):
            yield Finding(USELESS_PASS, Weight.WARNING, (clause.id, type_), told)
        return
    plain = RuleBook((replace(notice, clauses=(clause,)),), book.calendar)
    is_lifted = not isinstance(clause, Exempt) and any(_holds(decide(plain, one), clause) for one in questions)
    yield Finding(CONTRADICTION if is_lifted else DEAD, Weight.REVIEW, (clause.id,), told)


def _holding(question: Question, type_: str) -> Question:
    return replace(question, passes=(_held(type_, question.at),))


def _opens(decision: Decision) -> bool:
    return decision.outcome not in (Outcome.FORBIDDEN, Outcome.NEEDS_PASS)


def _holds(decision: Decision, clause: AnyClause) -> bool:
    return any(hit.clause == clause and hit.truth is Truth.YES for hit in decision.hits)


def _questions(notice: Notice, clause: AnyClause, calendar: Calendar) -> list[Question] | None:
    """The samples for a clause, or None where there are too many. An exemption is asked with the bans that it lifts."""
    lifted = [one for one in notice.clauses if isinstance(one, Forbid | Quote)] if isinstance(clause, Exempt) else []
    lifted = [one for one in lifted if not isinstance(clause, Exempt) or not clause.of or one.id in clause.of]
    asked = [clause, *lifted]
    facts = _facts(notice, [one for each in asked for one in reading.conditions(each)])
    moments = _moments(notice, asked, calendar)
    spots = _spots(asked)
    combinations = len(moments) * len(spots)
    for values in facts.values():
        combinations *= len(values)
    if combinations > MOST:
        return None
    return [
        _question(dict(zip(facts, chosen, strict=True)), spot, moment)
        for chosen in product(*facts.values())
        for spot in spots
        for moment in moments
    ]


def _question(facts: dict[str, Any], spot: Spot, at: datetime) -> Question:
    alerts, held, trip = facts.pop("alerts", {}), facts.pop("passes", ""), facts.pop("trip", None)
    cargo = facts.pop("cargo", frozenset())
    ends = trip if trip is not None else frozenset(spot.inside)
    return Question(
        vehicle=replace(DELIVERY, **facts),
        spot=spot,
        at=at,
        trip=Trip(cargo=cargo, begins_in=frozenset(), ends_in=ends),
        alerts=alerts,
        passes=(_held(held, at),) if held else (),
    )


def _facts(notice: Notice, conditions: Iterable[records.AnyCondition]) -> dict[str, list[Any]]:  # noqa: PLR0912 - a table, one line a kind
    """For each fact that the conditions read the values that can make a difference."""
    found: dict[str, list[Any]] = {}
    conditions = list(conditions)
    tails = range(10) if any(isinstance(one, records.PlateTail) for one in conditions) else (5,)

    def add(name: str, values: Iterable[Any]) -> None:
        known = found.setdefault(name, [])
        known += [value for value in values if value not in known]

    for one in conditions:
        match one:
            case records.Size() | records.Body() | records.Energy() | records.PlateKind():
                name = one.__struct_config__.tag.replace("-", "_")  # type: ignore[union-attr]
                add(name, [*one.one_of, getattr(DELIVERY, name)])
            case records.Use():
                add("uses", [frozenset(), *(frozenset({use}) for use in one.one_of), _all_uses(conditions)])
            case records.Cargo():
                add("cargo", [frozenset(), *(frozenset({cargo}) for cargo in one.one_of)])
            case records.Fitted():
                add("devices", [frozenset(), frozenset(one.all_of)])
            case records.Listed():
                add("lists", [frozenset(), frozenset({one.list})])
            case records.Emission():
                bounds = [bound for bound in (one.at_least, one.at_most) if bound is not None]
                add(
                    "emission",
                    [stage for bound in bounds for stage in (bound - 1, bound, bound + 1) if 0 <= stage <= 99],
                )
            case records.Measure():
                limits = [bound for bound in (one.at_least, one.above, one.at_most, one.below) if bound is not None]
                add(one.of, [limit + step for limit in limits for step in (-1, 0, 1)])
            case records.PlateRegion():
                add("plate", [f"{prefix:A<2}1234{digit}" for prefix in (*one.one_of, NOWHERE) for digit in tails])
            case records.PlateTail():
                add("plate", [f"{prefix}1234{digit}" for prefix in (local_prefix(notice), NOWHERE) for digit in tails])
            case records.Alert():
                add("alerts", [{}, {one.of: one.at_least}, _all_alerts(conditions)])
            case records.Holds():
                add("passes", ["", *one.one_of])
            case records.Through():
                add("trip", [frozenset(), frozenset(one.places)])
    return found


def _all_uses(conditions: Iterable[records.AnyCondition]) -> frozenset[str]:
    return frozenset(use for one in conditions if isinstance(one, records.Use) for use in one.one_of)


def _all_alerts(conditions: Iterable[records.AnyCondition]) -> dict[str, str]:
    return {one.of: "red" for one in conditions if isinstance(one, records.Alert)}


def _moments(notice: Notice, clauses: Sequence[AnyClause], calendar: Calendar) -> list[datetime]:
    """The bounds of windows on the days of an ordinary week, on days that a schedule names, and on exchanged ones."""
    periods = [
        period
        for clause in clauses
        for schedule in reading.schedules(clause)
        for period in (*schedule.periods, *schedule.exceptions)
    ]
    begins = (clauses[0].starts or notice.starts).astimezone(CHINA)
    midnight = begins.replace(hour=0, minute=0)
    days = {midnight + n * DAY for n in range(8)}
    for exchanged in (calendar.days_off, calendar.by_law, calendar.worked):
        next_two = nsmallest(2, (day for day in exchanged if day >= midnight.date()))
        days |= {midnight.replace(year=day.year, month=day.month, day=day.day) for day in next_two}
    for period in periods:
        for day in (period.first, period.last):
            if day is not None:
                days.add(midnight.replace(year=day.year, month=day.month, day=day.day))
        days |= {_in_month(midnight, month) for month in period.days.months}
    minutes = {0, 720}
    for period in periods:
        for window in period.windows:
            minutes |= {MINUTES[window.starts], MINUTES[window.ends] - 1, MINUTES[window.ends] % 1440}
    return sorted(day + timedelta(minutes=minute) for day in days for minute in minutes)


def _in_month(at: datetime, month: int) -> datetime:
    return at.replace(year=at.year + (month < at.month), month=month, day=15)


def _spots(clauses: Sequence[AnyClause]) -> list[Spot]:
    """In each place of the clause, alone and with each place that it or a condition names besides."""
    named = {
        place
        for clause in clauses
        for one in reading.conditions(clause)
        if isinstance(one, records.In)
        for place in one.places
    }
    besides = sorted(named | {place for clause in clauses[1:] for place in clause.where})
    stops = isinstance(clauses[0], Forbid) and clauses[0].action == "stop"
    return [
        Spot(inside=frozenset({place, *more}), doing="stop" if stops else "enter")
        for place in clauses[0].where
        for more in chain([()], ((one,) for one in besides))
    ]


def _held(type_: str, at: datetime) -> Pass:
    return Pass(type=type_, number="?", starts=at - DAY, ends=at + DAY)


# --- other notices, depots ---------------------------------------------------------------------------------------
def _unsaid(notice: Notice, other: Notice) -> Iterator[Finding]:
    numbers = {one.number for one in notice.supersedes}, {one.number for one in other.supersedes}
    if other.city != notice.city or other.number in numbers[0] or notice.number in numbers[1]:
        return
    if (notice.ends and notice.ends <= other.starts) or (other.ends and other.ends <= notice.starts):
        return
    shared = sorted(one.id for one in notice.places for theirs in other.places if _overlap(one, theirs))
    if shared:
        yield Finding(NOT_SUPERSEDED, Weight.WARNING, tuple(shared), Text(other.number, other.number))


def _overlap(one: records.AnyPlace, other: records.AnyPlace) -> bool:
    if not isinstance(one, Zone) or not isinstance(other, Zone):
        return one.id == other.id and not isinstance(one, records.City)
    mine, theirs = ([rings[0] for rings in zone.polygons] for zone in (one, other))
    return any(
        shapes.rings_touch(a, b) or shapes.is_inside([[a]], b[0]) or shapes.is_inside([[b]], a[0])
        for a in mine
        for b in theirs
    )


def _is_shut(book: RuleBook, notice: Notice, where: Where, since: datetime) -> bool:
    """True if no typical truck with all passes may be there at any minute of a week."""
    delivery = replace(DELIVERY, plate=f"{local_prefix(notice)}12345")
    trucks = [delivery, replace(delivery, **NEW_ENERGY), replace(delivery, **COLD), replace(delivery, size="heavy")]
    held = tuple(Pass(type=type_, number="?", starts=since, ends=since + FOREVER) for type_ in book.pass_types)
    spot = spot_at([place for one in book.notices for place in one.places], where)
    start = int(since.timestamp() // 60) + 8 * 60
    for truck in trucks:
        question = Question(
            vehicle=truck, spot=spot, at=since, trip=Trip(cargo=frozenset(), ends_in=spot.inside), passes=held
        )
        closed = Sheet(book, question).at(spot).closed((start, start + 7 * 1440))
        if sum(until - begin for begin, until in closed) < 7 * 1440:
            return False
    return True
