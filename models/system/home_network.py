"""Which addresses are in a home network."""

import ipaddress
from typing import Final

HOME: Final = tuple(
    map(
        ipaddress.ip_network,
        (
            *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"),
            *("::1/128", "fc00::/7", "fe80::/10"),
        ),
    )
)
"""This computer's own addresses, and those that no device on the internet has: RFC 1918, 3927,
4193, 4291. `is_private` is wider."""


def is_home(address: str) -> bool:
    """Whether an address is this computer's own, or one of a home network."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return any(found in network for network in HOME)
