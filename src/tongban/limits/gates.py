"""A limit before a view: what is sent counts, what is only read does not."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from tongban.clock import now
from tongban.limits import actions
from tongban.limits.clients import client_of
from tongban.limits.table import LIMITS

View = Callable[..., HttpResponseBase]

VALUES: dict[str, Callable[[Any], str]] = {
    "client": lambda request: client_of(request.META.get("REMOTE_ADDR", "")),
    "account": lambda request: str(request.user.pk),
    "citizen": lambda request: str(request.citizen.id),
}


def limited(name: str) -> Callable[[View], View]:
    """Count each POST against this limit of the table; TooMany("limits.reached") when there is no room.

    What the limit counts by must be known where the decorator stands: "citizen" only behind `citizen_required`.
    """
    by = LIMITS[name].by
    assert set(by) <= set(VALUES), f"a view cannot tell {by}"

    def gate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST":
                actions.take(name, by={one: VALUES[one](request) for one in by}, at=now())
            return view(request, *args, **kwargs)

        return guarded

    return gate
