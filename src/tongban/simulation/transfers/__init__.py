"""What has happened in the transfers before the visitor comes, and where they are open.

Everything of the simulation that knows the transfers lies here: without this folder the rest still tells its stories.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tongban.registers.records import DriverRecord
from tongban.simulation.country import ODD_CITIES
from tongban.simulation.transfers import sales, troubles

REGIONS = ("51", "32", *ODD_CITIES)
"""四川, 江苏, 重庆, 天津 and 仙桃: those whose vehicle offices the country has."""


def tell(drivers: Sequence[DriverRecord], *, at: datetime) -> None:
    """Used cars that are sold, and what goes wrong there."""
    sales.tell(drivers, at=at)
    troubles.tell(drivers, at=at)
