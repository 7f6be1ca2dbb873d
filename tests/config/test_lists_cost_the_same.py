"""A list asks the database as often for twenty rows as for one: nothing on it is read row by row."""

from __future__ import annotations

import pytest
from counted import read
from django.test import Client
from django.urls import reverse
from long_lists import LISTS, Lists

from tongban.people.models import Account

CASES = [(name, who, rows) for name, lines in LISTS.items() for who, rows in lines]


def opened(town, who):
    """A browser of that person's."""
    browser = Client()
    if who != "nobody":
        account = Account.objects.get(pk=getattr(town, who).account_id)
        browser.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "who", "rows"), CASES, ids=[f"{name}-{rows.__name__}" for name, _who, rows in CASES])
def test_twenty_rows_cost_what_one_costs(town, settings, name, who, rows):
    settings.DEMO = True
    here = Lists()
    browser = opened(here, who)
    path = reverse(name, kwargs={"transfer_id": here.case.id} if name == "transfers:desk-case" else None)
    rows(here, 1)
    one, few = read(browser, path)
    rows(here, 19)
    twenty, many = read(browser, path)
    assert [one.status_code, twenty.status_code] == [200, 200]
    assert len(twenty.content) > len(one.content), "the rows are not on the page"
    assert len(many) == len(few), "\n".join(sorted(many))
