"""An empty folder for keys, and one where a ceremony has been held."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tongban.keys import actions

CEREMONY = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path, settings):
    settings.KEYS = tmp_path / "keys"
    settings.KEYS_PASSPHRASE = "a passphrase for tests"
    return settings.KEYS


@pytest.fixture
def held(folder):
    """The record of a ceremony."""
    return actions.hold_ceremony(at=CEREMONY, by="officer:one")
