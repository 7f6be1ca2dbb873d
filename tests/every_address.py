"""Every address of the product, collected from the resolver: what a list by hand would forget."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

ARGUMENT = re.compile(r"\(\?P<(\w+)>[^)]*\)|<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Address:
    """name: with its namespace, or the route where it has none. arguments: names of what has to be filled in."""

    name: str
    route: str
    arguments: tuple[str, ...]

    def path(self, values):
        """The path with these values; KeyError for an argument that nobody has a value for."""
        path = ARGUMENT.sub(lambda found: str(values[found.group(1) or found.group(2)]), self.route)
        return "/" + path.replace("^", "").replace("$", "").replace("\\", "")


def addresses(resolver=None, prefix="", spaces=()):
    """All of them, in the order in which the resolver tries them."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            names = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from addresses(entry, route, names)
        elif isinstance(entry, URLPattern):
            name = ":".join((*spaces, entry.name)) if entry.name else route
            yield Address(name, route, tuple(entry.pattern.regex.groupindex))
