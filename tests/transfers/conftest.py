"""Both towns, open, for every test of this folder that asks for `cars`, and the clock and sign-in of its pages."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from django.test import Client
from recognised import Recognised

from tongban.people.models import Account

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def cars(town):
    """See cars.py."""
    import cars as small_road

    small_road.open_towns()
    return small_road


@pytest.fixture
def at(cars):
    """A clock that goes forward a minute an act."""
    return cars.Clock()


@pytest.fixture
def desk_clock(monkeypatch, at, settings):
    """The offices' pages by the clock of the case."""
    settings.STATIC_ROOT = str(settings.DATA)
    settings.DEMO = True
    for module in ("desk", "viewer", "inspector", "policies"):
        monkeypatch.setattr(f"tongban.transfers.views.{module}.now", at)
    monkeypatch.setattr("tongban.offices.gates.now", at)


@pytest.fixture
def citizen_clock(monkeypatch, at, settings):
    """The citizens' pages by the clock of the case."""
    settings.STATIC_ROOT = str(settings.DATA)
    settings.DEMO = True
    for module in ("transfers.views.citizen", "transfers.views.cases", "transfers.views.dealer", "people.gates"):
        monkeypatch.setattr(f"tongban.{module}.now", lambda: at.at)


@pytest.fixture
def signed_in(at):
    """A browser signed in as a citizen; with a face check just passed unless told otherwise."""

    def open_browser(person, *, language="zh-hans", steps_up=True):
        browser = Recognised(person, at=lambda: at.at) if steps_up else Client()
        account = Account.objects.get(pk=person.account_id)
        browser.force_login(account, backend="tongban.people.signed_in.AccountBackend")
        browser.cookies["django_language"] = language
        return browser

    return open_browser
