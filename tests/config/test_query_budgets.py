"""Every page keeps to its budget of statements (tongban.config.budgets), and no budget is far from what is needed."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from config.test_doors import DOORS, NOT_OF_THE_HOUSE
from config.test_doors_open import ELSEWHERE, Filled, role_of
from counted import read
from django.db import transaction
from every_address import addresses
from licences import vehicle_town
from recognised import give_match
from transfers import cars

from tongban.config.budgets import pages as budgeted
from tongban.statistics.actions import count_figures
from tongban.transfers.actions.counting import count_times


def to_inspect(place):
    case = cars.submitted(at=place.at).accept(place.at).move_file(place.at)
    return place.desk_of(case, "inspector")


def to_number(place):
    case = cars.submitted(at=place.at).accept(place.at).move_file(place.at).inspect(place.at).approve(place.at)
    return place.case_of(case, "buyer")


def to_collect(place):
    _holder, car, _licence = vehicle_town.received(place.holder, at=place.at())
    return {"vehicle_id": car.id}, "party"


SHOWN = ELSEWHERE | {
    "portal:home": lambda _: ({}, "party"),
    "licences:vehicle-collect": to_collect,
    "licences:vehicle-code": lambda place: ({"vehicle_id": place.on_a_phone.id}, "party"),
    "transfers:case-number": to_number,
    "transfers:inspect-car": to_inspect,
}
"""Where a door that leads elsewhere in test_doors_open shows its page."""


def page_behind(place, one):
    """(the answer, its statements) of the address as whoever may pass finds it, their face checked where it asks."""
    here = SHOWN.get(one.name, lambda place: ({}, role_of(DOORS[one.name], place)))
    values, role, *form = here(place)
    browser = place.clients[role]
    path = one.path(place.values() | values) + "".join(f"?{urlencode(asked)}" for asked in form)
    before = transaction.savepoint()
    answer, sent = read(browser, path)
    if answer.status_code == 302 and answer.url.startswith("/account/face-check/"):
        give_match(browser, place.roles[role][0], act=path.partition("?")[0], at=datetime.now(UTC))
        answer, sent = read(browser, path)
    transaction.savepoint_rollback(before)
    return answer, sent


def is_page(answer):
    return answer.status_code == 200 and answer.get("Content-Type", "").startswith("text/html")


@pytest.mark.django_db
def test_every_page_keeps_to_its_budget(town, settings, query_budget):
    settings.DEMO = False
    place, pages = Filled(), set()
    for count in (count_figures, count_times):  # as `work` does
        count(at=datetime.now(UTC))
    for one in addresses():
        if one.name.startswith(NOT_OF_THE_HOUSE):
            continue
        answer, sent = page_behind(place, one)
        if is_page(answer):
            pages.add(one.name)
            query_budget.spend(one.name, sent)
    assert pages == set(budgeted()), "pages without a budget, or budgets without a page"
    query_budget.settle(budgeted())
