"""A journal of its own for every test: its file outside the database, and a note key."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tongban.journal import queries
from tongban.journal.guard import LastCheckpoint
from tongban.standards.signing import SoftwareSigner
from tongban.standards.tlog.notes import NoteKey, VerifierKey

KEY = NoteKey("tongban.example/journal", SoftwareSigner(Ed25519PrivateKey.from_private_bytes(bytes(range(32)))))


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
