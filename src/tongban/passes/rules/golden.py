"""Golden decisions: beside its notice a city writes at least ten questions with the answers that it means.

They are what a person checks; the clauses are what the program made of the sentences. A notice whose golden decisions do
not come out is not published. `flips` says which, and what came instead.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from tongban.errors import Malformed
from tongban.passes.rules.decisions import Decision, RuleBook, decide
from tongban.passes.rules.facts import Question
from tongban.passes.rules.reading import refusal
from tongban.passes.rules.records import Id, Named, Record

FEWEST = 10


class Example(Record, frozen=True):
    """One question and what is meant to come out. clauses: all that have a say, the exempting ones that lift a ban too;
    needs: the types of passes that would open it; missing: the facts that must be asked for."""

    id: Id
    case: Named
    question: Question
    outcome: Literal["allowed", "needs-pass", "forbidden", "cannot-be-told"]
    clauses: tuple[Id, ...] = ()
    needs: tuple[Id, ...] = ()
    missing: tuple[str, ...] = ()


class Golden(Record, frozen=True):
    """The golden decisions of one notice."""

    format: Literal["tongban-truck-golden/1"]
    number: Named
    examples: Annotated[tuple[Example, ...], Meta(min_length=FEWEST)]


@dataclass(frozen=True)
class Flip:
    """An example that does not come out. wrong: which of outcome, clauses, needs, missing differ; decision: what is."""

    example: Example
    wrong: tuple[str, ...]
    decision: Decision


def read_golden(text: bytes) -> Golden:
    """Malformed("truck-rules.malformed") says where and what was expected; fewer than ten, or an id twice, is refused."""
    try:
        golden = msgspec.json.decode(text, type=Golden)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise refusal(error) from None
    if len({one.id for one in golden.examples}) < len(golden.examples):
        raise Malformed("truck-rules.malformed", "$.examples: expected each id once")
    return golden


def flips(book: RuleBook, golden: Golden) -> tuple[Flip, ...]:
    """The examples that do not come out with these rules."""
    found = ((one, decide(book, one.question)) for one in golden.examples)
    return tuple(Flip(one, wrong, decision) for one, decision in found if (wrong := differing(one, decision)))


def differing(example: Example, decision: Decision) -> tuple[str, ...]:
    """In what the decision is not what the example means."""
    needs: frozenset[str] = frozenset().union(*decision.needs)
    checks = {
        "outcome": example.outcome == decision.outcome.value,
        "clauses": set(example.clauses) == set(decision.clauses),
        "needs": set(example.needs) == needs,
        "missing": set(example.missing) == decision.missing,
    }
    return tuple(name for name, is_right in checks.items() if not is_right)


def changed(
    before: RuleBook, after: RuleBook, questions: Iterable[Question]
) -> tuple[tuple[Question, Decision, Decision], ...]:
    """The questions whose outcome differs between two sets of rules: what a new notice does to trips that were asked about."""
    found = ((question, decide(before, question), decide(after, question)) for question in questions)
    return tuple(one for one in found if one[1].outcome is not one[2].outcome)
