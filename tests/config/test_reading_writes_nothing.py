"""Every address of the house, collected from the resolver: a GET changes nothing but what says that somebody looked."""

from __future__ import annotations

import re

from django.db import connection
from house import addresses, browsers, filled

WRITES = re.compile(r'(?:^\s*|\(\s*)(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE | re.MULTILINE)
LOOKS = ("journal_", "limits_", "django_session", "usersessions_", "people_usersession")
"""Who looked, how often, and the browser's own session."""
CLAIMS = {"licences:desk-review": "licences_application"}
"""A photo that an officer opens is kept for them for a while: the look itself, so that two do not do the same work."""
METHODS = ("GET", "HEAD")


def noting(tables):
    """A wrapper around statements that notes which tables are written."""

    def note(execute, sql, params, many, context):
        tables.update(WRITES.findall(sql))  # one statement may write several, each in brackets of its WITH
        return execute(sql, params, many, context)

    return note


def test_to_read_is_not_to_write(house):
    known, people = house
    wrong, walked, shown, noted = [], 0, set(), set()
    routes = [(name, route) for name, route in addresses() if "(?P" not in route and not route.startswith("admin/")]
    assert len(routes) > 100
    for who, browser in browsers(people):
        browser.raise_request_exception = False
        for name, route in routes:
            tables = set()
            with connection.execute_wrapper(noting(tables)):
                status = browser.get(filled(route, known)).status_code
            walked += 1
            if status == 200:
                shown.add(name)
            noted |= {table for table in tables if table.startswith("journal_")}
            wrong += [
                (who, name, route, table)
                for table in tables
                if not table.startswith(LOOKS) and CLAIMS.get(name) != table
            ]
    assert walked == len(routes) * (len(people) + 1)
    assert wrong == []
    assert len(shown) > 70  # the walk does come into the rooms
    assert noted  # and looks are recorded
