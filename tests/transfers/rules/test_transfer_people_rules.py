"""Agents, a seller who is silent, and officers who may not do two things in one case."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.transfers.rules.people import (
    APART,
    OWNER_ALONE,
    Business,
    may_confirm,
    may_handle_file,
    may_have_agent,
    may_take_part,
)

LAW = "《机动车登记规定》"
PARTS = {"accept": "acceptor", "inspect": "inspector", "review": "reviewer", "issue": "issuer"}


@pytest.mark.parametrize("business", [one for one in Business if one not in OWNER_ALONE])
def test_an_agent_with_a_mandate_may_apply(business):
    assert may_have_agent(business, has_mandate=True).is_allowed


@pytest.mark.parametrize("business", OWNER_ALONE)
def test_three_businesses_are_the_owner_s_alone_unless_the_owner_cannot_come(business):
    reasons = may_have_agent(business, has_mandate=True).reasons
    assert [(one.code, one.article) for one in reasons] == [("AGT-01", LAW + "第八十六条第一款")]
    assert may_have_agent(business, has_mandate=True, cannot_come=True).is_allowed


def test_an_agent_without_a_mandate_is_refused():
    reasons = may_have_agent(Business.TRANSFER, has_mandate=False).reasons
    assert [one.article for one in reasons] == [LAW + "第八十六条第二款"]


@pytest.mark.parametrize(("on", "codes"), [(date(2026, 11, 8), []), (date(2026, 11, 9), ["SEL-01"])])
def test_the_seller_has_seven_days(on, codes):
    assert [one.code for one in may_confirm(entered_on=date(2026, 11, 1), on=on, days=7).reasons] == codes


@pytest.mark.parametrize("part", sorted(PARTS))
def test_a_part_may_be_done_when_others_did_the_rest(part):
    others = {name: f"officer:{one}" for one, name in PARTS.items() if one != part}
    assert may_take_part(officer="officer:me", part=part, **others).is_allowed


@pytest.mark.parametrize(("part", "other"), [(part, other) for part, others in APART.items() for other in others])
def test_whoever_did_one_part_may_not_do_the_other(part, other):
    reasons = may_take_part(officer="officer:me", part=part, **{PARTS[other]: "officer:me"}).reasons
    assert [one.code for one in reasons] == ["DUTY-01"]


@given(st.sampled_from(sorted(PARTS)), st.sampled_from(sorted(PARTS)))
def test_what_is_apart_is_so_in_both_directions(one, other):
    assert (other in APART[one]) == (one in APART[other])


def test_acceptor_inspector_and_reviewer_are_three_people():
    assert {("accept", "inspect"), ("accept", "review"), ("inspect", "review")} <= {
        (part, other) for part, others in APART.items() for other in others
    }


def test_a_file_is_handled_where_it_is():
    assert may_handle_file(keeper_office="510100000000", custodian="510100000000").is_allowed
    reasons = may_handle_file(keeper_office="510100000000", custodian="320500000000").reasons
    assert [one.code for one in reasons] == ["DUTY-02"]
