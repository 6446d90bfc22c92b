"""Where a server is, and whether pictures may go there."""

import ipaddress
import socket
import time
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from models import limits
from models.interfaces import ServerFault
from models.messages import ServerError

OWN: Final = tuple(
    ipaddress.ip_network(text)
    for text in (
        *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"),
        *("::1/128", "fc00::/7", "fe80::/10"),
    )
)
"""This computer and private networks: RFC 1918, 3927, 4193, 4291. `is_private` is wider."""


def is_own(address: str) -> bool:
    """Whether a numeric address is on this computer or in a private network."""
    numeric = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(numeric, "ipv4_mapped", None)
    return any((mapped or numeric) in network for network in OWN)


@dataclass(frozen=True, slots=True)
class Address:
    """A server's address."""

    secure: bool
    host: str
    port: int
    path: str
    """The part before "/v1" in every request."""

    def connect(self, *, allow_public: bool) -> socket.socket:
        """Open a connection to an address that was checked. Raises ServerError.

        A host name is refused if any of its addresses is public: the next picture could go there.
        """
        try:
            found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise ServerError(ServerFault.UNREACHABLE, str(error)) from error
        places = list(dict.fromkeys((family, place) for family, _, _, _, place in found))
        if not allow_public and not all(is_own(str(place[0])) for _, place in places):
            raise ServerError(ServerFault.PUBLIC)
        ends = time.monotonic() + limits.CONNECT
        failure: OSError = TimeoutError("timed out")
        for family, place in places:
            try:
                return _connected(family, place, ends)
            except OSError as error:
                failure = error
        raise ServerError(ServerFault.UNREACHABLE, str(failure)) from failure


def _connected(family: int, place: Any, ends: float) -> socket.socket:
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError("timed out")
    connection = socket.socket(family, socket.SOCK_STREAM)
    try:
        connection.settimeout(left)
        connection.connect(place)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError:
        connection.close()
        raise
    return connection


def parse(text: str) -> Address:
    """Parse an address such as "http://192.168.1.20:8000/v1". Raises ValueError."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{text} is no address of a server")
    secure = parts.scheme == "https"
    path = parts.path.rstrip("/").removesuffix("/v1").rstrip("/")
    return Address(secure, parts.hostname, parts.port or (443 if secure else 80), path)
