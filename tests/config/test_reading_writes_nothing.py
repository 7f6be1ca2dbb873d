"""Every address of the house, collected from the resolver: a GET changes nothing but what says that somebody looked."""

from __future__ import annotations

import re
import sys
import uuid
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tongban.licences import actions as licences
from tongban.licences.models import Application
from tongban.offices.records import Duty
from tongban.people.models import Account
from tongban.simulation import portraits

sys.path.insert(0, str(Path(__file__).parents[1] / "transfers"))

WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
LOOKS = ("journal_", "limits_", "django_session", "usersessions_", "people_usersession")
"""Who looked, how often, and the browser's own session."""
CLAIMS = {"licences:desk-review": "licences_application"}
"""A photo that an officer opens is kept for them for a while: the look itself, so that two do not do the same work."""
METHODS = ("GET", "HEAD")


def addresses(resolver=None, prefix="", spaces=()):
    """Every pattern with its namespace and whole route."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from addresses(one, prefix + str(one.pattern), (*spaces, one.namespace) if one.namespace else spaces)
        elif isinstance(one, URLPattern):
            yield ":".join((*spaces, one.name or "")), prefix + str(one.pattern)


@pytest.fixture
def house(town, settings):
    """A case under way, an application that waits, a licence: and their ids by the names that routes give them."""
    import cars

    settings.DEMO = True
    cars.open_towns()
    at = cars.Clock()
    case = cars.submitted(at=at).accept(at).move_file(at)
    record, holder, licence = town.issued()
    applicant = town.citizen(town.driver())
    licences.apply(application_id=uuid.uuid4(), citizen=applicant, picture=portraits.draw(5), at=town.AT)
    known = {
        "transfer_id": case.id,
        "vehicle_id": case.vehicle.id,
        "driver_id": record.id,
        "licence_id": licence.id,
        "application_id": Application.objects.get(stage="review").id,
        "which": "upload",
        "item": "certificate",
        "number": 1,
        "code": "front",
        "name": "quota",
        "attempt": 1,
        "kind": "entitlement",
        "form": "jwt",
    }
    officers = {f"officer {duty}": town.officer(duty, region="") for duty in Duty}
    return known, {"citizen": holder, "buyer": case.buyer} | officers


def browsers(people):
    """One browser for everybody, and one for nobody."""
    yield "nobody", Client()
    for who, person in people.items():
        browser = Client()
        account = (
            Account.objects.get(officer__id=person.id)
            if who.startswith("officer")
            else Account.objects.get(pk=person.account_id)
        )
        browser.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        yield who, browser


def filled(route, known):
    """A route with its parts filled in; None where a part has no example."""
    missing = []

    def value(found):
        kind, _colon, name = found[1].rpartition(":")
        if name in known:
            return str(known[name])
        if kind == "uuid":
            return str(uuid.UUID(int=7))
        if kind == "int":
            return "1"
        missing.append(name)
        return "x"

    path = re.sub(r"<([^>]+)>", value, route).replace("^", "").replace("$", "").replace("\\", "")
    return f"/{path}"


def noting(tables):
    """A wrapper around statements that notes which tables are written."""

    def note(execute, sql, params, many, context):
        if found := WRITES.match(sql):
            tables.add(found[1])
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
