"""The decision: allowed, needs a pass, forbidden, or cannot be told, with every clause that has a say in it.

Nothing ranks a clause. Whatever no clause touches is allowed; a ban holds unless an exception of its own sentence or an
exempting clause of its notice lifts it; a pass opens what names its type; a quoted clause and a missing fact leave no
"allowed" behind. So the order of clauses and notices changes nothing:

1. a ban surely holds and no pass that this vehicle can have helps: FORBIDDEN
2. else a ban perhaps holds, or a quoted clause may apply: CANNOT_BE_TOLD, with the facts that are missing
3. else a ban surely holds that a pass would open: NEEDS_PASS, with the types
4. else: ALLOWED

This reading of the trees is the oracle; `compiled` is the fast one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from functools import cached_property
from typing import Any

from msgspec.structs import replace

from tongban.clock import CHINA
from tongban.errors import Malformed
from tongban.passes.rules import reading
from tongban.passes.rules.conditions import Reading
from tongban.passes.rules.days import Calendar, day_and_minute
from tongban.passes.rules.facts import Question, Spot
from tongban.passes.rules.records import AnyClause, City, Exempt, Forbid, Notice, PassType, Quote, Words
from tongban.passes.rules.truth import NO, YES, Finding, Truth, all_of, any_of, none_of

ACTIONS = {"enter": {"enter", "be", "leave-by"}, "be": {"be", "leave-by"}, "stop": {"be", "leave-by", "stop"}}
"""What is done, and the bans that it meets: who comes in is also there, who stops too."""
NAMELESS = Words("?", "?")
NOT_COMPUTED = Finding(Truth.UNKNOWN, missing=frozenset(("notice",)))


class Outcome(Enum):
    """The four answers, the most open first."""

    ALLOWED = "allowed"
    NEEDS_PASS = "needs-pass"  # noqa: S105 - no password
    CANNOT_BE_TOLD = "cannot-be-told"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True)
class Hit:
    """A clause that has a say. truth: does it hold, perhaps or surely. used: the facts that decided; missing: what would
    have to be known. passes: the types that this vehicle can have and that open it; opened_by: the number of a pass held
    that does; is_graced: nobody is fined yet."""

    notice: str
    clause: AnyClause
    truth: Truth
    used: frozenset[str]
    missing: frozenset[str]
    passes: frozenset[str] = frozenset()
    opened_by: str = ""
    is_graced: bool = False

    @property
    def sentence(self) -> str:
        """Word for word."""
        return self.clause.sentence


@dataclass(frozen=True)
class Decision:
    """needs: of each of these sets one pass. missing: facts that nobody knows. provisional: the year whose holidays are not
    published, or None. rules: the version (digest) of the rules. Exemptions stand among the hits where they lifted a ban."""

    outcome: Outcome
    hits: tuple[Hit, ...]
    needs: frozenset[frozenset[str]]
    missing: frozenset[str]
    provisional: int | None
    rules: str

    @property
    def clauses(self) -> tuple[str, ...]:
        """The ids of the clauses that have a say."""
        return tuple(hit.clause.id for hit in self.hits)


@dataclass(frozen=True)
class RuleBook:
    """All published notices of one city, whenever in force, and the calendar. Malformed if they are not of one city, the
    same number stands twice, or one id means two places or two types of passes."""

    notices: tuple[Notice, ...]
    calendar: Calendar = field(default_factory=Calendar)

    def __post_init__(self) -> None:
        if len({notice.city for notice in self.notices}) > 1:
            raise Malformed("truck-rules.cities", "expected notices of one city")
        if len({notice.number for notice in self.notices}) < len(self.notices):
            raise Malformed("truck-rules.numbers", "expected each notice once")
        for name in ("places", "passes"):
            known: dict[str, object] = {}
            for one in (one for notice in self.notices for one in getattr(notice, name)):
                if known.setdefault(one.id, replace(one, name=NAMELESS)) != replace(one, name=NAMELESS):
                    raise Malformed("truck-rules.ids", f"expected one meaning of {one.id} in all notices of the city")

    @cached_property
    def version(self) -> str:
        """The digest of the notices and the version of the calendar."""
        return f"{reading.digest(self.notices)}/{self.calendar.version}"

    @cached_property
    def city_places(self) -> frozenset[str]:
        """The places that hold every spot of the city."""
        return frozenset(place.id for notice in self.notices for place in notice.places if isinstance(place, City))

    @cached_property
    def pass_types(self) -> dict[str, PassType]:
        """By id; the same id in two notices is the same type."""
        return {one.id: one for notice in self.notices for one in notice.passes}

    @cached_property
    def moments(self) -> tuple[datetime, ...]:
        """All moments at which a notice, a clause or a grace begins or ends, ascending."""
        owners = [*self.notices, *(clause for notice in self.notices for clause in notice.clauses)]
        found = {getattr(owner, name, None) for owner in owners for name in ("starts", "ends", "grace_ends")}
        return tuple(sorted(moment for moment in found if moment is not None))

    @cached_property
    def reads_calendar(self) -> bool:
        """True if a clause asks whether a day is a holiday or an exchanged one."""
        periods = [
            period
            for notice in self.notices
            for clause in notice.clauses
            for schedule in reading.schedules(clause)
            for period in (*schedule.periods, *schedule.exceptions)
        ]
        return any({one.days.worked_days, one.days.holidays} != {"by-weekday"} for one in periods)

    def spot(self, spot: Spot) -> Spot:
        """The spot, inside of what holds the whole city too."""
        city, before = self.city_places, spot.before
        return replace(
            spot,
            inside=spot.inside | city,
            unsure=spot.unsure - city,
            before=None if before is None else before | city,
        )


def decide(book: RuleBook, question: Question) -> Decision:
    """The answer to one question, read from the trees. The moment must have a zone."""
    asked = replace(question, spot=book.spot(question.spot))
    hits = [hit for notice in book.notices for hit in _hits(book, notice, asked)]
    return _decision(book, hits, year=day_and_minute(question.at)[0].year)


def values(names: Iterable[str], question: Question) -> dict[str, Any]:
    """The facts of these names, as the question has them; the moment in China for "time", None for what nobody knows."""
    own = {
        "time": question.at.astimezone(CHINA),
        "road": question.spot.road,
        "cargo": question.trip.cargo,
        "trip": (question.trip.begins_in, question.trip.ends_in),
        "alerts": question.alerts,
        "passes": tuple(one.number for one in question.passes),
        "notice": None,
    }
    return {name: own[name] if name in own else getattr(question.vehicle, name) for name in sorted(names)}


def is_live(clause: AnyClause, notice: Notice, at: datetime) -> bool:
    """True if the clause is in force at that moment, superseding apart."""
    starts, ends = clause.starts or notice.starts, clause.ends or notice.ends
    return max(starts, notice.starts) <= at and (ends is None or at < ends)


def _superseded(book: RuleBook, notice: Notice, clause: AnyClause, at: datetime) -> Finding:
    """Has a later notice ended the clause by then? UNKNOWN: "where inconsistent", which nobody can compute."""
    found = [
        NOT_COMPUTED if one.extent == "where-inconsistent" else YES
        for later in book.notices
        for one in later.supersedes
        if one.number == notice.number and later.starts <= at and (one.extent != "clauses" or clause.id in one.clauses)
    ]
    return any_of(found)


# --- one notice ----------------------------------------------------------------------------------------------------
def _hits(book: RuleBook, notice: Notice, asked: Question) -> Iterator[Hit]:
    seen = Reading(asked, notice=notice, calendar=book.calendar)
    exempting = list(_exempting(book, notice, asked))
    lifting: dict[int, Hit] = {}
    for clause in notice.clauses:
        if isinstance(clause, Exempt) or not is_live(clause, notice, asked.at):
            continue
        found = all_of((_applies(clause, seen), none_of(_superseded(book, notice, clause, asked.at))))
        if found.truth is Truth.NO:
            continue
        lifts = [hit for hit, of in exempting if not of or clause.id in of]
        lifting |= {id(hit): hit for hit in lifts}
        found = all_of((found, none_of(any_of(Finding(hit.truth, hit.used, hit.missing) for hit in lifts))))
        if found.truth is not Truth.NO:
            yield (
                _quotation(notice, clause, found)
                if isinstance(clause, Quote)
                else _ban(book, notice, clause, found, seen)
            )
    yield from lifting.values()


def _exempting(book: RuleBook, notice: Notice, asked: Question) -> Iterator[tuple[Hit, tuple[str, ...]]]:
    """The exempting clauses that apply or may apply, wherever they stand, and which bans of this notice they lift."""
    for source in book.notices:
        seen = Reading(asked, notice=source, calendar=book.calendar)
        for clause in source.clauses:
            if isinstance(clause, Exempt) and (clause.of_notice or source.number) == notice.number:
                ended = _superseded(book, source, clause, asked.at)
                found = all_of((_applies(clause, seen), none_of(ended)))
                if is_live(clause, source, asked.at) and found.truth is not Truth.NO:
                    yield Hit(source.number, clause, found.truth, found.used, found.missing), clause.of


def _applies(clause: AnyClause, seen: Reading) -> Finding:
    """Where, when, who, and not except: all that the sentence itself says."""
    return all_of(
        (
            _is_there(clause, seen),
            seen.during(clause.when),
            seen.holds(clause.who),
            none_of(seen.holds(clause.unless)) if clause.unless is not None else YES,
        )
    )


def _is_there(clause: AnyClause, seen: Reading) -> Finding:
    """Is the spot there, and is what is done there what the clause is about? Who was there already does not come in."""
    spot = seen.question.spot
    if isinstance(clause, Forbid):
        if clause.action not in ACTIONS[spot.doing]:
            return NO
        if clause.action == "enter" and spot.before is not None and spot.before & frozenset(clause.where):
            return NO
    return seen.within(clause.where)


def _quotation(notice: Notice, clause: Quote, found: Finding) -> Hit:
    return Hit(notice.number, clause, found.truth, found.used, found.missing | {"notice"})


def _ban(book: RuleBook, notice: Notice, clause: Forbid, found: Finding, seen: Reading) -> Hit:
    covers = [(seen.covers(held, clause.passes), held.number) for held in seen.question.passes]
    opened_by = next((number for finding, number in covers if finding.truth is Truth.YES), "")
    if not opened_by:
        found = all_of((found, none_of(any_of(finding for finding, _ in covers))))
    within_reach = frozenset(
        type_
        for type_ in clause.passes
        if type_ not in book.pass_types or seen.holds(book.pass_types[type_].available_to).truth is not Truth.NO
    )
    is_graced = clause.grace_ends is not None and seen.question.at < clause.grace_ends
    return Hit(notice.number, clause, found.truth, found.used, found.missing, within_reach, opened_by, is_graced)


# --- all together --------------------------------------------------------------------------------------------------
def _decision(book: RuleBook, hits: Sequence[Hit], *, year: int) -> Decision:
    closed = [hit for hit in hits if isinstance(hit.clause, Forbid) and not hit.opened_by]
    sure = [hit for hit in closed if hit.truth is Truth.YES]
    quoted = [hit for hit in hits if isinstance(hit.clause, Quote) and hit.clause.would == "forbid"]
    open_questions = [*(hit for hit in closed if hit.truth is Truth.UNKNOWN), *quoted]
    if any(not hit.passes for hit in sure):
        outcome = Outcome.FORBIDDEN
    elif open_questions:
        outcome = Outcome.CANNOT_BE_TOLD
    else:
        outcome = Outcome.NEEDS_PASS if sure else Outcome.ALLOWED
    return Decision(
        outcome,
        tuple(hits),
        frozenset(hit.passes for hit in sure if hit.passes),
        _united(hit.missing for hit in open_questions) if outcome is Outcome.CANNOT_BE_TOLD else frozenset(),
        year if book.reads_calendar and year in book.calendar.provisional else None,
        book.version,
    )


def _united(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*sets)
