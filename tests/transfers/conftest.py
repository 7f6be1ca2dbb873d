"""Both towns, open, for every test of this folder that asks for `cars`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

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
    for module in ("desk", "inspector", "policies", "times"):
        monkeypatch.setattr(f"tongban.transfers.views.{module}.now", at)
    monkeypatch.setattr("tongban.offices.gates.now", at)
