"""A journal of its own for every test: its file outside the database, and a note key."""

from __future__ import annotations

import pytest
from journal_acts import KEY

from tongban.journal import queries
from tongban.journal.guard import LastCheckpoint
from tongban.standards.tlog.notes import VerifierKey


@pytest.fixture
def key():
    return KEY


@pytest.fixture
def verifier():
    return VerifierKey.parse(KEY.vkey)


@pytest.fixture
def last(tmp_path):
    return LastCheckpoint(tmp_path / "outside" / "checkpoint")


@pytest.fixture
def holds(verifier, last):
    """Says which checks of the whole journal do not hold; the empty list is what every test ends with."""
    return lambda: [
        (check.check, check.reason)
        for check in queries.verify_all(key=verifier, last=last).checks
        if check.outcome != "holds"
    ]
