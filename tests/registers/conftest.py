"""A register with one driver or one vehicle in it."""

from __future__ import annotations

import pytest
from register_rows import AT, BY, VEHICLE, load

from tongban.journal import queries as journal
from tongban.registers import actions


@pytest.fixture
def driver(db):
    return load()


@pytest.fixture
def vehicle(db):
    actions.load_register(drivers=(), vehicles=[VEHICLE], by=BY, at=AT)
    return VEHICLE


@pytest.fixture
def tags():
    """The tags of what the journal recorded about somebody, newest first."""
    return lambda record: [entry.tag for entry in journal.history(record.key)]
