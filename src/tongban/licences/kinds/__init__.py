"""The two kinds of credential that this service knows; `apps` registers them at start."""

from __future__ import annotations

from tongban.licences.kinds.driving import DRIVING
from tongban.licences.kinds.vehicle import VEHICLE

__all__ = ["DRIVING", "KINDS", "VEHICLE"]
KINDS = (DRIVING, VEHICLE)
