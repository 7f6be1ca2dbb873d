"""A limit before a view: what is sent counts, what is only read does not, unless reading leaves something behind."""

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
    "account": lambda request: str(request.user.pk or ""),
}


def limited(name: str, *, method: str = "POST") -> Callable[[View], View]:
    """Count each POST against this limit of the table; TooMany("limits.reached") when there is no room.

    Stands outside of whatever opens a transaction. Who is not signed in has no account and is not counted by one.
    """
    by = LIMITS[name].by
    assert set(by) <= set(VALUES), f"a view cannot tell {by}"

    def gate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            values = {one: VALUES[one](request) for one in by}
            if request.method == method and all(values.values()):
                actions.take(name, by=values, at=now())
            return view(request, *args, **kwargs)

        return guarded

    return gate
