"""The officer behind a request, read by constant statements, is the officer that every other reading finds."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth import get_user_model

from tongban.identifiers import IdentityNumber
from tongban.offices import actions, queries
from tongban.offices.records import Duty
from tongban.people import queries as people

SINCE = date(2021, 1, 1)


def behind(found, town):
    return queries.officer(get_user_model().objects.get(pk=found.account_id), on=town.TODAY)


@pytest.mark.parametrize("duties", [(), (Duty.WINDOW,), (Duty.WINDOW, Duty.ARCHIVE, Duty.INSPECTION)])
def test_the_duties_are_those_in_force_whatever_was_given_and_taken_back(town, duties):
    found = town.officer(*duties)
    for duty, region, is_taken in ((Duty.LICENCE_SEARCH, "32", False), (Duty.LICENCE_SEARCH, "33", True)):
        given = {"officer_id": found.id, "duty": duty, "region_prefix": region, "by": "officer:test", "at": town.AT}
        actions.grant_duty(**given, from_day=SINCE)
        if is_taken:
            actions.withdraw_duty(**given, reason="样例")
    read, plain = behind(found, town), queries.officer_by_id(found.id, on=town.TODAY)
    assert set(read.charges) == set(plain.charges)
    assert len(read.charges) == len(duties) + 1
    assert (read.duties, read.region_prefix, read.office_text, read.is_identified) == (
        plain.duties,
        plain.region_prefix,
        plain.office_text,
        plain.is_identified,
    )


def test_nobody_else_and_nobody_who_left_is_an_officer(town):
    holder = town.citizen(town.driver())
    assert queries.officer(get_user_model().objects.get(pk=holder.account_id), on=town.TODAY) is None


def test_whose_business_they_may_not_handle_is_the_same_in_a_request_and_outside(town):
    own, kin, other = (town.citizen(town.driver()) for _ in range(3))
    found = town.officer(Duty.WINDOW, identity_number=IdentityNumber(own.identity_number))
    actions.declare_kin(
        officer_id=found.id,
        identity_number=IdentityNumber(kin.identity_number),
        relation="spouse",
        by="officer:test",
        at=town.AT,
    )
    request = queries.for_a_request(behind(found, town))
    assert found.recused is None
    assert request.recused == queries.recused_from(found) == people.citizens_with(queries.recusals(found.id))
    assert request.recused == {own.id, kin.id}
    assert other.id not in request.recused
    assert queries.for_a_request(behind(town.officer(Duty.WINDOW), town)).recused == frozenset()
