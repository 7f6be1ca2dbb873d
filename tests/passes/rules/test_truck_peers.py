"""Second opinions: what Cedar and zen-engine can express they decide as we do, when every fact is known."""

from __future__ import annotations

import json

import chances
import drafts
import msgspec
import peers
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.passes.rules.decisions import Outcome, RuleBook, decide
from tongban.passes.rules.facts import Question
from tongban.passes.rules.reading import read_notice

ATOMS = st.one_of(
    chances.some(["heavy", "light"]).map(lambda names: {"is": "size", "one_of": names}),
    chances.some(["diesel", "electric"]).map(lambda names: {"is": "energy", "one_of": names}),
    chances.some(["fire", "cold-chain"]).map(lambda names: {"is": "use", "one_of": names}),
    st.integers(2, 6).map(lambda stage: {"is": "emission", "at_most": stage}),
    st.sampled_from(list(peers.BOUNDS)).map(lambda bound: {"is": "measure", "of": "rated_load_kg", bound: 1000}),
    chances.some(["川A", "川", "京A"]).map(lambda names: {"is": "plate-region", "one_of": names}),
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: (
        st.tuples(st.sampled_from(["all", "any"]), st.lists(inner, min_size=1, max_size=3)).map(
            lambda pair: {"is": pair[0], "of": pair[1]}
        )
        | inner.map(lambda one: {"is": "not", "of": one})
    ),
    max_leaves=6,
)
KNOWN = st.fixed_dictionaries(
    {
        "plate": st.sampled_from(["川A12340", "川B12345", "京A12345"]),
        "size": st.sampled_from(["heavy", "light", "micro"]),
        "energy": st.sampled_from(["diesel", "electric", "gas"]),
        "uses": st.lists(st.sampled_from(["fire", "cold-chain", "mail"]), max_size=2, unique=True),
        "emission": st.sampled_from([1, 3, 5, 6, 99]),
        "rated_load_kg": st.sampled_from([999, 1000, 1001]),
    }
)


def outcome(condition, vehicle):
    ban = drafts.forbid(who=condition, when=None)
    book = RuleBook((read_notice(json.dumps(drafts.draft(ban)).encode()),))
    asked = {"vehicle": vehicle, "spot": {"inside": ["inner"]}, "at": "2026-03-04T12:00:00+08:00"}
    return decide(book, msgspec.convert(asked, Question)).outcome


@settings(max_examples=300, deadline=None)
@given(CONDITIONS, KNOWN)
def test_cedar_and_zen_forbid_what_we_forbid(condition, vehicle):
    ours = outcome(condition, vehicle) is Outcome.FORBIDDEN
    assert peers.cedar_forbids(condition, vehicle) == ours
    assert peers.zen_forbids(condition, vehicle) == ours


def test_of_a_missing_fact_they_make_a_yes_and_we_a_question():
    """Why "unknown" is ours: Cedar skips a ban that it cannot evaluate; zen finds that an unknown size is not heavy."""
    old = {"is": "emission", "at_most": 4}
    assert outcome(old, {}) is Outcome.CANNOT_BE_TOLD
    assert peers.cedar_forbids(old, {}) is False
    assert peers.cedar_forbids(old, {"emission": 4}) is True
    heavy = {"is": "size", "one_of": ["heavy"]}
    assert outcome(heavy, {}) is Outcome.CANNOT_BE_TOLD
    assert peers.zen_forbids(heavy, {}) is False
