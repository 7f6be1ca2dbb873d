"""Three engines, one answer: brute force over JSON, the tree, and the rows that are compiled from it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import chances
import msgspec
import naive
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.passes.rules import compiled, decisions, departures, places
from tongban.passes.rules.compiled import OUTCOMES, Sheet
from tongban.passes.rules.decisions import Outcome, RuleBook, decide
from tongban.passes.rules.facts import Question
from tongban.passes.rules.reading import read_notice


def book_of(draft):
    return RuleBook((read_notice(json.dumps(draft).encode()),), chances.CALENDAR)


questions = st.fixed_dictionaries(
    {
        "vehicle": chances.vehicles, "trip": chances.trips, "alerts": chances.alerts, "spot": chances.spots,
        "passes": chances.held, "at": chances.minutes,
    }
)  # fmt: skip


def question_of(asked):
    return msgspec.convert(asked, Question)


def plainly(draft, asked):
    return naive.outcome(draft, asked | {"calendar": chances.PLAIN_CALENDAR})


@settings(max_examples=600, deadline=None)
@given(chances.notices(), questions)
def test_the_tree_answers_as_brute_force_does(draft, asked):
    assert decide(book_of(draft), question_of(asked)).outcome.value == plainly(draft, asked)


@settings(max_examples=60, deadline=None)
@given(chances.notices(), questions, st.lists(chances.minutes, min_size=1, max_size=12))
def test_what_is_compiled_gives_the_decisions_of_the_tree_trace_and_all(draft, asked, moments):
    book, question = book_of(draft), question_of(asked)
    strip = Sheet(book, question).at(question.spot)
    for at in moments:
        assert strip.decide(at) == decide(book, msgspec.structs.replace(question, at=at))


@settings(max_examples=25, deadline=None)
@given(chances.notices(), questions)
def test_every_minute_of_two_weeks_is_as_brute_force_says(draft, asked):
    """Looked at where the answers change and beside it, and at one minute in 67 of the rest."""
    strip = Sheet(book_of(draft), question_of(asked)).at(question_of(asked).spot)
    first = compiled.minute_of(chances.MONDAY)
    outcomes = strip.outcomes(range(first, first + 14 * 1440))
    changes = {n for n in range(1, len(outcomes)) if outcomes[n] != outcomes[n - 1]}
    for n in sorted(changes | {n - 1 for n in changes} | set(range(0, len(outcomes), 67))):
        said = plainly(draft, asked | {"at": chances.MONDAY + timedelta(minutes=n)})
        assert OUTCOMES[outcomes[n]].value == said, n


def visits_of(stretches):
    """Stretches [(inside, seconds)] as visits."""
    found, at = [], 0
    for inside, seconds in stretches:
        spot = decisions.Spot(inside=frozenset(inside), doing="enter")
        found.append(places.Visit(spot=spot, enters=at, leaves=at + seconds))
        at += seconds
    return found


stretches = st.lists(
    st.tuples(st.lists(st.sampled_from(chances.PLACES), max_size=2, unique=True), st.integers(1, 5400)),
    min_size=1,
    max_size=3,
)


@settings(max_examples=40, deadline=None)
@given(chances.notices(), questions, stretches, st.data())
def test_all_legal_departures_are_those_of_brute_force(draft, asked, route, data):
    sheet = Sheet(book_of(draft), question_of(asked))
    visits = visits_of(route)
    found = departures.departures(sheet, visits, since=chances.MONDAY)
    since = int(chances.MONDAY.timestamp())
    edges = [second + n for span in found.spans for second in span for n in (-1, 0)]
    inside = [second for second in edges if since <= second < since + 14 * 86_400]
    for second in [*data.draw(st.lists(st.integers(since, since + 14 * 86_400 - 1), max_size=4)), *inside[:6]]:
        is_legal = all(
            is_open(draft, asked, visit, second + visit.enters, second + visit.leaves) for visit in visits
        )  # fmt: skip
        assert any(start <= second < end for start, end in found.spans) == is_legal, second


def is_open(draft, asked, visit, enters, leaves):
    """Second by second, as far as minutes differ: coming in at once, being there up to the last second."""
    minutes = {enters, leaves - 1, *range(enters - enters % 60 + 60, leaves, 60)}
    spot = {"inside": sorted(visit.spot.inside)}
    tries = [(enters, "enter"), *((second, "be") for second in minutes)]
    return all(
        plainly(draft, asked | {"at": datetime.fromtimestamp(second, UTC), "spot": spot | {"doing": doing}})
        == "allowed"
        for second, doing in tries
    )


@settings(max_examples=40, deadline=None)
@given(chances.notices(), questions, stretches, st.integers(0, 3600))
def test_what_is_legal_for_any_delay_is_legal_at_both_ends_of_it(draft, asked, route, late):
    sheet, visits = Sheet(book_of(draft), question_of(asked)), visits_of(route)
    sure = departures.departures(sheet, visits, since=chances.MONDAY, late=late)
    plain = departures.departures(sheet, visits, since=chances.MONDAY, days=15)
    for start, end in sure.spans:
        assert any(first <= start and end - 1 + late < last for first, last in plain.spans)


@settings(max_examples=40, deadline=None)
@given(chances.notices(), questions, stretches, stretches)
def test_the_departures_of_two_routes_in_one_are_those_of_both(draft, asked, one, other):
    sheet = Sheet(book_of(draft), question_of(asked))
    both = visits_of([*one, *other])
    parts = [
        set(seconds(departures.departures(sheet, part, since=chances.MONDAY)))
        for part in (both[: len(one)], both[len(one) :], both)
    ]
    assert parts[0] & parts[1] == parts[2]


def seconds(found):
    """The legal departures on a grid of seven minutes."""
    start = int(chances.MONDAY.timestamp())
    return [at for at in range(start, start + 14 * 86_400, 420) if any(a <= at < b for a, b in found.spans)]


def is_no_opener(before, after):
    """What was closed stays closed, and nothing becomes allowed. "Cannot be told" has no rank: it may clear up to a pass."""
    if before is Outcome.FORBIDDEN:
        return after is Outcome.FORBIDDEN
    return before is Outcome.ALLOWED or after is not Outcome.ALLOWED


@settings(max_examples=200, deadline=None)
@given(chances.notices(), chances.forbids, questions)
def test_one_more_ban_never_opens_a_road(draft, ban, asked):
    more = draft | {
        "clauses": [*draft["clauses"], {"effect": "forbid", "id": "more", "article": "又", "sentence": "又"} | ban]
    }
    before, after = (decide(book_of(one), question_of(asked)).outcome for one in (draft, more))
    assert is_no_opener(before, after)


@settings(max_examples=200, deadline=None)
@given(chances.notices(), questions)
def test_an_exemption_taken_away_never_opens_a_road(draft, asked):
    less = draft | {"clauses": [clause for clause in draft["clauses"] if clause["effect"] != "exempt"]}
    before, after = (decide(book_of(one), question_of(asked)).outcome for one in (draft, less))
    assert is_no_opener(before, after)


@settings(max_examples=200, deadline=None)
@given(chances.notices(), questions)
def test_a_ban_at_all_hours_is_no_opener_than_one_at_some(draft, asked):
    """Widening a window is monotone."""
    wide = draft | {
        "clauses": [
            {name: value for name, value in clause.items() if clause["effect"] != "forbid" or name != "when"}
            for clause in draft["clauses"]
        ]
    }
    before, after = (decide(book_of(one), question_of(asked)).outcome for one in (draft, wide))
    assert is_no_opener(before, after)


@settings(max_examples=200, deadline=None)
@given(chances.notices(), questions, st.permutations([0, 1, 2, 3, 4, 5]))
def test_the_order_of_clauses_changes_nothing(draft, asked, order):
    clauses = [draft["clauses"][n] for n in order if n < len(draft["clauses"])]
    one, other = (decide(book_of(one), question_of(asked)) for one in (draft, draft | {"clauses": clauses}))
    assert (one.outcome, set(one.hits), one.needs) == (other.outcome, set(other.hits), other.needs)


@settings(max_examples=100, deadline=None)
@given(chances.notices(), questions, chances.vehicles)
def test_vehicles_of_one_signature_have_one_answer(draft, asked, other):
    book = book_of(draft)
    one, two = question_of(asked), question_of(asked | {"vehicle": other})
    signatures = compiled.Signatures(book)
    if signatures.of(one.vehicle) == signatures.of(two.vehicle):
        assert decide(book, one) == decide(book, two)


@settings(max_examples=100, deadline=None)
@given(chances.notices(), questions, chances.vehicles)
def test_a_fact_learnt_never_turns_a_sure_answer_round(draft, asked, learnt):
    """Kleene: what was told without a fact is told with it."""
    book = book_of(draft)
    less = decide(book, question_of(asked))
    more = decide(book, question_of(asked | {"vehicle": learnt | asked["vehicle"]}))
    if less.outcome is not Outcome.CANNOT_BE_TOLD:
        assert more.outcome is less.outcome
