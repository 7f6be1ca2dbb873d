"""The whole house as its visitors find it: every address with its parts filled in, and a browser for everybody."""

from __future__ import annotations

import re
import uuid

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tongban.people.models import Account


def addresses(resolver=None, prefix="", spaces=()):
    """Every pattern with its namespace and whole route."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from addresses(one, prefix + str(one.pattern), (*spaces, one.namespace) if one.namespace else spaces)
        elif isinstance(one, URLPattern):
            yield ":".join((*spaces, one.name or "")), prefix + str(one.pattern)


def browsers(people):
    """One browser for everybody, and one for nobody."""
    yield "nobody", Client()
    for who, person in people.items():
        browser = Client()
        account = (
            Account.objects.get(officer__id=person.id)
            if who.startswith("officer")
            else Account.objects.get(pk=person.account_id)
        )
        browser.force_login(account, backend="tongban.people.signed_in.AccountBackend")
        yield who, browser


def filled(route, known):
    """A route with its parts filled in; None where a part has no example."""
    missing = []

    def value(found):
        kind, _colon, name = found[1].rpartition(":")
        if name in known:
            return str(known[name])
        if kind == "uuid":
            return str(uuid.UUID(int=7))
        if kind == "int":
            return "1"
        missing.append(name)
        return "x"

    path = re.sub(r"<([^>]+)>", value, route).replace("^", "").replace("$", "").replace("\\", "")
    return f"/{path}"
