"""Where a server is, and whether pictures may go there."""

import socket
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from models import limits
from models.interfaces import ServerFault
from models.messages import ServerError
from models.system.home_network import is_home


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
        if not allow_public and not all(is_home(str(place[0])) for _, place in places):
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
