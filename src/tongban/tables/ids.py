"""Keys of rows that come one after the other, in the order of time (docs/operate/tables.md says which)."""

from __future__ import annotations

from uuid import UUID

from tongban.clock import now
from tongban.identifiers.ordered import ordered_id


def in_order() -> UUID:
    """A new key of this moment, for a model's default: it decides nothing, so nobody hands the moment in."""
    return ordered_id(at=now())
