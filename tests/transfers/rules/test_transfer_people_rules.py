"""Agents, and officers who may not do two things in one case."""

from __future__ import annotations

import pytest

from tongban.transfers.rules.people import (
    OWNER_ALONE,
    Business,
    may_have_agent,
)
from tongban.transfers.stages import TABLE

LAW = "《机动车登记规定》"


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


def test_acceptor_inspector_and_reviewer_are_three_people_and_who_inspects_does_not_issue():
    """In one direction; the table of moves is not made if the other lacks."""
    apart = {row.signs: set(row.apart) for row in TABLE.moves if row.signs}
    assert {"accepted_by", "reviewed_by", "issued_by"} <= apart["inspected_by"]
    assert {"accepted_by", "inspected_by"} <= apart["reviewed_by"]
