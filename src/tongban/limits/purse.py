"""Counting for an address that is asked thousands of times a second: drawn from the shared count in lots.

Each process draws a lot of acts for a client and spends them from memory, so that the database is asked once in so
many requests. At most one lot for each process and client is lost when a process ends.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from threading import Lock

from tongban.limits import actions
from tongban.limits.table import limit

CLIENTS_MAX = 10_000


class Purse:
    """The lots of one limit in this process."""

    def __init__(self, name: str, *, lot: int, draw: Callable[..., None] = actions.take) -> None:
        self.name, self.lot, self.draw = name, lot, draw
        self._left: OrderedDict[str, tuple[int, datetime]] = OrderedDict()
        self._lock = Lock()

    def spend(self, client: str, *, at: datetime) -> None:
        """One act of this client; TooMany as `actions.take` when its lot is spent and no other is to be had."""
        with self._lock:
            left, drawn = self._left.get(client, (0, at))
            if left and at - drawn < limit(self.name).period:
                self._left[client] = (left - 1, drawn)
                return
        self.draw(self.name, by={"client": client}, at=at, count=self.lot)
        with self._lock:
            self._left[client] = (self.lot - 1, at)
            self._left.move_to_end(client)
            while len(self._left) > CLIENTS_MAX:
                self._left.popitem(last=False)
