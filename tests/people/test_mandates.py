"""Letting somebody else do one's business: the list of Article 105, a term, and back at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from people.conftest import AT, number

from tongban.errors import NotFound, Refused
from tongban.journal import queries as journal
from tongban.people import actions, models, queries, rules
from tongban.people.records import Business

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 20)


@pytest.fixture
def give(citizen, neighbour):
    def give(**changes):
        answers = {
            "principal_id": citizen.id,
            "agent_name": "样本·梅",
            "agent_number": number(2),
            "businesses": ["renewal", "medical"],
            "from_day": DAY,
            "until_day": DAY + timedelta(days=30),
            "at": AT,
        }
        return actions.give_mandate(**(answers | changes))

    return give


def may(citizen, neighbour, business=Business.RENEWAL, on=DAY):
    return queries.may_act_for(neighbour.id, principal_id=citizen.id, business=business, on=on)


def test_given_a_mandate_when_its_business_comes_up_then_the_agent_may_and_only_that(give, citizen, neighbour):
    give()

    assert may(citizen, neighbour)
    assert not may(citizen, neighbour, Business.CANCELLATION)
    assert not queries.may_act_for(citizen.id, principal_id=neighbour.id, business=Business.RENEWAL, on=DAY)


@pytest.mark.parametrize(("days", "is_in_force"), [(-1, False), (0, True), (30, True), (31, False)])
def test_given_a_term_when_a_day_is_asked_then_both_ends_belong_to_it(give, citizen, neighbour, days, is_in_force):
    give()

    assert may(citizen, neighbour, on=DAY + timedelta(days=days)) is is_in_force


def test_given_the_electronic_licence_when_it_is_asked_for_by_mandate_then_article_105_refuses(give):
    with pytest.raises(Refused, match=r"mandate\.not-allowed") as error:
        give(businesses=["renewal", "electronic-licence"])

    (reason,) = error.value.verdict.reasons
    assert reason.code == "PE-05"
    assert "第一百零五条" in reason.article


def test_given_the_lists_of_the_law_when_counted_then_six_businesses_of_drivers_and_one_of_owners_and_no_other():
    assert {business.value for business in Business} == {
        "vehicle-transfer",
        "renewal",
        "replacement",
        "medical",
        "review",
        "deferral",
        "cancellation",
    }


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"businesses": []}, "PE-05"),
        ({"agent_number": number(1)}, "PE-06"),
        ({"until_day": DAY - timedelta(days=1)}, "PE-07"),
        ({"from_day": DAY - timedelta(days=1)}, "PE-07"),
        ({"until_day": DAY + timedelta(days=367)}, "PE-08"),
    ],
)
def test_given_one_thing_wrong_when_a_mandate_is_given_then_that_rule_says_so(give, changes, code):
    with pytest.raises(Refused) as error:
        give(**changes)

    assert [reason.code for reason in error.value.verdict.reasons] == [code]


def test_given_a_year_when_a_mandate_is_given_then_it_is_allowed():
    verdict = rules.may_give_mandate(
        businesses=["renewal"], is_to_self=False, from_day=DAY, until_day=DAY + timedelta(days=366), on=DAY
    )
    assert verdict.is_allowed


def test_given_an_unknown_agent_and_a_wrong_name_when_a_mandate_is_given_then_both_answers_are_the_same(give):
    said = []
    for changes in ({"agent_number": number(9)}, {"agent_name": "样本·竹"}):
        with pytest.raises(Refused, match=r"mandate\.agent-unknown") as error:
            give(**changes)
        said.append(error.value.verdict)

    assert said[0] == said[1]


def test_given_a_double_submit_when_a_mandate_is_given_then_there_is_one(give, citizen):
    assert give() == give()
    assert models.Mandate.objects.count() == 1
    assert [entry.tag for entry in journal.history(citizen.key, limit=9)].count("mandate-given") == 1


def test_given_a_mandate_when_it_is_revoked_then_the_agent_may_not_any_more_and_both_can_read_it(
    give, citizen, neighbour
):
    mandate = give()

    revoked = actions.revoke_mandate(mandate.id, principal_id=citizen.id, at=AT)
    again = actions.revoke_mandate(mandate.id, principal_id=citizen.id, at=AT + timedelta(hours=1))

    assert revoked == again
    assert not may(citizen, neighbour)
    for key in (citizen.key, neighbour.key):
        assert [entry.tag for entry in journal.history(key, limit=9)].count("mandate-revoked") == 1


def test_given_a_mandate_of_somebody_else_when_it_is_revoked_then_there_is_no_such_thing(give, neighbour):
    mandate = give()

    with pytest.raises(NotFound, match=r"mandate\.unknown"):
        actions.revoke_mandate(mandate.id, principal_id=neighbour.id, at=AT)
