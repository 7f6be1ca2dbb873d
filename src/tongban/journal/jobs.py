"""What runs by the clock."""

from __future__ import annotations

from tongban import clock
from tongban.journal import actions

BATCH = 4096


def sequence_waiting(*, batch: int = BATCH) -> int:
    """Sequence until nothing waits; returns how many entries got their place. Run it about once a second."""
    total = 0
    while taken := actions.sequence(at=clock.now(), limit=batch):
        total += taken
        if taken < batch:
            break
    return total
