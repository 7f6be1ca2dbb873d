"""Which client a request comes from, as far as the network tells."""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address

NETWORK_BITS = 64  # of an IPv6 address: one customer has at least that many


def client_of(address: str) -> str:
    """The client behind a network address: IPv4 whole, of IPv6 the network. "unknown" for what is no address."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(IPv6Network((found, NETWORK_BITS), strict=False).network_address)
