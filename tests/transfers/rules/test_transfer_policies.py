"""City policies: dated, by two people, and never against the nation."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.transfers.rules import policies
from tongban.transfers.rules.policies import CityPolicy, Kind, findings, in_force, overlap
from tongban.verdicts import Reason, Text


def policy(**changes):
    values = {
        "prefecture": "320500",
        "kind": Kind.EMISSION,
        "from_day": date(2023, 1, 1),
        "until_day": None,
        "text": Text("最低国五。", "At least China 5."),
        "source": "示府发〔2022〕9号",
        "minimum_emission": "5",
    }
    return CityPolicy(**values | changes)


DAY = timedelta(days=1)
NATIONAL = "《关于搞活汽车流通 扩大汽车消费若干措施的通知》（商消费发〔2022〕92号）"
WRONG = [
    ("POL-01", {"minimum_emission": "6"}),
    ("POL-01", {"minimum_emission": "99"}),
    ("POL-01", {"minimum_emission": "6", "from_day": date(2019, 7, 1), "until_day": date(2022, 8, 1)}),
    ("POL-02", {"source": " "}),
    ("POL-03", {"text": Text("", "At least China 5.")}),
    ("POL-03", {"text": Text("最低国五。", " ")}),
    ("POL-04", {"prefecture": "32"}),
    ("POL-04", {"prefecture": "苏州市区"}),
    ("POL-05", {"until_day": date(2022, 12, 31)}),
    ("POL-06", {"minimum_emission": ""}),
    ("POL-07", {"kind": Kind.QUOTA}),
]
RIGHT = [
    {},
    {"minimum_emission": "6", "includes_small_non_operating": False},
    {"minimum_emission": "6", "is_advice": True},
    {"minimum_emission": "6", "from_day": date(2019, 7, 1), "until_day": date(2022, 7, 31)},
    {"kind": Kind.QUOTA, "minimum_emission": ""},
    {"kind": Kind.RESIDENCE, "minimum_emission": ""},
    {"until_day": date(2023, 1, 1)},
]


@pytest.mark.parametrize("changes", RIGHT, ids=str)
def test_a_policy_that_breaks_nothing_may_come_into_force(changes):
    assert findings(policy(**changes)).is_allowed


@pytest.mark.parametrize(("code", "changes"), WRONG, ids=str)
def test_a_policy_that_breaks_something_is_refused_for_it(code, changes):
    reasons = findings(policy(**changes)).reasons
    assert [reason.code for reason in reasons] == [code]
    assert reasons[0].article == (NATIONAL if code == "POL-01" else "")


def test_two_policies_of_a_kind_may_not_overlap_in_one_city():
    other = policy(from_day=date(2024, 1, 1))
    assert [reason.code for reason in findings(policy(), others=[other]).reasons] == ["POL-08"]
    assert findings(policy(until_day=date(2023, 12, 31)), others=[other]).is_allowed
    assert findings(policy(prefecture="330100"), others=[other]).is_allowed


def test_every_reason_of_the_module_is_shown_by_a_case():
    known = {one.code for one in vars(policies).values() if isinstance(one, Reason)}
    assert known == {code for code, _ in WRONG} | {"POL-08", "POL-09"}  # POL-09: tests/policies


def test_a_policy_is_in_force_from_its_first_day_to_its_last():
    first, last = date(2023, 1, 1), date(2023, 12, 31)
    dated = [policy(from_day=first, until_day=last)]
    days = {day: bool(in_force(dated, prefecture="320500", on=day)) for day in (first - DAY, first, last, last + DAY)}
    assert list(days.values()) == [False, True, True, False]
    assert in_force(dated, prefecture="330100", on=first) == ()


days = st.dates(date(2020, 1, 1), date(2020, 2, 1))


@given(days, st.none() | days, days, st.none() | days)
def test_overlap_means_that_some_day_has_both(one_from, one_until, other_from, other_until):
    one, other = policy(from_day=one_from, until_day=one_until), policy(from_day=other_from, until_day=other_until)
    span = [date(2020, 1, 1) + timedelta(days=n) for n in range(40)]
    both = any(len(in_force([one, other], prefecture="320500", on=day)) == 2 for day in span)
    assert overlap(one, other) == overlap(other, one) == both


def test_emission_stages_are_ranked_from_worst_to_best_and_an_unknown_one_is_worst():
    assert [policies.rank(code) for code in ("?", "0", "5", "6", "99")] == [-1, 0, 5, 6, 7]
