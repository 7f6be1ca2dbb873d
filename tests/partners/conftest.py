"""Partner lines for tests."""

from __future__ import annotations

import pytest
from partners.partner_town import Lines


@pytest.fixture
def lines(town, settings):
    """The four simulated partners and a courier that reaches them without a network."""
    found = Lines(settings)
    yield found
    found.close()
