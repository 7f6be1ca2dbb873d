"""Which service is open where since when; the most specific region decides."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from offices.conftest import AT, BY, DAY

from tongban.errors import Malformed, NotFound
from tongban.journal import queries as journal
from tongban.offices import actions, models, queries

pytestmark = pytest.mark.django_db


def open_in(prefix, *, service="licences", from_day=DAY, until_day=None):
    actions.open_service(service=service, region_prefix=prefix, from_day=from_day, until_day=until_day, by=BY, at=AT)


def is_open(region, *, on=DAY, service="licences"):
    return queries.is_open(service, region=region, on=on)


def test_given_silence_when_a_region_is_asked_then_the_service_is_closed():
    assert not is_open("990102")
    assert queries.rollout("licences", region="990102") is None


def test_given_a_province_when_it_is_opened_then_its_counties_are_open_and_others_are_not():
    open_in("99")

    assert is_open("990102")
    assert is_open("990202")
    assert not is_open("320505")
    assert not is_open("990102", service="passes")


@pytest.mark.parametrize(("days", "expected"), [(-1, False), (0, True), (5, True), (6, False)])
def test_given_a_term_when_a_day_is_asked_then_both_ends_belong_to_it(days, expected):
    open_in("99", until_day=DAY + timedelta(days=5))

    assert is_open("990102", on=DAY + timedelta(days=days)) is expected


def test_given_a_country_a_province_and_a_city_when_a_county_is_asked_then_the_most_specific_decides():
    open_in("")
    open_in("99", from_day=DAY + timedelta(days=30))
    open_in("9901")

    assert is_open("320505")
    assert is_open("990102")
    assert not is_open("990202")
    line = queries.rollout("licences", region="990202")
    assert line is not None
    assert line.from_day == DAY + timedelta(days=30)
    assert [line.region_prefix for line in queries.rollouts("licences")] == ["", "99", "9901"]


def test_given_an_open_province_when_one_city_is_closed_by_its_own_line_then_only_that_city_is():
    open_in("99")
    open_in("9902")

    actions.close_service(service="licences", region_prefix="9902", from_day=DAY, by=BY, at=AT)

    assert not is_open("990202")
    assert is_open("990102")
    tags = [entry.tag for entry in journal.history("service:licences", limit=9)]
    assert sorted(tags) == ["rollout-closed", "rollout-opened", "rollout-opened"]


def test_given_a_line_that_has_not_begun_when_it_is_closed_then_it_is_never_open():
    open_in("99", from_day=DAY + timedelta(days=30))

    actions.close_service(service="licences", region_prefix="99", from_day=DAY, by=BY, at=AT)

    assert not any(is_open("990102", on=DAY + timedelta(days=days)) for days in range(60))


def test_given_a_double_submit_when_a_service_is_opened_then_one_line_stands():
    open_in("99")
    open_in("99")

    assert models.Rollout.objects.count() == 1


def test_given_no_line_when_a_service_is_closed_then_there_is_nothing_to_close():
    with pytest.raises(NotFound, match=r"rollout\.unknown"):
        actions.close_service(service="licences", region_prefix="99", from_day=DAY, by=BY, at=AT)


def test_given_a_prefix_of_no_region_when_a_service_is_opened_then_it_is_malformed():
    with pytest.raises(Malformed, match=r"region\.prefix"):
        open_in("98")


def test_given_the_command_when_a_service_is_opened_and_closed_then_it_does_what_the_actions_do():
    call_command("open_service", "licences", "--region", "9901", "--from", "2026-01-01")
    assert is_open("990102", on=date(2026, 6, 1))

    call_command("open_service", "licences", "--region", "9901", "--from", "2026-06-01", "--close")
    assert not is_open("990102", on=date(2026, 6, 1))
    assert is_open("990102", on=date(2026, 5, 31))

    with pytest.raises(CommandError, match=r"region\.prefix"):
        call_command("open_service", "licences", "--region", "98")
