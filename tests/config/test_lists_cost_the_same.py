"""A list asks the database as often for twenty rows as for one: nothing on it is read row by row."""

from __future__ import annotations

import pytest
from counted import read
from django.db import transaction
from django.test import Client
from django.urls import reverse
from long_lists import LISTS, Lists

from tongban.config import budgets
from tongban.people.models import Account


def opened(town, who):
    """A browser of that person's."""
    browser = Client()
    if who != "nobody":
        account = Account.objects.get(pk=getattr(town, who).account_id)
        browser.force_login(account, backend="tongban.people.signed_in.AccountBackend")
    return browser


def lengthened(name, who, rows):
    """The list's page with one row and with twenty, each with its statements."""
    here = Lists()
    browser = opened(here, who)
    path = reverse(name, kwargs={"transfer_id": here.case.id} if name == "transfers:desk-case" else None)
    rows(here, 1)
    one = read(browser, path)
    rows(here, 19)
    return one, read(browser, path)


@pytest.mark.django_db
@pytest.mark.parametrize("name", LISTS)
def test_twenty_rows_cost_what_one_costs_and_no_more_than_the_list_may(town, settings, query_budget, name):
    settings.DEMO = True
    for who, rows in LISTS[name]:
        before = transaction.savepoint()
        (one, few), (twenty, many) = lengthened(name, who, rows)
        transaction.savepoint_rollback(before)
        assert [one.status_code, twenty.status_code] == [200, 200]
        assert len(twenty.content) > len(one.content), f"{rows.__name__}: the rows are not on the page"
        assert len(many) == len(few), "\n".join([rows.__name__, *sorted(many)])
        query_budget.spend(name, many)
    query_budget.settle(budgets.lists())


def test_every_budget_of_a_list_has_its_list():
    assert set(budgets.lists()) == set(LISTS)
