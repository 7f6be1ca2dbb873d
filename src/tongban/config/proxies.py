"""What a proxy in front says of a request, believed from the addresses in TONGBAN_PROXIES and from nobody else.

Anybody can send X-Forwarded-For and X-Forwarded-Proto. So they are taken out of every request that does not come from
a named proxy, before anything of ours reads them; from a named one they become what the request itself says: its
client and its scheme.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
Network = IPv4Network | IPv6Network

UNIX = "unix"  # a proxy on this machine that comes through a socket file and so has no address
FORWARDED = tuple(f"HTTP_{name}" for name in ("X_FORWARDED_FOR", "X_FORWARDED_PROTO", "X_FORWARDED_HOST", "FORWARDED"))


def behind(proxies: Iterable[str], application: Application) -> Application:
    """The application with REMOTE_ADDR and wsgi.url_scheme as the trusted proxies say. ValueError for what is no network."""
    named = list(proxies)
    networks = [ip_network(one, strict=False) for one in named if one != UNIX]

    def is_trusted(address: str) -> bool:
        try:
            found = ip_address(address)
        except ValueError:
            return address == "" and UNIX in named
        return any(found in network for network in networks)

    def forwarded(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        said = {name: environ.pop(name, "") for name in FORWARDED}
        if is_trusted(environ.get("REMOTE_ADDR", "")):
            if client := client_in(said["HTTP_X_FORWARDED_FOR"], is_trusted=is_trusted):
                environ["REMOTE_ADDR"] = client
            if (scheme := said["HTTP_X_FORWARDED_PROTO"].strip().lower()) in ("http", "https"):
                environ["wsgi.url_scheme"] = scheme
        return application(environ, start_response)

    return forwarded


def client_in(header: str, *, is_trusted: Callable[[str], bool]) -> str:
    """The nearest address that is no proxy of ours, read from the right: what stands further left the client may have written itself."""
    found = ""
    for one in reversed([part.strip() for part in header.split(",")]):
        try:
            found = str(ip_address(one))
        except ValueError:
            return found
        if not is_trusted(found):
            return found
    return found
